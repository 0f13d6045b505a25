import type { Database } from './database.ts';
import { Prisma } from './prisma/client.ts';

// Notes for webhooks are written by the same statement that changes the record, so that a crash cannot separate the
// two. In a project without webhooks this costs one index lookup.

/** Whether a project has an enabled webhook. */
const wanted = (projectId: Prisma.Sql) => Prisma.sql`EXISTS (
  SELECT FROM "Webhook" w WHERE w."projectId" = ${projectId} AND w."disabledAt" IS NULL)`;

/**
 * Part of the statement that writes steps: notes each target of which a step completed, and the conflicts that its
 * commit opened or resolved. Whether the target itself is completed is decided when the note is read
 * (`makeDeliveries`), because concurrent statements do not see each other's changes; each of them has its own note.
 * Reads `build` and `step`.
 */
export const NOTE_STEPS = Prisma.sql`, noted AS (
  INSERT INTO "WebhookEvent" ("projectId", "type", "buildId", "target", "number")
  SELECT build."projectId", one."type", build."id", one."target", one."number"
  FROM build CROSS JOIN (
    SELECT 'target.completed' AS "type", "target", NULL::int AS "number" FROM step WHERE "status" = 'completed'
    UNION SELECT 'conflict.opened', "target", ("commit"->>'openedConflict')::int FROM step
      WHERE "commit"->>'openedConflict' IS NOT NULL
    UNION SELECT 'conflict.resolved', "target", ("commit"->>'resolvedConflict')::int FROM step
      WHERE "commit"->>'resolvedConflict' IS NOT NULL
  ) one
  WHERE ${wanted(Prisma.sql`build."projectId"`)}
  RETURNING 1)`;

/** Part of a statement that changes no step to `completed`. */
export const NOTE_NOTHING = Prisma.sql`, noted AS (SELECT 1 WHERE false)`;

/** Part of the statement that completes a build: each completion is an event, again after a retry. Reads `build`. */
export const NOTE_COMPLETED = Prisma.sql`, noted AS (
  INSERT INTO "WebhookEvent" ("projectId", "type", "buildId", "number")
  SELECT build."projectId", 'build.completed', build."id", build."eventCount" FROM build
  WHERE ${wanted(Prisma.sql`build."projectId"`)}
  RETURNING 1)`;

/** Part of the statement that inserts a build's targets. */
export const noteCreated = (projectId: string, buildId: string) => Prisma.sql`, noted AS (
  INSERT INTO "WebhookEvent" ("projectId", "type", "buildId")
  SELECT ${projectId}, 'build.created', ${buildId} WHERE ${wanted(Prisma.sql`${projectId}`)}
  RETURNING 1)`;

const listeners = new WeakMap<object, () => void>();

/** Calls a function whenever this process has noted something for webhooks. */
export function whenNoted(db: Database, listener: () => void): void {
  listeners.set(db, listener);
}

/**
 * Reports that something was noted. Within a transaction it is not heard: the code that commits it reports. If the
 * process dies before that, the maintenance schedule finds the notes.
 */
export function noted(db: Database | Prisma.TransactionClient): void {
  listeners.get(db)?.();
}
