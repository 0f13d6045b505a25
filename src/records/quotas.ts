import type { SdkTarget } from '../contract/targets.ts';
import type { Database } from './database.ts';
import type { Organization } from './prisma/client.ts';

/** Whether targets of a build may be generated. */
export type Claim =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly org: string;
      readonly limit: number;
      readonly used: number;
      /** Start (UTC) of the month in which the count begins again. */
      readonly resetsAt: Date;
    };

/**
 * Counts a build's targets towards its organisation's quota for this calendar month (UTC), all or none: none if the
 * quota is too small for all of them.
 *
 * Each target counts once, when its code is about to be generated, whatever the result: a retry, by a person or by
 * Temporal, is the same target build. A rejected one is not counted, and a retry asks again. One statement compares
 * and counts on the organisation's row, so concurrent targets cannot exceed the limit together.
 */
export async function claimTargetBuilds(
  db: Database,
  buildId: string,
  targets: readonly SdkTarget[],
  now = new Date(),
): Promise<Claim> {
  const month = monthOf(now);
  const claimed = await db.$executeRaw`
    WITH new AS (
      SELECT count(*)::int AS "count" FROM "BuildTarget"
      WHERE "buildId" = ${buildId} AND "target" = ANY(${[...targets]}) AND "countedAt" IS NULL
    ), counted AS (
      UPDATE "Organization" o SET
        "countedTargetBuilds" = new."count" +
          CASE WHEN o."countedMonth" = ${month}::timestamptz THEN o."countedTargetBuilds" ELSE 0 END,
        "countedMonth" = ${month}::timestamptz
      FROM new, "Project" p, "Build" b
      WHERE b."id" = ${buildId} AND p."id" = b."projectId" AND o."id" = p."organizationId" AND new."count" > 0
        AND (o."monthlyTargetBuilds" IS NULL OR o."monthlyTargetBuilds" >= new."count" +
          CASE WHEN o."countedMonth" = ${month}::timestamptz THEN o."countedTargetBuilds" ELSE 0 END)
      RETURNING o."id"
    )
    UPDATE "BuildTarget" SET "countedAt" = COALESCE("countedAt", ${now}::timestamptz)
    WHERE "buildId" = ${buildId} AND "target" = ANY(${[...targets]})
      AND (EXISTS (SELECT FROM new WHERE "count" = 0) OR EXISTS (SELECT FROM counted))`;
  if (claimed > 0) return { ok: true };
  const owner = await db.organization.findFirstOrThrow({
    where: { projects: { some: { builds: { some: { id: buildId } } } } },
  });
  const { slug: org, monthlyTargetBuilds: limit } = owner;
  // The quota was raised at this moment: repeat the question.
  if (limit === null) return claimTargetBuilds(db, buildId, targets, now);
  return { ok: false, org, limit, used: usedIn(owner, now), resetsAt: monthOf(now, 1) };
}

/** Target builds of an organisation in the calendar month (UTC) of an instant, if that is its latest one. */
export function usedIn(
  { countedMonth, countedTargetBuilds }: Pick<Organization, 'countedMonth' | 'countedTargetBuilds'>,
  now: Date,
): number {
  return countedMonth?.getTime() === monthOf(now).getTime() ? countedTargetBuilds : 0;
}

/** Start of the month (UTC) of an instant, or of the month that many months later. */
function monthOf(now: Date, later = 0): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later, 1));
}

/** Target builds of an organisation in this calendar month (UTC), and its limit; null: no limit. */
export async function usedThisMonth(
  db: Database,
  organizationId: string,
  now: Date,
): Promise<{ readonly used: number; readonly limit: number | null }> {
  const { countedTargetBuilds, countedMonth, monthlyTargetBuilds } = await db.organization.findUniqueOrThrow({
    where: { id: organizationId },
  });
  const isThisMonth = countedMonth?.getTime() === monthOf(now).getTime();
  return { used: isThisMonth ? countedTargetBuilds : 0, limit: monthlyTargetBuilds };
}
