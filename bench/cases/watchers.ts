import { fork } from 'node:child_process';
import { once } from 'node:events';
import { LANGUAGE_TARGETS, STEPS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { recordStep } from '../../src/records/record-step.ts';
import { putBehind } from '../../src/runtime/processes/priority.ts';
import { insertEndedBuild } from '../../test/plain-build.ts';
import type { Kiln } from '../kiln.ts';
import { type Row, seconds } from '../row.ts';

const WATCHERS = 1_000;
/** Builds that are written concurrently; one of them is watched. */
const BUILDS = 16;

/** Status writes without watchers, and with many watchers of one build; and the delay until all of them know. */
export async function watchers({ stack, config }: Kiln): Promise<Row[]> {
  const db = openDatabase(stack.databaseUrl);
  try {
    const { id: organizationId } = await db.organization.findFirstOrThrow();
    const project = { id: newId(), organizationId, slug: 'watched', displayName: 'watched' };
    await db.project.create({ data: project });
    const rounds = [await newBuilds(db, project.id, 'a'), await newBuilds(db, project.id, 'b')] as const;
    await writeAll(db, await newBuilds(db, project.id, 'warm'));
    const alone = await seconds(() => writeAll(db, rounds[0]));
    const [watched = ''] = rounds[1];
    const url = `http://${config.host}:${config.port}/v0/builds/${watched}/events`;
    const all = LANGUAGE_TARGETS.length * STEPS.length;
    // In production watchers run on other machines: here they get what the others leave of the processors.
    const readers = fork(new URL('../watch-build.ts', import.meta.url), [
      url,
      config.apiKey ?? '',
      String(WATCHERS),
      String(all),
    ]);
    if (readers.pid !== undefined) putBehind(readers.pid, 19);
    await once(readers, 'message');
    const done = once(readers, 'message');
    const together = await seconds(() => writeAll(db, rounds[1]));
    const late = await seconds(() => done);
    readers.kill();
    const writes = BUILDS * all;
    return [
      {
        what: `status writes together, ${WATCHERS} watching one build`,
        value: writes / together,
        unit: '/s',
        compared: { with: 'nobody watching', value: writes / alone },
      },
      { what: `all ${WATCHERS} watchers know the last event, after its write`, value: late, unit: 's' },
    ];
  } finally {
    await db.$disconnect();
  }
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
