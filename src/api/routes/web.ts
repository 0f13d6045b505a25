import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';

/** Output folder of `vite build` (web/vite.config.ts). */
const FOLDER = path.join(PACKAGE_ROOT, 'dist', 'web');

/** Content security policy of the page: its own scripts, and requests to this server. */
const POLICY = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' },
} as const;

/** URLs of views: all get the same document, whose script renders the view. */
const VIEWS = ['/', '/sign-in', '/new', '/settings', '/projects/*', '/builds/*'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Created on first use. */
  brotli: Buffer | null;
}

/** Serves the page. Files are read once; if the page was not built, its URLs say so. */
export function webRoutes(app: FastifyInstance): void {
  const options = { config: { scope: 'none' }, schema: { hide: true }, helmet: POLICY } as const;
  const assets = new Map<string, Asset>();
  if (existsSync(FOLDER)) {
    for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
      const type = TYPES[path.extname(name)];
      if (type === undefined) continue;
      const body = readFileSync(path.join(FOLDER, name));
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`;
      assets.set(name.split(path.sep).join('/'), { body, type, etag, brotli: null });
    }
  }

  const send = (request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply => {
    const asset = assets.get(name);
    if (asset === undefined) {
      const text = assets.size === 0 ? 'The page has not been built; run "./kiln setup".' : 'Not found.';
      return reply.code(404).type('text/plain; charset=utf-8').send(`${text}\n`);
    }
    // Names of assets contain a hash of their content.
    const isFixed = name.startsWith('assets/');
    reply
      .header('cache-control', isFixed ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('etag', asset.etag)
      .header('vary', 'accept-encoding')
      .type(asset.type);
    if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
    if (!/\bbr\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(asset.body);
    asset.brotli ??= brotliCompressSync(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    return reply.header('content-encoding', 'br').send(asset.brotli);
  };

  for (const view of VIEWS)
    app.get(view, options, async (request, reply) => send(request, reply, 'index.html'));
  app.get<{ Params: { '*': string } }>('/assets/*', options, async (request, reply) =>
    send(request, reply, `assets/${request.params['*']}`),
  );
  app.get('/favicon.svg', options, async (request, reply) => send(request, reply, 'favicon.svg'));
}
