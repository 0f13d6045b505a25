import type { CheckConclusion, CommitConclusion, SdkTarget, Step } from '../contract/targets.ts';
import { Prisma } from './prisma/client.ts';

/** The record, also within a transaction. */
type Database = Prisma.TransactionClient;

export type StepChange =
  | { readonly status: 'queued' }
  | { readonly status: 'in_progress'; readonly log?: string }
  | {
      readonly status: 'completed';
      readonly conclusion: CommitConclusion | CheckConclusion;
      readonly note?: string;
      readonly log?: string;
      readonly commit?: CommitRecord;
      /** What a build check left: takes the place of what is recorded for the target. */
      readonly packages?: readonly PackageRecord[];
    };

/** A package in the package store. */
export interface PackageRecord {
  readonly type: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a completed commit step leaves on the target. `treeOid` without `sha`: generated code that conflicted. */
export interface CommitRecord {
  readonly sha: string | null;
  readonly treeOid: string | null;
  readonly stats: { readonly additions: number; readonly deletions: number } | null;
  readonly conflictNumber?: number;
}

export interface StepKey {
  readonly buildId: string;
  readonly target: SdkTarget;
  readonly step: Step;
  /** 1 for the first run of the step, one more for each retry that a person asked for. */
  readonly attempt: number;
}

/** Versions of one attempt: the next attempt's are all higher. */
const ATTEMPT = 10;
const RANK = { queued: 1, in_progress: 2, completed: 3 } as const;

/** Version of a step that has this status in an attempt. */
export const versionOf = (attempt: number, status: StepChange['status']): number =>
  attempt * ATTEMPT + RANK[status];

/**
 * Writes a change of a step and its event, in one statement, if the record is not further on already.
 *
 * The version grows with attempt and status, so a write that is late or comes twice changes nothing. The build's
 * row is locked by counting its events, so `seq` has no gaps and its order is the order of the changes.
 * Gives true where something changed.
 */
export async function recordStep(db: Database, key: StepKey, change: StepChange): Promise<boolean> {
  const version = versionOf(key.attempt, change.status);
  const done = change.status === 'completed' ? change : null;
  const log = change.status === 'queued' ? null : (change.log ?? null);
  const commit = done?.commit ?? null;
  const packages = done?.packages === undefined ? Prisma.empty : packagesOf(key.target, done.packages);
  const changed = await db.$executeRaw`
    WITH step AS (
      UPDATE "BuildStep" SET
        "version" = ${version},
        "status" = ${change.status}::"StepStatus",
        "conclusion" = ${done?.conclusion ?? null},
        "note" = ${done?.note ?? null},
        "log" = COALESCE(${log}, "log"),
        "startedAt" = CASE WHEN ${change.status} = 'queued' THEN NULL ELSE COALESCE("startedAt", now()) END,
        "completedAt" = CASE WHEN ${change.status} = 'completed' THEN now() END
      WHERE "buildId" = ${key.buildId} AND "target" = ${key.target} AND "step" = ${key.step}::"Step"
        AND "version" < ${version}
      RETURNING "buildId"
    ), target AS (
      UPDATE "BuildTarget" t SET
        "commitSha" = ${commit?.sha ?? null},
        "treeOid" = ${commit?.treeOid ?? null},
        "additions" = ${commit?.stats?.additions ?? null}::int,
        "deletions" = ${commit?.stats?.deletions ?? null}::int,
        "conflictNumber" = ${commit?.conflictNumber ?? null}::int
      FROM step WHERE ${commit !== null} AND t."buildId" = step."buildId" AND t."target" = ${key.target}
    )${packages}, build AS (
      UPDATE "Build" b SET "eventCount" = "eventCount" + 1, "updatedAt" = GREATEST(now(), "updatedAt")
      FROM step WHERE b."id" = step."buildId"
      RETURNING b."id", b."eventCount"
    )
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "target", "step", "status", "conclusion", "note")
    SELECT "id", "eventCount", now(), ${key.target}, ${key.step}::"Step", ${change.status},
      ${done?.conclusion ?? null}, ${done?.note ?? null}
    FROM build`;
  return changed > 0;
}

/** Parts of the statement above that make these the packages of the target whose step has changed. */
function packagesOf(target: string, packages: readonly PackageRecord[]): Prisma.Sql {
  return Prisma.sql`, gone AS (
      DELETE FROM "Package" p USING step WHERE p."buildId" = step."buildId" AND p."target" = ${target}
        AND NOT p."name" = ANY(${packages.map(({ name }) => name)})
    ), kept AS (
      INSERT INTO "Package" ("buildId", "target", "type", "name", "sha256", "bytes")
      SELECT step."buildId", ${target}, "type", "name", "sha256", "bytes"
      FROM step, jsonb_to_recordset(${JSON.stringify(packages)}::jsonb)
        AS package("type" text, "name" text, "sha256" text, "bytes" int)
      ON CONFLICT ("buildId", "target", "name") DO UPDATE
        SET "type" = EXCLUDED."type", "sha256" = EXCLUDED."sha256", "bytes" = EXCLUDED."bytes"
    )`;
}

/** The attempt that a target is at: of its steps, the one that was tried most often. */
export function attemptOf(steps: readonly { readonly version: number }[]): number {
  return Math.max(1, ...steps.map(({ version }) => Math.floor(version / ATTEMPT)));
}

/**
 * Opens steps of a target for another attempt: what they had ended as is taken back, the build is not completed
 * any more, and an event says who is tried again. Comes it late or twice, it changes nothing.
 */
export async function reopenSteps(
  db: Database,
  { buildId, target, attempt }: Omit<StepKey, 'step'>,
  steps: readonly Step[],
): Promise<void> {
  const version = attempt * ATTEMPT;
  const note = `Retried: attempt ${attempt} of ${steps.join(', ')}.`;
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
}

/** Marks the build as completed, with its event; nothing where it is already, or where a step is open. */
export async function recordBuildCompleted(db: Database, buildId: string): Promise<void> {
  await db.$executeRaw`
    WITH build AS (
      UPDATE "Build" SET "completedAt" = now(), "updatedAt" = GREATEST(now(), "updatedAt"),
        "eventCount" = "eventCount" + 1
      WHERE "id" = ${buildId} AND "completedAt" IS NULL AND NOT EXISTS (
        SELECT FROM "BuildStep" WHERE "buildId" = ${buildId} AND "status" <> 'completed')
      RETURNING "id", "eventCount"
    )
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "status")
    SELECT "id", "eventCount", now(), 'completed' FROM build`;
}

/**
 * Ends every step of a target that has not ended: what is recorded where a workflow failed, was cancelled or
 * timed out. Steps that never began get `rest`; the commit, where it has not ended, gets `commit`.
 */
export async function endSteps(
  db: Database,
  key: Omit<StepKey, 'step'>,
  commit: CommitConclusion,
  rest: CheckConclusion,
  note: string,
): Promise<void> {
  const open = await db.buildStep.findMany({
    where: { buildId: key.buildId, target: key.target, status: { not: 'completed' } },
    select: { step: true },
  });
  for (const { step } of open) {
    const conclusion = step === 'commit' ? commit : rest;
    await recordStep(db, { ...key, step }, { status: 'completed', conclusion, note });
  }
}
