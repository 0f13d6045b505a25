import type { FastifyInstance } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import { isLoopback } from '../../runtime/addresses.ts';

/**
 * A server that listens on loopback answers nobody who calls it by a name of the Internet: such a name may have been
 * pointed at this machine by a page, which the browser then takes for a page of this server (DNS rebinding). Names of
 * loopback and the public address are its own. One that listens elsewhere may have any name.
 */
export function registerHosts(app: FastifyInstance, host: string, publicUrl: string): void {
  if (!isLoopback(host)) return;
  const own = new URL(publicUrl).hostname;
  app.addHook('onRequest', async ({ hostname }) => {
    // Absent with HTTP 1.0, which no browser speaks.
    if (hostname === '' || hostname === own || isLoopback(hostname)) return;
    throw new ApiError('forbidden', 'Host: is not a name of this server; set KILN_PUBLIC_URL to its name.');
  });
}
