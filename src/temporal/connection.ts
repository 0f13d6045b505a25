import { loadClientConnectConfig } from '@temporalio/envconfig';

export interface TemporalConnection {
  readonly options: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & { address: string };
  readonly namespace: string;
}

/**
 * How to reach the Temporal server at `address`: TLS, API key and namespace come from Temporal's own `TEMPORAL_*`
 * variables. Its configuration files are not read: a service is set up by its environment alone. `key` is that of an
 * embedded server, which is on loopback and speaks no TLS.
 */
export function temporalConnection(address: string, key: string | null): TemporalConnection {
  const { connectionOptions, namespace } = loadClientConnectConfig({ disableFile: true });
  const shown = key === null ? {} : { apiKey: key, tls: false };
  return { options: { ...connectionOptions, address, ...shown }, namespace: namespace ?? 'default' };
}
