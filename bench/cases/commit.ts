import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { advanceBranch } from '../../src/git/sdk-branch/advance-branch.ts';
import { type FileTree, file } from '../../src/git/store/file-tree.ts';
import { Repository } from '../../src/git/store/repository.ts';
import { median, type Row, seconds } from '../row.ts';

const ROUNDS = 5;
const AUTHOR = { name: 'Bench', email: 'bench@localhost', timestamp: 1_790_000_000 };

/** A commit of many files, compared with `git fast-import` of the same. */
export async function commit(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of [1000, 5000]) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const files = manyFiles(count, round);
      ours.push(await inRepository((repository) => commitHere(repository, files)));
      theirs.push(await inRepository((repository) => fastImport(repository, stream(files))));
    }
    rows.push({
      what: `commit of ${count} files`,
      value: median(ours),
      unit: 's',
      compared: { with: 'git fast-import', value: median(theirs) },
      goal: { most: 1.5 },
    });
  }
  return rows;
}

/** Files like those of generators: about 2 KB of similar lines. */
export function manyFiles(count: number, seed: number): FileTree {
  const files = new Map();
  for (let i = 0; i < count; i++) {
    const lines = Array.from(
      { length: 40 },
      (_, n) => `export const value${n} = ${(seed + 1) * i * 7919 + n * 104_729};\n`,
    );
    files.set(`src/models/group${i % 50}/model${i}.ts`, file(lines.join('')));
  }
  return files;
}

async function commitHere(repository: Repository, files: FileTree): Promise<void> {
  const tree = await repository.writeTree(files);
  await advanceBranch(repository, {
    branch: 'main',
    tree,
    message: 'm',
    author: AUTHOR,
    sequence: 1n,
    attempt: 1,
    buildId: 'b',
  });
}

function stream(files: FileTree): Buffer {
  const parts: Buffer[] = [
    Buffer.from('commit refs/heads/main\ncommitter Bench <b@localhost> 1790000000 +0000\ndata 1\nm\n'),
  ];
  for (const [name, { content }] of files) {
    parts.push(Buffer.from(`M 100644 inline ${name}\ndata ${content.length}\n`), content, Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}

async function fastImport(repository: Repository, input: Buffer): Promise<void> {
  const child = spawn('git', ['-C', repository.gitDir, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(input);
  await once(child, 'exit');
}

async function inRepository(work: (repository: Repository) => Promise<void>): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-bench-git-'));
  try {
    const repository = new Repository(path.join(folder, 'r.git'));
    await repository.create();
    return await seconds(() => work(repository));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
