import type { FastifyInstance } from 'fastify';

/** Ends requests whose body has not come whole within `requestMs`, but for routes that are `slow`. */
export function registerTimeouts(app: FastifyInstance, requestMs: number): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.config.slow === true || raw.complete) return;
    const timer = setTimeout(() => raw.destroy(), requestMs);
    raw.once('close', () => clearTimeout(timer));
  });
}
