import path from 'node:path';
import { Context } from '@temporalio/activity';
import { findRetired, retire, unnamedLogs, unnamedPackages } from '../records/retention.ts';
import { expireDeliveries } from '../records/webhook-deliveries.ts';
import { openDataFolder } from '../runtime/storage/data-folder.ts';
import { removeUnnamed } from '../runtime/storage/unused-files.ts';
import type { ActivityDeps } from './inputs/deps.ts';

const BATCH = 100;
/** Builds per run; the next run continues. */
const AT_MOST = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRED_AT_ONCE = 1_000;
/** Younger files may belong to something that is about to be recorded. */
const SETTLED_MS = DAY_MS;

export function createRetentionActivities(deps: ActivityDeps) {
  return {
    /**
     * Removes logs, packages and events of builds past the limits of the settings, and webhook deliveries
     * past theirs. Returns the number of builds.
     */
    async retireBuilds(): Promise<number> {
      const before = new Date(Date.now() - deps.config.webhookDays * DAY_MS);
      while ((await expireDeliveries(deps.db, before, EXPIRED_AT_ONCE)) === EXPIRED_AT_ONCE) {
        if (Context.current().cancellationSignal.aborted) return 0;
      }
      let retired = 0;
      while (retired < AT_MOST && !Context.current().cancellationSignal.aborted) {
        const ids = await findRetired(deps.db, deps.config.retention, new Date(), BATCH);
        for (const id of ids) await retire(deps.db, id);
        retired += ids.length;
        if (ids.length < BATCH) break;
      }
      return retired;
    },

    /** Removes log and package files that the record no longer refers to. Returns how many. */
    async sweepFiles(): Promise<number> {
      const folder = await openDataFolder(deps.config.dataDir);
      const before = new Date(Date.now() - SETTLED_MS);
      const logs = await removeUnnamed(folder.logs, before, (keys) => unnamedLogs(deps.db, keys));
      // A package's file is named by its checksum, in a folder named by the checksum's first characters.
      const packages = await removeUnnamed(folder.packages, before, async (files) => {
        const names = files.map((file) => path.basename(file));
        const unnamed = new Set(await unnamedPackages(deps.db, names));
        return files.filter((file) => unnamed.has(path.basename(file)));
      });
      return logs + packages;
    },
  };
}
