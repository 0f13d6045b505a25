import type { Database } from './database.ts';
import type { Prisma } from './prisma/client.ts';

/** The channel on which the writers of builds tell those who watch them (`LISTEN`): `<project id> <build id>`. */
export const BUILD_CHANNEL = 'kiln_builds';

/** Builds that change within this time, in ms, are announced together. */
const TOGETHER_MS = 15;

const waitingOf = new WeakMap<Database, Set<string>>();

/**
 * Announces that a build has new events, soon and after they are committed. Not in the transaction of the write: a
 * commit that notifies holds a lock of the whole server while it is written to the disk, so that no two could share a
 * write. An announcement that is lost is made up for by those who watch (`EventFeed`), who look every second.
 */
export function announce(db: Database | Prisma.TransactionClient, buildId: string): void {
  if (!isWhole(db)) return;
  const waiting = waitingOf.get(db);
  if (waiting !== undefined) {
    waiting.add(buildId);
    return;
  }
  const first = new Set([buildId]);
  waitingOf.set(db, first);
  setTimeout(() => {
    waitingOf.delete(db);
    db.$executeRaw`
      SELECT pg_notify(${BUILD_CHANNEL}, "projectId" || ' ' || "id") FROM "Build" WHERE "id" = ANY(${[...first]})`.catch(
      () => {},
    );
  }, TOGETHER_MS).unref();
}

/** Whether it is no transaction: what is written in one is announced by who commits it. */
function isWhole(db: Database | Prisma.TransactionClient): db is Database {
  return '$transaction' in db && typeof db.$transaction === 'function';
}
