import type { Database } from './database.ts';

/** Target builds that each organisation has had in this calendar month (UTC), by its id. */
export async function usedThisMonth(db: Database): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ organizationId: string; used: bigint }[]>`
    SELECT p."organizationId", count(*) AS "used"
    FROM "BuildTarget" t JOIN "Build" b ON b."id" = t."buildId" JOIN "Project" p ON p."id" = b."projectId"
    WHERE t."countedAt" >= date_trunc('month', now(), 'UTC') GROUP BY p."organizationId"`;
  return new Map(rows.map(({ organizationId, used }) => [organizationId, Number(used)]));
}
