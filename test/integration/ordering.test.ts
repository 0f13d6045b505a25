import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type Stainless from '@stainless-api/sdk';
import { expect, inject, test } from 'vitest';
import { headRef } from '../../src/git/refs.ts';
import { git } from '../../src/git/store/git-command.ts';
import { isAncestor } from '../../src/git/store/history.ts';
import { Repository } from '../../src/git/store/repository.ts';
import { openDatabase } from '../../src/records/database.ts';
import { client, completed, description, firstBuild, newProject } from '../service.ts';

const ROUNDS = 100;
/** Branches on which rounds run concurrently. */
const LANES = 5;
/** Built again and again: generated once, and cached from then on. */
const DESCRIPTIONS = ['one', 'two', 'three', 'four'].map((name) => description(['listPets', name]));

test('the later of two nearly simultaneous builds of a branch wins, a hundred times', async () => {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const gitDir = path.join(inject('dataDir'), 'repositories', inject('org'), `${project}-cli.git`);
  const repository = new Repository(gitDir);
  const db = openDatabase(inject('databaseUrl'), 2);

  const post = (branch: string, which: number) =>
    client().builds.create({
      project,
      branch,
      revision: { 'openapi.json': { content: DESCRIPTIONS[which % DESCRIPTIONS.length] ?? '' } },
      allow_empty: true,
    });
  const commitOf = async ({ id }: Stainless.Build) => {
    const commit = (await completed(id)).targets.cli?.commit;
    if (commit?.status !== 'completed') throw new Error('The commit has not ended.');
    return commit;
  };
  /** The code of each description, taken from a branch of its own. */
  const trees: (string | null | undefined)[] = [];
  for (const which of DESCRIPTIONS.keys()) {
    trees.push((await commitOf(await post('alone', which))).commit?.tree_oid);
  }
  expect(new Set(trees).size).toBe(DESCRIPTIONS.length);

  let superseded = 0;
  const round = async (branch: string, n: number): Promise<void> => {
    const older = post(branch, n);
    await wait((n * 7) % 51);
    const posted = await Promise.all([older, post(branch, n + 1)]);
    const places = await db.build.findMany({
      where: { id: { in: posted.map(({ id }) => id) } },
      orderBy: { sequence: 'asc' },
      select: { id: true },
    });
    const [first, second] = places.map(({ id }) => posted.find((each) => each.id === id));
    if (first === undefined || second === undefined) throw new Error('A build is not in the record.');
    const [before, after] = [await commitOf(first), await commitOf(second)];

    const head = await repository.resolve(headRef(branch));
    const { stdout: log } = await git(['log', '--graph', '--oneline', '-8', branch], { gitDir });
    const said = `round ${n} of ${branch}: ${JSON.stringify({ before, after })}\n${log}`;
    expect(after.commit?.sha, said).toBe(head);
    expect(after.commit?.tree_oid).toBe(trees[(second === posted[0] ? n : n + 1) % trees.length]);
    if (before.conclusion === 'cancelled') {
      superseded += 1;
      const step = { buildId: first.id, target: 'cli', step: 'commit' } as const;
      const { note } = await db.buildStep.findUniqueOrThrow({ where: { buildId_target_step: step } });
      expect(note).toContain(second.id);
      expect(before.commit).toBeNull();
    } else {
      expect(await isAncestor(repository, before.commit?.sha ?? '', head ?? '')).toBe(true);
      expect(before.commit?.tree_oid).toBe(trees[(first === posted[0] ? n : n + 1) % trees.length]);
    }
  };
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let n = lane; n < ROUNDS; n += LANES) await round(`lane-${lane}`, n);
  });
  await Promise.all(lanes);
  process.stderr.write(`Of ${ROUNDS} older builds ${superseded} were superseded, the others were first.\n`);

  // Never interleaved: a linear history of generated commits, one per build.
  for (let lane = 0; lane < LANES; lane++) {
    const { stdout } = await git(
      ['log', '--format=%P|%(trailers:key=Kiln-Build,valueonly)', `lane-${lane}`],
      {
        gitDir,
      },
    );
    for (const line of stdout.split('\n').filter((each) => each.includes('|'))) {
      expect(line).toMatch(/^[0-9a-f]{0,40}\|\w+$/);
    }
  }
  await git(['fsck', '--strict', '--no-dangling'], { gitDir });
  await db.$disconnect();
}, 900_000);
