import { inject } from 'vitest';
import { type TemporalConnection, temporalConnection } from '../src/temporal/connection.ts';

/** How to reach the Temporal server of the shared service. */
export function sharedTemporal(): TemporalConnection['options'] {
  return temporalConnection(inject('temporalAddress'), inject('temporalKey')).options;
}
