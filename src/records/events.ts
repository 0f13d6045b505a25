import type { BuildEvent, ProjectEvent } from '../contract/builds.ts';
import type { Database } from './database.ts';

/** All events of a build after `seq`, in order. */
export async function eventsAfter(db: Database, buildId: string, seq: number): Promise<BuildEvent[]> {
  const rows = await db.buildEvent.findMany({
    where: { buildId, seq: { gt: seq } },
    orderBy: { seq: 'asc' },
    omit: { buildId: true },
  });
  return rows.map(({ at, ...event }) => ({ ...event, at: at.toISOString() }));
}

/** Progress of an organisation's build: its last `seq`, and when it was completed. Null if there is no such build. */
export function findProgress(db: Database, organizationId: string, id: string) {
  return db.build.findFirst({
    where: { id, project: { organizationId } },
    select: { eventCount: true, completedAt: true, project: { select: { slug: true } } },
  });
}

/** Events of a project's builds from a time on, ordered by time, build and `seq`. `builds`: only those; null: all. */
export async function projectEventsSince(
  db: Database,
  projectId: string,
  since: Date,
  builds: readonly string[] | null = null,
): Promise<ProjectEvent[]> {
  const rows = await db.buildEvent.findMany({
    where: {
      buildId: builds === null ? undefined : { in: [...builds] },
      at: { gte: since },
      build: { projectId, updatedAt: { gte: since } },
    },
    orderBy: [{ at: 'asc' }, { buildId: 'asc' }, { seq: 'asc' }],
    include: { build: { select: { branch: true } } },
  });
  return rows.map(({ at, buildId, build, ...event }) => ({
    build: buildId,
    branch: build.branch,
    ...event,
    at: at.toISOString(),
  }));
}

/** The number of events of each build. */
export async function eventCounts(db: Database, ids: readonly string[]): Promise<Map<string, number>> {
  const found = await db.build.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, eventCount: true },
  });
  return new Map(found.map(({ id, eventCount }) => [id, eventCount]));
}

/** When a build of each project was last written to. */
export async function lastChanges(db: Database, projectIds: readonly string[]): Promise<Map<string, number>> {
  const found = await db.build.groupBy({
    by: ['projectId'],
    where: { projectId: { in: [...projectIds] } },
    _max: { updatedAt: true },
  });
  return new Map(found.map(({ projectId, _max }) => [projectId, _max.updatedAt?.getTime() ?? 0]));
}
