import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mergeTrees } from '../../src/git/merging/merge-trees.ts';
import { headRef } from '../../src/git/refs.ts';
import { ageOf, isAged, repack } from '../../src/git/repack.ts';
import type { Advance } from '../../src/git/sdk-branch/advance.ts';
import { advanceBranch } from '../../src/git/sdk-branch/advance-branch.ts';
import { type FileTree, file } from '../../src/git/store/file-tree.ts';
import { git } from '../../src/git/store/git-command.ts';
import { Repository } from '../../src/git/store/repository.ts';
import { git as person } from '../../test/git.ts';
import { GitServer } from '../../test/git-server.ts';
import { completed, example, type Kiln, newProject, sdkRepository } from '../kiln.ts';
import { median, type Row, seconds } from '../row.ts';
import { cloned } from './clone.ts';
import { manyFiles } from './commit.ts';

const ROUNDS = 7;
const AUTHOR = { name: 'Bench', email: 'bench@localhost', timestamp: 1_790_000_000 };
const AGED_BUILDS = 500;

/** Git: merges, a build that changes nothing, clones, and how a repository ages. */
export async function gitCases(kiln: Kiln): Promise<Row[]> {
  return [...(await merges()), await noop(), await clone(kiln), ...(await ageing())];
}

/** A merge of generated with custom code, compared with `git merge-tree` of the same commits. */
async function merges(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of [1000, 5000]) {
    await withRepository(async (repository) => {
      const base = manyFiles(count, 1);
      const [from, mine, generated] = [
        await repository.writeTree(base),
        await repository.writeTree(edited(base, 'custom', 20)),
        await repository.writeTree(edited(base, 'generated', 100)),
      ];
      const commit = (tree: string, parents: string[]) =>
        repository.writeCommit({ tree, parents, message: 'm\n', author: AUTHOR });
      const root = await commit(from, []);
      const [left, right] = [await commit(mine, [root]), await commit(generated, [root])];
      const native = ['merge-tree', '--write-tree', '-z', left, right];
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        theirs.push(await seconds(() => git(native, { gitDir: repository.gitDir })));
        ours.push(await seconds(() => mergeTrees(repository, from, mine, generated)));
      }
      rows.push({
        what: `merge of ${count} files`,
        value: median(ours) * 1000,
        unit: 'ms',
        compared: { with: 'git merge-tree', value: median(theirs) * 1000 },
        goal: { most: 2 },
      });
    });
  }
  return rows;
}

/** Deciding that a build generated exactly the branch's code: by its tree's id, in a process with empty caches. */
async function noop(): Promise<Row> {
  let value = 0;
  await withRepository(async (repository) => {
    const files = manyFiles(5000, 1);
    const tree = await repository.writeTree(files);
    await advance(repository, files, 1, tree);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const fresh = new Repository(repository.gitDir);
      times.push(await seconds(() => advance(fresh, files, round + 2, tree)));
    }
    value = median(times) * 1000;
  });
  return { what: 'no change in 5000 files, decided', value, unit: 'ms', goal: { most: 100 } };
}

/** A clone through the API, compared with one from `git http-backend` alone. */
async function clone(kiln: Kiln): Promise<Row> {
  const { project, build: first } = await newProject(kiln, await example('Cloned'), ['typescript']);
  await completed(kiln, first.id);
  const { url, gitDir } = sdkRepository(kiln, project, 'typescript');
  const repository = new Repository(gitDir);
  const tree = await repository.writeTree(manyFiles(2000, 7));
  const message = 'many files\n';
  const sha = await repository.writeCommit({ tree, parents: [], message, author: AUTHOR });
  await repository.updateRefs([{ ref: headRef('large'), from: null, to: sha }]);
  const server = await GitServer.start('');
  try {
    const plain = await server.create('plain');
    await person(plain.folder, 'fetch', '--quiet', gitDir, '+refs/heads/*:refs/heads/*');
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await cloned(plain.url, '--bare'));
      ours.push(await cloned(url, '--bare'));
    }
    return {
      what: 'clone over HTTP, 2000 files',
      value: median(ours) * 1000,
      unit: 'ms',
      compared: { with: 'git http-backend', value: median(theirs) * 1000 },
      goal: { most: 1.5 },
    };
  } finally {
    await server.stop();
  }
}

/** After 500 builds of a branch with custom code, compared with the tenth. */
async function ageing(): Promise<Row[]> {
  const young: Record<string, number> = {};
  const old: Record<string, number> = {};
  await withRepository(async (repository) => {
    const files = manyFiles(300, 1);
    await advance(repository, files, 1);
    await custom(repository);
    for (let n = 2; n <= AGED_BUILDS; n++) {
      await advance(repository, edited(files, `build ${n}`, 10), n);
      if (n === 10) Object.assign(young, await costs(repository, files, n));
      await repackAsScheduled(repository, n);
    }
    Object.assign(old, await costs(repository, files, AGED_BUILDS));
  });
  return ['clone', 'merge', 'no-op build'].map((what) => ({
    what: `${what} after ${AGED_BUILDS} builds, each of every tenth file`,
    value: (old[what] ?? Number.NaN) * 1000,
    unit: 'ms' as const,
    compared: { with: 'after 10 builds', value: (young[what] ?? Number.NaN) * 1000 },
    // A clone fetches the history, which cannot get smaller: `aged` has the goal, with changes as builds make them.
    ...(what === 'clone' ? {} : { goal: { most: 2 } }),
  }));
}

async function costs(repository: Repository, files: FileTree, n: number): Promise<Record<string, number>> {
  const clones: number[] = [];
  const merged: number[] = [];
  const noops: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A process with empty caches.
    const fresh = () => new Repository(repository.gitDir);
    clones.push(await cloned(`file://${repository.gitDir}`, '--bare'));
    const same = edited(files, `build ${n}`, 10);
    noops.push(await seconds(() => advance(fresh(), same, n)));
    const refs = await git(['for-each-ref', '--format=create %(refname) %(objectname)'], {
      gitDir: repository.gitDir,
    });
    const other = edited(files, `other ${n} ${round}`, 10);
    const tree = await repository.writeTree(other);
    merged.push(await seconds(() => advance(fresh(), other, n, tree)));
    await git(['update-ref', '--stdin'], {
      gitDir: repository.gitDir,
      input: refs.stdout.replaceAll(/^create/gm, 'update'),
    });
  }
  return { clone: median(clones), merge: median(merged), 'no-op build': median(noops) };
}

/** Repacks a repository after some builds, if due: as the maintenance schedule does. */
export async function repackAsScheduled(repository: Repository, builds: number): Promise<void> {
  if (builds % 25 === 0 && isAged(await ageOf(repository))) await repack(repository);
}

/** Commits one build's code to its branch as its activity does; `tree`: already written. */
export async function advance(
  repository: Repository,
  files: FileTree,
  n: number,
  tree?: string,
): Promise<Advance> {
  return advanceBranch(repository, {
    branch: 'main',
    tree: tree ?? (await repository.writeTree(files)),
    message: `build ${n}\n\nKiln-Build: b${n}\n`,
    author: AUTHOR,
    sequence: BigInt(n),
    buildId: `b${n}`,
    attempt: 1,
  });
}

async function custom(repository: Repository): Promise<void> {
  const head = (await repository.resolve(headRef('main'))) ?? '';
  const files = new Map([...(await repository.readTree(head)), ['own.txt', file('own\n')] as const]);
  const tree = await repository.writeTree(files);
  const to = await repository.writeCommit({ tree, parents: [head], message: 'own\n', author: AUTHOR });
  await repository.updateRefs([{ ref: headRef('main'), from: head, to }]);
}

/** The same files with an additional line in every `step`th. */
function edited(files: FileTree, text: string, step: number): FileTree {
  const end = text === 'custom';
  return new Map(
    [...files].map(([name, entry], i) => {
      if (i % step !== 0) return [name, entry];
      const line = Buffer.from(`// ${text}\n`);
      return [name, file(Buffer.concat(end ? [entry.content, line] : [line, entry.content]))];
    }),
  );
}

async function withRepository(work: (repository: Repository) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-bench-git-'));
  try {
    const repository = new Repository(path.join(folder, 'r.git'));
    await repository.create();
    await work(repository);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
