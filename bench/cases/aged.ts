import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generatedRef } from '../../src/git/refs.ts';
import { type FileTree, file } from '../../src/git/store/file-tree.ts';
import { Repository } from '../../src/git/store/repository.ts';
import { git, withFolder } from '../../test/git.ts';
import { completed, example, type Kiln, newProject, sdkRepository } from '../kiln.ts';
import { median, type Row } from '../row.ts';
import { cloned } from './clone.ts';
import { advance, repackAsScheduled } from './git.ts';

const BUILDS = 500;
const YOUNG = 10;
const ROUNDS = 15;
const TARGET = 'typescript';
/** The target whose repository this case replaces by one with a history of ten builds. */
const ANOTHER = 'python';

/** How long people clone the example's SDK with custom code, after 500 builds that each changed one operation. */
export async function aged(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Aged'), [TARGET]);
  await completed(kiln, build.id);
  const old = sdkRepository(kiln, project, TARGET);
  const young = sdkRepository(kiln, project, ANOTHER);
  await pushCustomCode(old.url);

  const repository = new Repository(old.gitDir);
  const files = await repository.readTree((await repository.resolve(generatedRef('main'))) ?? '');
  for (let n = 2; n <= BUILDS; n++) {
    await advance(repository, changed(files, n), n);
    if (n === YOUNG) await cp(old.gitDir, young.gitDir, { recursive: true });
    await repackAsScheduled(repository, n);
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

/** The files in which the generator repeats an operation's summary: its client, and the page about that. */
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

function pushCustomCode(url: string): Promise<void> {
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', url, '.');
    await writeFile(path.join(folder, 'own.ts'), 'export const own = 1;\n');
    await git(folder, 'add', '.');
    await git(folder, 'commit', '--quiet', '-m', 'Add our own code');
    await git(folder, 'push', '--quiet');
  });
}
