import type { FastifyInstance } from 'fastify';

/** Aborts requests whose body has not arrived completely within `requestMs`, except for `slow` routes. */
export function registerTimeouts(app: FastifyInstance, requestMs: number): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.config.slow === true || raw.complete) return;
    // A request that was not sent over a connection never closes: it must not keep the process running.
    const timer = setTimeout(() => raw.destroy(), requestMs).unref();
    raw.once('close', () => clearTimeout(timer));
  });
}
