import { loadBuild } from '../records/builds.ts';
import { startBuild } from '../workflows/client.ts';
import type { ActivityDeps } from './deps.ts';

/** Younger builds are still being started by the request that made them. */
const GRACE_MS = 5_000;
const AT_ONCE = 50;

export function createReconcileActivity(deps: ActivityDeps) {
  return {
    /** Starts builds of which nothing happened yet; one that runs already is left alone. Gives how many. */
    async startMissing(): Promise<number> {
      const waiting = await deps.db.build.findMany({
        where: { completedAt: null, eventCount: 0, createdAt: { lt: new Date(Date.now() - GRACE_MS) } },
        orderBy: { sequence: 'asc' },
        take: AT_ONCE,
        select: { id: true },
      });
      for (const { id } of waiting) await startBuild(deps, await loadBuild(deps.db, id));
      return waiting.length;
    },
  };
}
