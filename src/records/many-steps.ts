import type { SdkTarget, Step } from '../contract/targets.ts';
import type { Prisma } from './prisma/client.ts';
import { type CommitRecord, type StepChange, versionOf } from './steps.ts';

/** A change of one step, without what `recordStep` alone writes. */
export type PlainChange = { readonly target: SdkTarget; readonly step: Step } & StepChange & {
    readonly commit?: CommitRecord;
  };

/** The steps that a write changed. */
export interface Changed {
  has(target: SdkTarget, step: Step): boolean;
}

/**
 * Writes changes of the steps of a build's targets, in this order, each with its event: what `recordStep` does one after
 * the other, in one statement. A step whose record is further on already is left as it is, with all of its changes.
 */
export async function recordSteps(
  db: Prisma.TransactionClient,
  { buildId, attempt }: { readonly buildId: string; readonly attempt: number },
  changes: readonly PlainChange[],
): Promise<Changed> {
  const rows = changes.map(({ target, step, status, ...change }, at) => {
    const { conclusion = null, note = null, commit } = { conclusion: null, note: null, ...change };
    return { at, target, step, status, version: versionOf(attempt, status), conclusion, note, commit };
  });
  const events = await db.$queryRaw<{ step: string }[]>`
    WITH change AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS change(
        "at" int, "target" text, "step" text, "status" text, "version" int, "conclusion" text, "note" text,
        "commit" jsonb)
    ), last AS (
      SELECT DISTINCT ON ("target", "step") * FROM change ORDER BY "target", "step", "at" DESC
    ), step AS (
      UPDATE "BuildStep" s SET
        "version" = last."version",
        "status" = last."status"::"StepStatus",
        "conclusion" = last."conclusion",
        "note" = last."note",
        "startedAt" = CASE WHEN last."status" = 'queued' THEN NULL ELSE COALESCE("startedAt", now()) END,
        "completedAt" = CASE WHEN last."status" = 'completed' THEN now() END
      FROM last
      WHERE s."buildId" = ${buildId} AND s."target" = last."target" AND s."step"::text = last."step"
        AND s."version" < last."version"
      RETURNING s."target", s."step"::text AS "step", last."commit"
    ), target AS (
      UPDATE "BuildTarget" t SET
        "commitSha" = "commit"->>'sha',
        "treeOid" = "commit"->>'treeOid',
        "additions" = ("commit"->'stats'->>'additions')::int,
        "deletions" = ("commit"->'stats'->>'deletions')::int,
        "conflictNumber" = ("commit"->>'conflictNumber')::int
      FROM step WHERE t."buildId" = ${buildId} AND t."target" = step."target" AND "commit" IS NOT NULL
    ), event AS (
      SELECT change.*, row_number() OVER (ORDER BY "at") AS "place", count(*) OVER () AS "of"
      FROM change JOIN step USING ("target", "step")
    ), build AS (
      UPDATE "Build" SET
        "eventCount" = "eventCount" + (SELECT count(*) FROM event)::int,
        "updatedAt" = GREATEST(now(), "updatedAt")
      WHERE "id" = ${buildId} AND EXISTS (SELECT FROM event)
      RETURNING "id", "eventCount"
    )
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "target", "step", "status", "conclusion", "note")
    SELECT build."id", build."eventCount" - event."of" + event."place", now(), event."target",
      event."step"::"Step", event."status", event."conclusion", event."note"
    FROM build CROSS JOIN event
    RETURNING concat("target", ' ', "step") AS "step"`;
  const changed = new Set(events.map(({ step }) => step));
  return { has: (target, step) => changed.has(`${target} ${step}`) };
}
