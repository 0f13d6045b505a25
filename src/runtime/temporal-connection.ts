import { loadClientConnectConfig } from '@temporalio/envconfig';

export interface TemporalConnection {
  readonly options: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & { address: string };
  readonly namespace: string;
}

/**
 * How to reach the Temporal server at `address`: TLS, API key and namespace come from Temporal's own `TEMPORAL_*`
 * variables. Its configuration files are not read: a service is set up by its environment alone.
 */
export function temporalConnection(address: string): TemporalConnection {
  const { connectionOptions, namespace } = loadClientConnectConfig({ disableFile: true });
  return { options: { ...connectionOptions, address }, namespace: namespace ?? 'default' };
}
