import type { Database } from './database.ts';
import type { Prisma } from './prisma/client.ts';

/** The channel on which writers notify watchers of builds (`LISTEN`): `<project id> <build id>`. */
export const BUILD_CHANNEL = 'kiln_builds';

/** Builds that change within this time, in ms, are announced together. */
const TOGETHER_MS = 15;

const waitingOf = new WeakMap<Database, Set<string>>();

/**
 * Announces that a build has new events, shortly after they are committed. This is not part of the write's
 * transaction: a transaction that notifies holds a server-wide lock until it is on the disk, so concurrent writes
 * could not share a flush. Watchers (`EventFeed`) also poll every second, so a lost announcement only delays them.
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

/** Whether this is no transaction: after a transaction, the code that commits it announces. */
function isWhole(db: Database | Prisma.TransactionClient): db is Database {
  return '$transaction' in db && typeof db.$transaction === 'function';
}
