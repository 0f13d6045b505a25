import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** What a browser may do with an answer of the API: nothing. */
const NOTHING = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** Security headers on every answer; a page says by `helmet` of its route what it needs more. */
export async function registerHeaders(app: FastifyInstance): Promise<void> {
  // The reference's routes are made by its package, which has a script and styles of its own.
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/reference')) route.helmet = { contentSecurityPolicy: REFERENCE };
  });
  await app.register(helmet, { contentSecurityPolicy: NOTHING, strictTransportSecurity: false });
}

const REFERENCE = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};
