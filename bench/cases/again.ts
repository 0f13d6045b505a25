import { setTimeout as sleep } from 'node:timers/promises';
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

/** A build in which nothing changed, compared with a workflow of eleven children that do nothing, in alternation. */
export async function again(kiln: Kiln): Promise<Row[]> {
  const project = await builtProject(kiln);
  return [await alternating(kiln, project, 'the same build again, nothing changed')];
}

/**
 * The same with checks, all of which are carried over; and a hundred such builds of ten branches at once, compared
 * with a hundred of the workflows at once.
 */
export async function againChecked(kiln: Kiln): Promise<Row[]> {
  const project = await builtProject(kiln);
  const one = await alternating(kiln, project, 'the same build again, with checks');
  return [one, ...(await many(kiln, project))];
}

/** A project whose branch `main` has been built. */
async function builtProject(kiln: Kiln): Promise<string> {
  const { project, build } = await newProject(kiln, await example('Again'));
  await completed(kiln, build.id);
  return project;
}

async function alternating(kiln: Kiln, project: string, what: string): Promise<Row> {
  const db = openDatabase(kiln.stack.databaseUrl);
  const builds: number[] = [];
  const empties: number[] = [];
  await withEmptyWorkflows(kiln, async (runEmpty) => {
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const postedAt = Date.now();
      const { id } = await kiln.client.builds.create({ project, revision: 'main' });
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
    compared: { with: 'an empty workflow of eleven children', value: median(empties) },
    goal: { most: 1.5 },
  };
}

/** Builds per second of many at once, and how long their creates take meanwhile. */
async function many(kiln: Kiln, project: string): Promise<Row[]> {
  const branches = Array.from({ length: BRANCHES }, (_, i) => `branch-${i}`);
  for (const branch of branches) {
    const { id } = await kiln.client.builds.create({ project, revision: 'main', branch });
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
        made.push((await kiln.client.builds.create({ project, revision: branch, branch })).id);
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
  await withEmptyWorkflows(kiln, async (runEmpty) => {
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
