import type { FastifyInstance } from 'fastify';

/** A request must have come whole within this time. */
const REQUEST_MS = 120_000;

/** Ends requests whose body does not come to its end, but for routes that are `slow`. */
export function registerTimeouts(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.config.slow === true || raw.complete) return;
    const timer = setTimeout(() => raw.destroy(), REQUEST_MS);
    raw.once('close', () => clearTimeout(timer));
  });
}
