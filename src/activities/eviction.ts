import path from 'node:path';
import { CHECKS } from '../contract/targets.ts';
import { evictResults } from '../records/retention.ts';
import { evictCaches } from '../runtime/package-caches.ts';
import type { ActivityDeps } from './deps.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ROWS_AT_MOST = 50_000;

export function createEvictionActivities({ config, db }: ActivityDeps) {
  return {
    /** Forgets what was generated or checked before and was not asked for since. Gives how many. */
    async evictResults(): Promise<number> {
      return evictResults(db, new Date(Date.now() - config.cacheDays * DAY_MS), ROWS_AT_MOST);
    },
  };
}

/** Runs where checks run: the caches are on that machine. */
export function createCacheActivity({ config, db }: ActivityDeps) {
  return {
    /**
     * Brings this machine's package caches below their limit. Where a check runs nothing is done: the next run
     * looks again. Gives the bytes that were freed.
     */
    async evictPackageCaches(): Promise<number> {
      const busy = async () =>
        (await db.buildStep.count({
          where: { status: 'in_progress', step: { in: [...CHECKS] } },
        })) > 0;
      return evictCaches(path.join(config.cacheDir, 'packages'), config.cacheBytes, busy);
    },
  };
}
