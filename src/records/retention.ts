import type { Database } from './database.ts';

/** Which builds keep their logs, packages and events; the newest build of each branch always does. */
export interface Retention {
  /** Days since a build ended; null: any number. */
  readonly days: number | null;
  /** Newest builds of each branch; null: any number. */
  readonly builds: number | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Completed builds past the limits that still have logs, packages or events: at most `limit`. */
export async function findRetired(
  db: Database,
  { days, builds }: Retention,
  now: Date,
  limit: number,
): Promise<string[]> {
  if (days === null && builds === null) return [];
  const before = days === null ? null : new Date(now.getTime() - days * DAY_MS);
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT r."id" FROM (
      SELECT "id", "eventCount", "completedAt",
        row_number() OVER (PARTITION BY "projectId", "branch" ORDER BY "sequence" DESC) AS place
      FROM "Build"
    ) r
    WHERE r.place > 1 AND r."completedAt" IS NOT NULL
      AND (r."completedAt" < ${before}::timestamptz OR r.place > ${builds}::int)
      AND EXISTS (SELECT FROM "BuildEvent" e WHERE e."buildId" = r."id" AND e."seq" < r."eventCount")
    LIMIT ${limit}`;
  return found.map(({ id }) => id);
}

/**
 * Removes a build's references to logs and packages, and its events except the last, which ends its stream. Conclusions and
 * commits stay. Files are deleted once nothing refers to them.
 */
export async function retire(db: Database, buildId: string): Promise<void> {
  await db.$transaction([
    db.package.deleteMany({ where: { buildId } }),
    db.buildStep.updateMany({ where: { buildId, log: { not: null } }, data: { log: null } }),
    db.$executeRaw`
      DELETE FROM "BuildEvent" e USING "Build" b
      WHERE b."id" = ${buildId} AND b."completedAt" IS NOT NULL
        AND e."buildId" = b."id" AND e."seq" < b."eventCount"`,
  ]);
}

/**
 * Log keys that no step and no stored check result refers to, except those of earlier attempts: they stay until their build is
 * retired. Keys begin with the id of their build (src/runtime/storage/check-logs.ts).
 */
export async function unnamedLogs(db: Database, keys: readonly string[]): Promise<string[]> {
  const found = await db.$queryRaw<{ key: string }[]>`
    SELECT k.key FROM unnest(${[...keys]}::text[]) AS k(key)
    WHERE NOT EXISTS (SELECT FROM "BuildStep" s WHERE s."log" = k.key)
      AND NOT EXISTS (SELECT FROM "CheckResult" r WHERE r."log" = k.key)
      AND NOT EXISTS (
        SELECT FROM "BuildEvent" e WHERE e."buildId" = split_part(k.key, '/', 1) AND e."seq" = 1)`;
  return found.map(({ key }) => key);
}

/** Packages (SHA-256) that no build and no stored check result refers to. */
export async function unnamedPackages(db: Database, sums: readonly string[]): Promise<string[]> {
  const found = await db.$queryRaw<{ sum: string }[]>`
    SELECT k.sum FROM unnest(${[...sums]}::text[]) AS k(sum)
    WHERE NOT EXISTS (SELECT FROM "Package" p WHERE p."sha256" = k.sum)
      AND NOT EXISTS (
        SELECT FROM "CheckResult" r WHERE r."packages" @> jsonb_build_array(jsonb_build_object('sha256', k.sum)))`;
  return found.map(({ sum }) => sum);
}

/** Evicts results of code generation and checks that were last used before `before`: at most `limit` of each. */
export async function evictResults(db: Database, before: Date, limit: number): Promise<number> {
  const trees = await db.$executeRaw`
    DELETE FROM "GeneratedTree" WHERE "key" IN (
      SELECT "key" FROM "GeneratedTree" WHERE "usedAt" < ${before} ORDER BY "usedAt" LIMIT ${limit})`;
  const results = await db.$executeRaw`
    DELETE FROM "CheckResult" WHERE "key" IN (
      SELECT "key" FROM "CheckResult" WHERE "usedAt" < ${before} ORDER BY "usedAt" LIMIT ${limit})`;
  return trees + results;
}
