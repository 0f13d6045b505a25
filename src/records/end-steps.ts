import type { CheckConclusion, CommitConclusion, Step } from '../contract/targets.ts';
import { announce } from './announce.ts';
import { retryNote } from './retry-note.ts';
import { ATTEMPT, type Records, recordSteps, type StepKey } from './steps.ts';
import { keepable } from './storable-text.ts';
import { NOTE_COMPLETED, noted } from './webhook-events.ts';

/** Maximum length of the name of who requested a retry. */
const BY_LENGTH = 200;

/**
 * Reopens steps of a target for another attempt: clears their conclusions and the build's completion, and adds an event.
 * `by` says who or what requested it, for people. Idempotent: late or repeated calls change nothing.
 */
export async function reopenSteps(
  db: Records,
  { buildId, target, attempt }: Omit<StepKey, 'step'>,
  steps: readonly Step[],
  by: string | null,
): Promise<void> {
  const version = attempt * ATTEMPT;
  // Operators may send any text.
  const note = keepable(retryNote({ attempt, by: by?.slice(0, BY_LENGTH) ?? null }, steps));
  await db.$executeRaw`
    WITH step AS (
      UPDATE "BuildStep" SET "version" = ${version}, "status" = 'not_started', "conclusion" = NULL,
        "note" = NULL, "log" = NULL, "startedAt" = NULL, "completedAt" = NULL
      WHERE "buildId" = ${buildId} AND "target" = ${target} AND "step"::text = ANY(${[...steps]})
        AND "version" < ${version}
      RETURNING "step"
    ), target AS (
      UPDATE "BuildTarget" SET "commitSha" = NULL, "additions" = NULL, "deletions" = NULL, "conflictNumber" = NULL,
        "treeOid" = CASE WHEN EXISTS (SELECT FROM step WHERE "step" = 'codegen') THEN NULL ELSE "treeOid" END
      WHERE "buildId" = ${buildId} AND "target" = ${target} AND EXISTS (SELECT FROM step WHERE "step" = 'commit')
    ), build AS (
      UPDATE "Build" SET "completedAt" = NULL, "updatedAt" = GREATEST(now(), "updatedAt"),
        "eventCount" = "eventCount" + 1
      WHERE "id" = ${buildId} AND EXISTS (SELECT FROM step)
      RETURNING "id", "eventCount"
    )
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "target", "status", "note")
    SELECT "id", "eventCount", now(), ${target}, 'not_started', ${note} FROM build`;
  announce(db, buildId);
}

/** Marks the build as completed, with its event, unless it is already completed or has an open step. */
export async function recordBuildCompleted(db: Records, buildId: string): Promise<void> {
  const events = await db.$queryRaw<{ noted: boolean }[]>`
    WITH build AS (
      UPDATE "Build" SET "completedAt" = now(), "updatedAt" = GREATEST(now(), "updatedAt"),
        "eventCount" = "eventCount" + 1
      WHERE "id" = ${buildId} AND "completedAt" IS NULL AND NOT EXISTS (
        SELECT FROM "BuildStep" WHERE "buildId" = ${buildId} AND "status" <> 'completed')
      RETURNING "id", "projectId", "eventCount"
    )${NOTE_COMPLETED}
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "status")
    SELECT "id", "eventCount", now(), 'completed' FROM build
    RETURNING EXISTS (SELECT FROM noted) AS "noted"`;
  announce(db, buildId);
  if (events[0]?.noted === true) noted(db);
}

/**
 * Ends every open step of a target after its workflow failed, was cancelled or timed out. An open commit gets the
 * conclusion `commit`, and the other open steps get `rest`.
 */
export async function endSteps(
  db: Records,
  key: Omit<StepKey, 'step'>,
  commit: CommitConclusion,
  rest: CheckConclusion,
  note: string,
): Promise<void> {
  const open = await db.buildStep.findMany({
    where: { buildId: key.buildId, target: key.target, status: { not: 'completed' } },
    select: { step: true },
    orderBy: { step: 'asc' },
  });
  const { buildId, target, attempt } = key;
  const changes = open.map(({ step }) => {
    const conclusion = step === 'commit' ? commit : rest;
    return { target, step, attempt, status: 'completed', conclusion, note } as const;
  });
  await recordSteps(db, buildId, changes);
}
