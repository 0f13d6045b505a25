import { fork } from 'node:child_process';
import { once } from 'node:events';
import { LANGUAGE_TARGETS, STEPS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { recordStep } from '../../src/records/record-step.ts';
import { putBehind } from '../../src/runtime/processes/priority.ts';
import { insertEndedBuild } from '../../test/plain-build.ts';
import type { Kiln } from '../kiln.ts';
import { median, type Row, seconds } from '../row.ts';

const WATCHERS = 1_000;
/** Builds that are written concurrently; one of them is watched. */
const BUILDS = 16;
/** Writes to each of them. */
const EVENTS = LANGUAGE_TARGETS.length * STEPS.length;
/** One takes less than a second, and differs by a third from the next. */
const ROUNDS = 5;

/** Status writes without watchers, and with many watchers of one build; and the delay until all of them know. */
export async function watchers({ stack, config }: Kiln): Promise<Row[]> {
  const db = openDatabase(stack.databaseUrl);
  try {
    const { id: organizationId } = await db.organization.findFirstOrThrow();
    const project = { id: newId(), organizationId, slug: 'watched', displayName: 'watched' };
    await db.project.create({ data: project });
    await writeAll(db, await newBuilds(db, project.id, 'warm'));
    const alone: number[] = [];
    const together: number[] = [];
    const late: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const builds = await newBuilds(db, project.id, `alone${round}-`);
      alone.push(await seconds(() => writeAll(db, builds)));
      const watched = await newBuilds(db, project.id, `watched${round}-`);
      const readers = await watch(config, watched[0] ?? '');
      together.push(await seconds(() => writeAll(db, watched)));
      late.push(await seconds(() => readers.done));
      readers.end();
    }
    const writes = BUILDS * EVENTS;
    return [
      {
        what: `status writes together, ${WATCHERS} watching one build`,
        value: writes / median(together),
        unit: '/s',
        compared: { with: 'nobody watching', value: writes / median(alone) },
        goal: { least: 0.9 },
      },
      {
        what: `all ${WATCHERS} watchers know the last event, after its write`,
        value: median(late),
        unit: 's',
      },
    ];
  } finally {
    await db.$disconnect();
  }
}

/** Watches a build in another process. Settles once all watchers are connected. */
async function watch(
  { host, port, apiKey }: Kiln['config'],
  build: string,
): Promise<{ readonly done: Promise<unknown>; end(): void }> {
  const url = `http://${host}:${port}/v0/builds/${build}/events`;
  const args = [url, apiKey ?? '', String(WATCHERS), String(EVENTS)];
  const readers = fork(new URL('../watch-build.ts', import.meta.url), args);
  // In production watchers run on other machines: here they get what the others leave of the processors.
  if (readers.pid !== undefined) putBehind(readers.pid, 19);
  await once(readers, 'message');
  return { done: once(readers, 'message'), end: () => readers.kill() };
}

async function writeAll(db: Database, builds: readonly string[]): Promise<void> {
  await Promise.all(
    builds.map(async (buildId) => {
      for (const step of STEPS) {
        for (const target of LANGUAGE_TARGETS) {
          await recordStep(db, { buildId, target, step, attempt: 1 }, { status: 'in_progress' });
        }
      }
    }),
  );
}

async function newBuilds(db: Database, projectId: string, name: string): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < BUILDS; i++) {
    ids.push(
      await insertEndedBuild(db, {
        projectId,
        branch: `${name}${i}`,
        configCommit: '0'.repeat(40),
        targets: LANGUAGE_TARGETS,
      }),
    );
  }
  return ids;
}
