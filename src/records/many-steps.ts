import type { Step } from '../contract/targets.ts';
import type { Prisma } from './prisma/client.ts';
import { type CommitRecord, type StepChange, type StepKey, versionOf } from './steps.ts';

/** A change of one step, without what `recordStep` alone writes. */
export type PlainChange = { readonly step: Step } & StepChange & { readonly commit?: CommitRecord };

/**
 * Writes changes of the steps of a target, in this order, each with its event: what `recordStep` does one after the
 * other, in one statement. A step whose record is further on already is left as it is, with all of its changes.
 * Gives the steps that changed.
 */
export async function recordSteps(
  db: Prisma.TransactionClient,
  { buildId, target, attempt }: Omit<StepKey, 'step'>,
  changes: readonly PlainChange[],
): Promise<ReadonlySet<string>> {
  const rows = changes.map((change, at) => {
    const { conclusion = null, note = null } = change.status === 'completed' ? change : {};
    const { step, status } = change;
    return { at, step, status, version: versionOf(attempt, status), conclusion, note };
  });
  const commit = changes.flatMap((change) => change.commit ?? []).at(-1) ?? null;
  const events = await db.$queryRaw<{ step: string }[]>`
    WITH change AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS change(
        "at" int, "step" text, "status" text, "version" int, "conclusion" text, "note" text)
    ), last AS (
      SELECT DISTINCT ON ("step") * FROM change ORDER BY "step", "at" DESC
    ), step AS (
      UPDATE "BuildStep" s SET
        "version" = last."version",
        "status" = last."status"::"StepStatus",
        "conclusion" = last."conclusion",
        "note" = last."note",
        "startedAt" = CASE WHEN last."status" = 'queued' THEN NULL ELSE COALESCE("startedAt", now()) END,
        "completedAt" = CASE WHEN last."status" = 'completed' THEN now() END
      FROM last
      WHERE s."buildId" = ${buildId} AND s."target" = ${target} AND s."step"::text = last."step"
        AND s."version" < last."version"
      RETURNING s."step"::text AS "step"
    ), target AS (
      UPDATE "BuildTarget" SET
        "commitSha" = ${commit?.sha ?? null},
        "treeOid" = ${commit?.treeOid ?? null},
        "additions" = ${commit?.stats?.additions ?? null}::int,
        "deletions" = ${commit?.stats?.deletions ?? null}::int,
        "conflictNumber" = ${commit?.conflictNumber ?? null}::int
      WHERE ${commit !== null} AND "buildId" = ${buildId} AND "target" = ${target}
        AND EXISTS (SELECT FROM step WHERE "step" = 'commit')
    ), event AS (
      SELECT change.*, row_number() OVER (ORDER BY "at") AS "place", count(*) OVER () AS "of"
      FROM change JOIN step USING ("step")
    ), build AS (
      UPDATE "Build" SET
        "eventCount" = "eventCount" + (SELECT count(*) FROM event)::int,
        "updatedAt" = GREATEST(now(), "updatedAt")
      WHERE "id" = ${buildId} AND EXISTS (SELECT FROM event)
      RETURNING "id", "eventCount"
    )
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "target", "step", "status", "conclusion", "note")
    SELECT build."id", build."eventCount" - event."of" + event."place", now(), ${target},
      event."step"::"Step", event."status", event."conclusion", event."note"
    FROM build CROSS JOIN event
    RETURNING "step"::text AS "step"`;
  return new Set(events.map(({ step }) => step));
}
