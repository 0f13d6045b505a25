import { z } from 'zod';
import type { Database } from './database.ts';
import type { Prisma } from './prisma/client.ts';

/** The branch was updated concurrently: read it again. */
export class BranchMoved extends Error {
  override readonly name = 'BranchMoved';
}

/** The project was deleted meanwhile. */
export class ProjectGone extends Error {
  override readonly name = 'ProjectGone';
}

/** A branch of this name cannot coexist with `other`: Git stores branches like files in folders. */
export class BranchNameTaken extends Error {
  override readonly name = 'BranchNameTaken';
  readonly other: string;
  constructor(branch: string, other: string) {
    super(`${branch} cannot be beside ${other}`);
    this.other = other;
  }
}

export interface BranchChange {
  readonly projectId: string;
  readonly name: string;
  /** Its expected current head; null if it must not exist yet. */
  readonly from: string | null;
  /** Null: the branch is deleted. */
  readonly to: string | null;
  /** Config files that were given by URL; absent: unchanged. */
  readonly fileUrls?: FileUrls;
}

/** Config files that were given by URL, by path: scheduled builds fetch them again. */
export const FileUrls = z.record(z.string(), z.string());
export type FileUrls = Readonly<z.infer<typeof FileUrls>>;

/**
 * Creates, moves or deletes a branch within a transaction; its row stays locked until the transaction ends. Throws
 * `ProjectGone`, `BranchMoved` and `BranchNameTaken`.
 */
export async function moveBranch(tx: Prisma.TransactionClient, change: BranchChange): Promise<void> {
  const { projectId, name, from, to } = change;
  // Locked before the branch, in the same order as a deletion, to avoid deadlocks.
  const [project] = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR KEY SHARE`;
  if (project === undefined) throw new ProjectGone(projectId);
  const urls = change.fileUrls === undefined ? null : JSON.stringify(change.fileUrls);
  if (from === null && to !== null) await refuseNesting(tx, projectId, name);
  const moved =
    to === null
      ? await tx.$executeRaw`
          DELETE FROM "Branch" WHERE "projectId" = ${projectId} AND "name" = ${name} AND "configCommit" = ${from}`
      : from === null
        ? await tx.$executeRaw`
            INSERT INTO "Branch" ("projectId", "name", "configCommit", "fileUrls", "updatedAt")
            VALUES (${projectId}, ${name}, ${to}, COALESCE(${urls}::jsonb, '{}'), now()) ON CONFLICT DO NOTHING`
        : await tx.$executeRaw`
            UPDATE "Branch" SET "configCommit" = ${to}, "updatedAt" = now(),
              "fileUrls" = COALESCE(${urls}::jsonb, "fileUrls")
            WHERE "projectId" = ${projectId} AND "name" = ${name} AND "configCommit" = ${from}`;
  if (moved !== 1) throw new BranchMoved(name);
}

/** `feat` and `feat/x` cannot both be branches of a repository. */
async function refuseNesting(tx: Prisma.TransactionClient, projectId: string, name: string): Promise<void> {
  const segments = name.split('/');
  const above = segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
  const [clash] = await tx.$queryRaw<{ name: string }[]>`
    SELECT "name" FROM "Branch" WHERE "projectId" = ${projectId}
      AND ("name" = ANY(${above}) OR starts_with("name", ${`${name}/`})) LIMIT 1`;
  if (clash !== undefined) throw new BranchNameTaken(name, clash.name);
}

/**
 * Changes a branch in the record together with `move`, which moves its branches in the SDK repositories; no build of
 * the branch gets in between. `move` gets a position in the order of builds, after all existing ones.
 */
export async function changeBranch(
  db: Database,
  change: BranchChange,
  move: (sequence: bigint) => Promise<void>,
): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await moveBranch(tx, change);
      const rows = await tx.$queryRaw<{ sequence: bigint }[]>`
        SELECT nextval(pg_get_serial_sequence('"Build"', 'sequence')) AS "sequence"`;
      await move(rows[0]?.sequence ?? 0n);
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
}

/** The branch of this name, or null. */
export function findBranch(db: Database, projectId: string, name: string) {
  return db.branch.findUnique({ where: { projectId_name: { projectId, name } } });
}

/** Branches by name, after `after`. */
export function listBranches(db: Database, projectId: string, after: string | undefined, limit: number) {
  return db.branch.findMany({
    where: { projectId, name: after === undefined ? undefined : { gt: after } },
    orderBy: { name: 'asc' },
    take: limit,
  });
}

/** The latest build of each of these branches, by branch name. */
export async function latestBuilds(
  db: Database,
  projectId: string,
  branches: readonly string[],
): Promise<Map<string, string>> {
  const found = await db.$queryRaw<{ branch: string; id: string }[]>`
    SELECT b."branch", b."id" FROM unnest(${[...branches]}::text[]) AS wanted(name), LATERAL (
      SELECT "branch", "id" FROM "Build" WHERE "projectId" = ${projectId} AND "branch" = wanted.name
      ORDER BY "sequence" DESC LIMIT 1
    ) b`;
  return new Map(found.map(({ id, branch }) => [branch, id]));
}
