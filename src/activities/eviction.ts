import { isAnyCheckRunning } from '../records/open-builds.ts';
import { evictResults } from '../records/retention.ts';
import { evictCaches, packageCaches } from '../runtime/toolchains/package-caches.ts';
import type { ActivityDeps } from './inputs/deps.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ROWS_AT_MOST = 50_000;

export function createEvictionActivities({ config, db }: ActivityDeps) {
  return {
    /** Evicts results of code generation and checks that have not been used recently. Returns how many. */
    async evictResults(): Promise<number> {
      return evictResults(db, new Date(Date.now() - config.cacheDays * DAY_MS), ROWS_AT_MOST);
    },
  };
}

/** Runs on the workers of checks, whose machine has the caches. */
export function createCacheActivity({ config, db }: ActivityDeps) {
  return {
    /**
     * Shrinks this machine's package caches to their limit. Does nothing while a check is running; the next
     * run tries again. Returns the number of bytes freed.
     */
    async evictPackageCaches(): Promise<number> {
      const busy = () => isAnyCheckRunning(db);
      return evictCaches(packageCaches(config.cacheDir), config.cacheBytes, busy);
    },
  };
}
