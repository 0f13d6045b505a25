import type { CheckConclusion, CommitConclusion, SdkTarget, Step } from '../contract/targets.ts';
import { announce } from './announce.ts';
import { Prisma } from './prisma/client.ts';
import { keepable } from './storable-text.ts';
import { NOTE_NOTHING, NOTE_STEPS, noted } from './webhook-events.ts';

/** The database, or a transaction of it. */
export type Records = Prisma.TransactionClient;

export type StepChange =
  | { readonly status: 'queued' }
  | { readonly status: 'in_progress'; readonly log?: string }
  | {
      readonly status: 'completed';
      readonly conclusion: CommitConclusion | CheckConclusion;
      readonly note?: string;
      readonly log?: string;
      readonly commit?: CommitRecord;
      /** Packages of a build check, which replace those recorded for the target. */
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
  /** Number of a conflict that this build was the first to meet. */
  readonly openedConflict?: number;
  /** Number of a conflict whose resolution this commit is. */
  readonly resolvedConflict?: number;
  /** What generated the code, for people. */
  readonly generator?: string;
  /** Version of the Kiln that made the commit. */
  readonly kilnVersion?: string;
}

export interface StepKey {
  readonly buildId: string;
  readonly target: SdkTarget;
  readonly step: Step;
  /** 1 for the first run of the step, incremented by each retry of a person. */
  readonly attempt: number;
}

/** A change of one step of a build. */
export type BuildChange = Omit<StepKey, 'buildId'> & StepChange;

/** The steps that a write changed. */
export interface Changed {
  has(target: SdkTarget, step: Step): boolean;
}

/** Versions per attempt; those of the next attempt are all higher. */
export const ATTEMPT = 10;
const RANK = { queued: 1, in_progress: 2, completed: 3 } as const;

/** Version of a step that has this status in an attempt. */
export const versionOf = (attempt: number, status: StepChange['status']): number =>
  attempt * ATTEMPT + RANK[status];

/** The current attempt of a target: the highest attempt of its steps. */
export function attemptOf(steps: readonly { readonly version: number }[]): number {
  return Math.max(1, ...steps.map(({ version }) => Math.floor(version / ATTEMPT)));
}

/**
 * Writes changes of the steps of a build's targets, in this order, each with its event, in one statement. Changes of a step
 * with a higher version in the record are dropped.
 *
 * Versions grow with attempt and status, so writes are idempotent: late or repeated ones change nothing. Counting the events
 * locks the build's row, so `seq` has no gaps and follows the order of the changes.
 */
export async function recordSteps(
  db: Records,
  buildId: string,
  changes: readonly BuildChange[],
): Promise<Changed> {
  const rows = changes.map((change, at) => {
    const note = 'note' in change ? change.note : undefined;
    // A truncated sentence may end in half a surrogate pair, which PostgreSQL's JSON rejects.
    return {
      ...change,
      at,
      version: versionOf(change.attempt, change.status),
      note: note && keepable(note),
    };
  });
  const packages = rows.some((row) => 'packages' in row) ? packagesOf(buildId) : Prisma.empty;
  const notes = rows.some(({ status }) => status === 'completed') ? NOTE_STEPS : NOTE_NOTHING;
  const events = await db.$queryRaw<{ step: string; noted: boolean }[]>`
    WITH change AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS change(
        "at" int, "target" text, "step" text, "status" text, "version" int, "conclusion" text, "note" text,
        "log" text, "commit" jsonb, "packages" jsonb)
    ), last AS (
      SELECT DISTINCT ON ("target", "step") * FROM change ORDER BY "target", "step", "at" DESC
    ), step AS (
      UPDATE "BuildStep" s SET
        "version" = last."version",
        "status" = last."status"::"StepStatus",
        "conclusion" = last."conclusion",
        "note" = last."note",
        "log" = COALESCE(last."log", s."log"),
        "startedAt" = CASE WHEN last."status" = 'queued' THEN NULL ELSE COALESCE("startedAt", now()) END,
        "completedAt" = CASE WHEN last."status" = 'completed' THEN now() END
      FROM last
      WHERE s."buildId" = ${buildId} AND s."target" = last."target" AND s."step" = last."step"::"Step"
        AND s."version" < last."version"
      RETURNING s."target", s."step"::text AS "step", last."status", last."commit", last."packages"
    ), target AS (
      UPDATE "BuildTarget" t SET
        "commitSha" = "commit"->>'sha',
        "treeOid" = "commit"->>'treeOid',
        "additions" = ("commit"->'stats'->>'additions')::int,
        "deletions" = ("commit"->'stats'->>'deletions')::int,
        "conflictNumber" = ("commit"->>'conflictNumber')::int,
        "generator" = "commit"->>'generator',
        "kilnVersion" = "commit"->>'kilnVersion'
      FROM step WHERE t."buildId" = ${buildId} AND t."target" = step."target" AND "commit" IS NOT NULL
    )${packages}, event AS (
      SELECT change.*, row_number() OVER (ORDER BY "at") AS "place", count(*) OVER () AS "of"
      FROM change JOIN step USING ("target", "step")
    ), build AS (
      UPDATE "Build" SET
        "eventCount" = "eventCount" + (SELECT count(*) FROM event)::int,
        "updatedAt" = GREATEST(now(), "updatedAt")
      WHERE "id" = ${buildId} AND EXISTS (SELECT FROM event)
      RETURNING "id", "projectId", "eventCount"
    )${notes}
    INSERT INTO "BuildEvent" ("buildId", "seq", "at", "target", "step", "status", "conclusion", "note")
    SELECT build."id", build."eventCount" - event."of" + event."place", now(), event."target",
      event."step"::"Step", event."status", event."conclusion", event."note"
    FROM build CROSS JOIN event
    RETURNING concat("target", ' ', "step") AS "step", EXISTS (SELECT FROM noted) AS "noted"`;
  const changed = new Set(events.map(({ step }) => step));
  if (changed.size > 0) announce(db, buildId);
  if (events[0]?.noted === true) noted(db);
  return { has: (target, step) => changed.has(`${target} ${step}`) };
}

/** Parts of the statement above that make packages of a change those of its target. */
function packagesOf(buildId: string): Prisma.Sql {
  return Prisma.sql`, package AS (
      SELECT step."target", package.*
      FROM step, jsonb_to_recordset(step."packages") AS package("type" text, "name" text, "sha256" text, "bytes" int)
    ), gone AS (
      DELETE FROM "Package" p USING step
      WHERE p."buildId" = ${buildId} AND p."target" = step."target" AND step."packages" IS NOT NULL
        AND NOT EXISTS (SELECT FROM package WHERE package."target" = p."target" AND package."name" = p."name")
    ), kept AS (
      INSERT INTO "Package" ("buildId", "target", "type", "name", "sha256", "bytes")
      SELECT ${buildId}, "target", "type", "name", "sha256", "bytes" FROM package
      ON CONFLICT ("buildId", "target", "name") DO UPDATE
        SET "type" = EXCLUDED."type", "sha256" = EXCLUDED."sha256", "bytes" = EXCLUDED."bytes"
    )`;
}
