import type { Database } from './database.ts';
import type { Prisma, Trigger } from './prisma/client.ts';

/** A build in a list. */
const FOR_LISTS = {
  project: { select: { slug: true } },
  targets: { select: { target: true, conflictNumber: true, steps: { omit: { log: true } } } },
} satisfies Prisma.BuildInclude;
export type ListedBuild = Prisma.BuildGetPayload<{ include: typeof FOR_LISTS }>;

export interface BuildRowFilter {
  readonly projectId: string;
  readonly branch?: string;
  readonly target?: string;
  readonly trigger?: Trigger;
  /** `running`: not completed; `failed`: one of its steps failed. */
  readonly state?: 'running' | 'failed';
  readonly before?: bigint;
  readonly limit: number;
}

const WRONG = ['failure', 'fatal', 'error', 'timed_out', 'merge_conflict', 'upstream_merge_conflict'];

/** Builds of a project for a list, newest first. */
export function listBuildRows(db: Database, filter: BuildRowFilter): Promise<ListedBuild[]> {
  const { projectId, branch, target, trigger, state, before, limit } = filter;
  return db.build.findMany({
    where: {
      projectId,
      branch,
      trigger,
      sequence: before === undefined ? undefined : { lt: before },
      completedAt: state === 'running' ? null : undefined,
      AND: [
        target === undefined ? {} : { targets: { some: { target } } },
        state !== 'failed'
          ? {}
          : { targets: { some: { target, steps: { some: { conclusion: { in: WRONG } } } } } },
      ],
    },
    orderBy: { sequence: 'desc' },
    take: limit,
    include: FOR_LISTS,
    relationLoadStrategy: 'join',
  });
}

/** The latest builds of `main` of each project, newest first. */
export async function recentBuilds(
  db: Database,
  projectIds: readonly string[],
  each: number,
): Promise<Map<string, ListedBuild[]>> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT b."id" FROM unnest(${[...projectIds]}::text[]) AS p("id"), LATERAL (
      SELECT "id" FROM "Build" WHERE "projectId" = p."id" AND "branch" = 'main' ORDER BY "sequence" DESC LIMIT ${each}
    ) b`;
  return loadByProject(db, ids);
}

/** The latest build of each of the branches of each project that changed last, apart from `main`; newest first. */
export async function latestOfBranches(
  db: Database,
  projectIds: readonly string[],
  each: number,
): Promise<Map<string, ListedBuild[]>> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT b."id" FROM unnest(${[...projectIds]}::text[]) AS p("id"), LATERAL (
      SELECT "name" FROM "Branch" WHERE "projectId" = p."id" AND "name" <> 'main' ORDER BY "updatedAt" DESC LIMIT ${each}
    ) r, LATERAL (
      SELECT "id" FROM "Build" WHERE "projectId" = p."id" AND "branch" = r."name" ORDER BY "sequence" DESC LIMIT 1
    ) b`;
  return loadByProject(db, ids);
}

async function loadByProject(
  db: Database,
  ids: readonly { readonly id: string }[],
): Promise<Map<string, ListedBuild[]>> {
  const found = await db.build.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { sequence: 'desc' },
    include: FOR_LISTS,
    relationLoadStrategy: 'join',
  });
  const byProject = new Map<string, ListedBuild[]>();
  for (const build of found) {
    byProject.set(build.projectId, [...(byProject.get(build.projectId) ?? []), build]);
  }
  return byProject;
}
