import type { Database } from './database.ts';

/** Whether a target of a build may be generated. */
export type Claim =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly org: string;
      readonly limit: number;
      readonly used: number;
      /** First instant of the month (UTC) in which the count begins anew. */
      readonly resetsAt: Date;
    };

/**
 * Counts a target of a build to its organisation's quota for this calendar month (UTC), unless the quota is used up.
 *
 * It counts once, when its code is about to be generated, whatever becomes of it: a retry, by a person or by
 * Temporal, is the same target build. One that was refused is not counted, and a retry of it asks again. The
 * organisation's row is locked from counting to writing, so targets that come at once cannot pass the limit
 * together; without a limit nothing is locked.
 */
export async function claimTargetBuild(db: Database, buildId: string, target: string): Promise<Claim> {
  const counted = await db.$executeRaw`
    UPDATE "BuildTarget" t SET "countedAt" = COALESCE(t."countedAt", now())
    FROM "Build" b, "Project" p, "Organization" o
    WHERE t."buildId" = ${buildId} AND t."target" = ${target} AND b."id" = t."buildId"
      AND p."id" = b."projectId" AND o."id" = p."organizationId"
      AND (t."countedAt" IS NOT NULL OR o."monthlyTargetBuilds" IS NULL)`;
  return counted > 0 ? { ok: true } : claimOfQuota(db, buildId, target);
}

interface Quota {
  readonly id: string;
  readonly org: string;
  readonly limit: number | null;
  readonly from: Date;
  readonly resetsAt: Date;
}

async function claimOfQuota(db: Database, buildId: string, target: string): Promise<Claim> {
  return db.$transaction(async (tx) => {
    // Not FOR UPDATE: what refers to the organisation, as a new project does, need not wait.
    const [quota] = await tx.$queryRaw<Quota[]>`
      SELECT o."id", o."slug" AS "org", o."monthlyTargetBuilds" AS "limit", date_trunc('month', now(), 'UTC') AS "from",
        (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC' AS "resetsAt"
      FROM "Organization" o JOIN "Project" p ON p."organizationId" = o."id" JOIN "Build" b ON b."projectId" = p."id"
      WHERE b."id" = ${buildId} FOR NO KEY UPDATE OF o`;
    if (quota === undefined) throw new Error(`There is no build ${buildId}.`);
    const { id: organizationId, org, limit, from, resetsAt } = quota;
    const used = await tx.buildTarget.count({
      where: { countedAt: { gte: from }, build: { project: { organizationId } } },
    });
    if (limit !== null && used >= limit) return { ok: false, org, limit, used, resetsAt };
    await tx.buildTarget.updateMany({
      where: { buildId, target, countedAt: null },
      data: { countedAt: new Date() },
    });
    return { ok: true };
  });
}

/** Target builds that each organisation has had in this calendar month (UTC), by its id. */
export async function usedThisMonth(db: Database): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ organizationId: string; used: bigint }[]>`
    SELECT p."organizationId", count(*) AS "used"
    FROM "BuildTarget" t JOIN "Build" b ON b."id" = t."buildId" JOIN "Project" p ON p."id" = b."projectId"
    WHERE t."countedAt" >= date_trunc('month', now(), 'UTC') GROUP BY p."organizationId"`;
  return new Map(rows.map(({ organizationId, used }) => [organizationId, Number(used)]));
}
