import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Content security policy of API responses: browsers may load nothing. */
const NOTHING = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** Security headers of every response; routes of pages add their own needs in `helmet`. */
export async function registerHeaders(app: FastifyInstance): Promise<void> {
  // The routes of the API reference are made by its package, which has its own script and styles.
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
