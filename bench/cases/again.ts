import { setTimeout as sleep } from 'node:timers/promises';
import type { Stainless } from '@stainless-api/sdk';
import { LANGUAGE_TARGETS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { median, percentile, type Row, seconds } from '../row.ts';
import { withEmptyWorkflows } from './empty-workflows.ts';

/** Warm-up rounds of new processes, on both sides, which are not counted. */
const WARM_UP = 10;
const ROUNDS = 21;
const POLL_MS = 100;
const BRANCHES = 10;
/** Builds of each branch. */
const BUILDS = 10;

/** What is built again. */
interface Built {
  readonly project: string;
  readonly targets: readonly Stainless.Target[];
}

/** A build in which nothing changed, compared with a workflow of as many children that do nothing, in alternation. */
export async function again(kiln: Kiln): Promise<Row[]> {
  const { project } = await firstBuild(kiln);
  const what = 'the same build again, nothing changed';
  return [await alternating(kiln, { project, targets: LANGUAGE_TARGETS }, what)];
}

/**
 * The same with checks that are carried over, of the targets whose toolchains are installed; and a hundred such
 * builds of ten branches at once, compared with a hundred of the workflows at once.
 */
export async function againChecked(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await firstBuild(kiln);
  const targets = LANGUAGE_TARGETS.filter((target) => {
    const made = build.targets[target];
    return [made?.lint, made?.build, made?.test].every(
      (check) => check?.status === 'completed' && check.conclusion === 'success',
    );
  });
  const built = { project, targets };
  const one = await alternating(
    kiln,
    built,
    `the same build again, with checks of ${targets.length} targets`,
  );
  return [one, ...(await many(kiln, built))];
}

/** A project whose branch `main` has been built. */
async function firstBuild(kiln: Kiln): Promise<{ project: string; build: Stainless.Build }> {
  const { project, build } = await newProject(kiln, await example('Again'));
  return { project, build: await completed(kiln, build.id) };
}

async function alternating(kiln: Kiln, { project, targets }: Built, what: string): Promise<Row> {
  const db = openDatabase(kiln.stack.databaseUrl);
  const builds: number[] = [];
  const empties: number[] = [];
  await withEmptyWorkflows(kiln, targets.length, async (runEmpty) => {
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const postedAt = Date.now();
      const { id } = await kiln.client.builds.create({ project, revision: 'main', targets: [...targets] });
      const took = ((await endOf(db, id)) - postedAt) / 1000;
      const emptyTook = await seconds(runEmpty);
      if (round < 0) continue;
      builds.push(took);
      empties.push(emptyTook);
    }
  });
  await db.$disconnect();
  return {
    what,
    value: median(builds),
    unit: 's',
    compared: { with: `an empty workflow of ${targets.length} children`, value: median(empties) },
    goal: { most: 1.5 },
  };
}

/** Builds per second of many at once, and how long their creates take meanwhile. */
async function many(kiln: Kiln, { project, targets }: Built): Promise<Row[]> {
  const branches = Array.from({ length: BRANCHES }, (_, i) => `branch-${i}`);
  for (const branch of branches) {
    const { id } = await kiln.client.builds.create({
      project,
      revision: 'main',
      branch,
      targets: [...targets],
    });
    await completed(kiln, id);
  }
  const db = openDatabase(kiln.stack.databaseUrl);
  const creates: number[] = [];
  const startedAt = Date.now();
  // A client for each branch, which posts its builds one after another.
  const ids = await Promise.all(
    branches.map(async (branch) => {
      const made: string[] = [];
      for (let i = 0; i < BUILDS; i++) {
        const postedAt = performance.now();
        const create = { project, revision: branch, branch, targets: [...targets] };
        made.push((await kiln.client.builds.create(create)).id);
        creates.push(performance.now() - postedAt);
      }
      return made;
    }),
  );
  const ends = await Promise.all(ids.flat().map((id) => endOf(db, id)));
  await db.$disconnect();
  const took = (Math.max(...ends) - startedAt) / 1000;
  const count = BRANCHES * BUILDS;
  let emptiesTook = Number.NaN;
  await withEmptyWorkflows(kiln, targets.length, async (runEmpty) => {
    await runEmpty();
    emptiesTook = await seconds(() => Promise.all(Array.from({ length: count }, runEmpty)));
  });
  return [
    {
      what: 'a hundred such builds of ten branches at once',
      value: count / took,
      unit: '/s',
      compared: { with: 'a hundred of the workflows at once', value: count / emptiesTook },
      goal: { least: 0.8 },
    },
    { what: 'create meanwhile, p95', value: percentile(creates, 95), unit: 'ms', goal: { most: 250 } },
  ];
}

/** When a build ended, from its record: polling the API for it would disturb the measurement. */
async function endOf(db: Database, id: string): Promise<number> {
  for (;;) {
    const { completedAt } = await db.build.findUniqueOrThrow({
      where: { id },
      select: { completedAt: true },
    });
    if (completedAt !== null) return completedAt.getTime();
    await sleep(POLL_MS);
  }
}
