import type { FastifyInstance } from 'fastify';
import { ApiError, badRequest } from '../../contract/errors.ts';

/** Parses JSON bodies in UTF-8; other types and charsets are rejected by name. */
export function registerJsonBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers, routeOptions }) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    // Git's requests are passed on to Git unchanged.
    if (encoding === 'identity' || routeOptions.config.slow === true) return;
    const shown = JSON.stringify(String(encoding).slice(0, 50));
    throw new ApiError(
      'unsupported_media_type',
      `Content-Encoding: ${shown} is not supported; send the body uncompressed.`,
    );
  });
  app.removeContentTypeParser(['application/json']);
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseBody(body),
  );
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) throw badRequest('body: is empty; send JSON, or omit Content-Type.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw badRequest('body: is not UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`body: is not JSON: ${error instanceof Error ? error.message : error}.`);
  }
}
