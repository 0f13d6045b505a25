import type { FastifyInstance } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import { isLoopback } from '../../runtime/addresses.ts';

/**
 * Protects against DNS rebinding: a server that listens on loopback rejects requests for other host names, because a
 * malicious page may have pointed such a name at this machine, and the browser would take this server for that
 * page's. Allowed are the names of loopback and of the public address. A server that listens elsewhere allows every
 * name.
 */
export function registerHosts(app: FastifyInstance, host: string, publicUrl: string): void {
  if (!isLoopback(host)) return;
  const own = new URL(publicUrl).hostname;
  app.addHook('onRequest', async ({ hostname }) => {
    // Absent in HTTP 1.0, which browsers do not use.
    if (hostname === '' || hostname === own || isLoopback(hostname)) return;
    throw new ApiError('forbidden', 'Host: is not a name of this server; set KILN_PUBLIC_URL to its name.');
  });
}
