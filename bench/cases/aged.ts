import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FileTree, file } from '../../src/git/file-tree.ts';
import { generatedRef } from '../../src/git/refs.ts';
import { ageOf, isAged, repack } from '../../src/git/repack.ts';
import { Repository } from '../../src/git/repository.ts';
import { git } from '../../test/git.ts';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { median, type Row } from '../row.ts';
import { cloned } from './clone.ts';
import { advance } from './git.ts';

const BUILDS = 500;
const YOUNG = 10;
const ROUNDS = 15;
const TARGET = 'typescript';
/** Whose repository, which the project does not have otherwise, is what this one was after ten builds. */
const ANOTHER = 'python';

/** The example's SDK with custom code, after 500 builds that each changed one operation: how long people clone it. */
export async function aged(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Aged'), [TARGET]);
  await completed(kiln, build.id);
  const of = (target: string) => {
    const name = `${project}-${target}.git`;
    const url = new URL(`${kiln.client.baseURL}/git/bench/${name}`);
    url.username = 'x';
    url.password = kiln.config.apiKey ?? '';
    return { url: url.href, gitDir: path.join(kiln.config.dataDir, 'repositories', 'bench', name) };
  };
  const [old, young] = [of(TARGET), of(ANOTHER)];
  await pushCustomCode(old.url);

  const repository = new Repository(old.gitDir);
  const files = await repository.readTree((await repository.resolve(generatedRef('main'))) ?? '');
  for (let n = 2; n <= BUILDS; n++) {
    await advance(repository, changed(files, n), n);
    if (n === YOUNG) await cp(old.gitDir, young.gitDir, { recursive: true });
    // As the schedule does it.
    if (n % 25 === 0 && isAged(await ageOf(repository))) await repack(repository);
  }
  const commits = Number(await git(old.gitDir, 'rev-list', '--count', 'main'));
  if (commits < BUILDS) throw new Error(`${commits} commits are not those of ${BUILDS} builds.`);

  const times: Record<'old' | 'young', number[]> = { old: [], young: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.young.push(await cloned(young.url));
    times.old.push(await cloned(old.url));
  }
  return [
    {
      what: `clone over HTTP after ${BUILDS} builds, each of one operation`,
      value: median(times.old) * 1000,
      unit: 'ms',
      compared: { with: `after ${YOUNG} builds`, value: median(times.young) * 1000 },
      goal: { most: 2 },
    },
  ];
}

/** What the generator writes where the operation's summary says `n` too: in its client, and in the page about that. */
function changed(files: FileTree, n: number): FileTree {
  return new Map(
    [...files].map(([name, entry]) => {
      const content = entry.content.toString('latin1');
      return [name, content.includes('List books') ? file(edited(content, n)) : entry];
    }),
  );
}

function edited(content: string, n: number): Buffer {
  return Buffer.from(content.replaceAll('List books', `List books (${n})`), 'latin1');
}

async function pushCustomCode(url: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-bench-push-'));
  try {
    await git(folder, 'clone', '--quiet', url, '.');
    await writeFile(path.join(folder, 'own.ts'), 'export const own = 1;\n');
    await git(folder, 'add', '.');
    await git(folder, 'commit', '--quiet', '-m', 'Add our own code');
    await git(folder, 'push', '--quiet');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
