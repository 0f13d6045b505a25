import { startApi } from '../api/server.ts';
import { createTicket } from '../records/device-logins.ts';
import { adminKey, ensureFirstKey } from '../records/keys.ts';
import { deliverWhenNoted } from '../temporal/start-deliveries.ts';
import { openParts, type RoleOptions } from './connections.ts';

export interface ApiRole {
  readonly address: string;
  /** A new key, to be shown once; null if there was one already. */
  readonly newKey: string | null;
  /** A ticket that signs in to the page once; null if none was requested. */
  readonly ticket: string | null;
  stop(): Promise<void>;
}

/** Serves the API in this process, on a database and a Temporal server that run already. */
export async function runApi(options: RoleOptions & { readonly withTicket?: boolean }): Promise<ApiRole> {
  const parts = await openParts(options);
  deliverWhenNoted(parts);
  const newKey = await ensureFirstKey(parts.db, options.config.org, options.config.apiKey);
  const { config, databaseUrl, temporalUiUrl = config.temporalUiUrl } = options;
  const api = await startApi({ config, databaseUrl, temporalUiUrl, ...parts });
  const keyId = options.withTicket === true ? await adminKey(parts.db, config.org) : null;
  return {
    address: api.address,
    newKey,
    ticket: keyId === null ? null : await createTicket(parts.db, keyId),
    async stop() {
      await api.stop();
      await parts.close();
    },
  };
}
