import path from 'node:path';
import { Context } from '@temporalio/activity';
import { findRetired, retire, unnamedLogs, unnamedPackages } from '../records/retention.ts';
import { openDataFolder } from '../runtime/data-folder.ts';
import { removeUnnamed } from '../runtime/old-files.ts';
import type { ActivityDeps } from './deps.ts';

const BATCH = 100;
/** Builds that one run takes on; the next run goes on. */
const AT_MOST = 5_000;
/** Younger files may belong to something that is about to be recorded. */
const SETTLED_MS = 24 * 60 * 60 * 1000;

export function createRetentionActivities(deps: ActivityDeps) {
  return {
    /** Takes logs, packages and events from builds past the settings' limits. Gives of how many. */
    async retireBuilds(): Promise<number> {
      let retired = 0;
      while (retired < AT_MOST && !Context.current().cancellationSignal.aborted) {
        const ids = await findRetired(deps.db, deps.config.retention, new Date(), BATCH);
        for (const id of ids) await retire(deps.db, id);
        retired += ids.length;
        if (ids.length < BATCH) break;
      }
      return retired;
    },

    /** Removes files of logs and packages that nothing in the record names any more. Gives how many. */
    async sweepFiles(): Promise<number> {
      const folder = await openDataFolder(deps.config.dataDir);
      const before = new Date(Date.now() - SETTLED_MS);
      const logs = await removeUnnamed(folder.logs, before, (keys) => unnamedLogs(deps.db, keys));
      // A package's file is named by its sum, in a folder named by the sum's beginning.
      const packages = await removeUnnamed(folder.packages, before, async (files) => {
        const names = files.map((file) => path.basename(file));
        const unnamed = new Set(await unnamedPackages(deps.db, names));
        return files.filter((file) => unnamed.has(path.basename(file)));
      });
      return logs + packages;
    },
  };
}
