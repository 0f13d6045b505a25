import { LANGUAGE_TARGETS, STEPS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { recordStep } from '../../src/records/record-step.ts';
import type { StepKey } from '../../src/records/steps.ts';
import { insertEndedBuild } from '../../test/plain-build.ts';
import type { Kiln } from '../kiln.ts';
import { median, type Row, seconds } from '../row.ts';

const BUILDS = 24;
/** Builds whose writes are measured one after the other, and concurrently; the former also open the connections. */
const ALONE = 2;
const WARM_UP = 6;
const TOGETHER = 16;

/** Status writes, sequential and concurrent. */
export async function status({ stack }: Kiln): Promise<Row[]> {
  const db = openDatabase(stack.databaseUrl);
  try {
    const builds = await makeBuilds(db);
    const alone: number[] = [];
    for (const key of keysOf(builds.splice(0, ALONE))) {
      alone.push((await seconds(() => recordStep(db, key, { status: 'in_progress' }))) * 1000);
    }
    await writeTogether(db, keysOf(builds.splice(0, WARM_UP)));
    const keys = keysOf(builds);
    const took = await seconds(() => writeTogether(db, keys));
    return [
      { what: 'a status write alone, p50', value: median(alone), unit: 'ms', goal: { most: 5 } },
      { what: 'status writes together', value: keys.length / took, unit: '/s', goal: { least: 1000 } },
    ];
  } finally {
    await db.$disconnect();
  }
}

async function writeTogether(db: Database, keys: readonly StepKey[]): Promise<void> {
  // Steps of one build change for eleven targets at a time; builds run concurrently.
  const waiting = keys.toSorted((a, b) => a.step.localeCompare(b.step));
  const writeAll = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      await recordStep(db, key, { status: 'in_progress' });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, writeAll));
}

async function makeBuilds(db: Database): Promise<string[]> {
  const { id: organizationId } = await db.organization.findFirstOrThrow();
  const project = { id: newId(), organizationId, slug: 'status', displayName: 'status' };
  await db.project.create({ data: project });
  const ids: string[] = [];
  for (let i = 0; i < BUILDS; i++) {
    const id = await insertEndedBuild(db, {
      projectId: project.id,
      branch: `b${i}`,
      configCommit: '0'.repeat(40),
      targets: LANGUAGE_TARGETS,
    });
    ids.push(id);
  }
  return ids;
}

function keysOf(builds: readonly string[]): StepKey[] {
  return builds.flatMap((buildId) =>
    LANGUAGE_TARGETS.flatMap((target) => STEPS.map((step) => ({ buildId, target, step, attempt: 1 }))),
  );
}
