import type { Database } from './database.ts';

/** The build created by a request with this key, and the hash of that request. */
export function findByIdempotencyKey(db: Database, projectId: string, idempotencyKey: string) {
  return db.build.findUnique({
    where: { projectId_idempotencyKey: { projectId, idempotencyKey } },
    select: { id: true, requestHash: true },
  });
}
