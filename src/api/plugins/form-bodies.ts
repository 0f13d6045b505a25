import type { FastifyInstance } from 'fastify';

const LIMIT_BYTES = 16 * 1024;

/** Lets the routes of a scope accept HTML forms: their fields as an object of strings. */
export function takeForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LIMIT_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  );
}
