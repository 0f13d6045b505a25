import { startApi } from '../api/server.ts';
import { ensureFirstKey } from '../records/keys.ts';
import { openParts, type RoleOptions } from './parts.ts';

export interface ApiRole {
  readonly address: string;
  /** A key that was made now, to be shown once; null where there was one. */
  readonly newKey: string | null;
  stop(): Promise<void>;
}

/** Serves the API in this process, on a database and a Temporal server that run already. */
export async function runApi(options: RoleOptions): Promise<ApiRole> {
  const parts = await openParts(options);
  const newKey = await ensureFirstKey(parts.db, options.config.org, options.config.apiKey);
  const api = await startApi({ config: options.config, ...parts });
  return {
    address: api.address,
    newKey,
    async stop() {
      await api.stop();
      await parts.close();
    },
  };
}
