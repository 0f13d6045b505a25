import { CHECKS } from '../contract/targets.ts';
import type { Database } from './database.ts';

/** Younger builds are still being started by the request that created them. */
const GRACE_MS = 5_000;
/** Those of schedules are started by the workflow of their run. */
const SCHEDULED_GRACE_MS = 10 * 60_000;

/**
 * Ids of open builds that neither a request nor a schedule is still starting, oldest first. `untouched`: only those without
 * any event.
 */
export async function openBuilds(
  db: Database,
  { untouched, limit }: { readonly untouched: boolean; readonly limit: number },
): Promise<string[]> {
  const now = Date.now();
  const found = await db.build.findMany({
    where: {
      completedAt: null,
      eventCount: untouched ? 0 : undefined,
      OR: [
        { scheduledAt: null, createdAt: { lt: new Date(now - GRACE_MS) } },
        { createdAt: { lt: new Date(now - SCHEDULED_GRACE_MS) } },
      ],
    },
    orderBy: { sequence: 'asc' },
    take: limit,
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

/** Whether a check of any build is running. */
export async function isAnyCheckRunning(db: Database): Promise<boolean> {
  const found = await db.buildStep.findFirst({
    where: { status: 'in_progress', step: { in: [...CHECKS] } },
    select: { buildId: true },
  });
  return found !== null;
}
