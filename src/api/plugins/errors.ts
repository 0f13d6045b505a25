import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ApiError, badRequest, type ErrorBody, notFound } from '../../contract/errors.ts';
import { isAway } from '../../runtime/away.ts';

/** Every error as the contract's `{error, message}`; what went wrong inside is logged, not told. */
export function registerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    send(
      reply,
      new ApiError('not_found', `There is no route ${request.method} ${request.url.split('?')[0]}.`),
    );
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toApiError(error);
    if (known.status >= 500) request.log.error({ err: error }, 'request failed');
    send(reply, known);
  });
}

/** Errors from before a route is found: an address that cannot be decoded, or holds a name longer than any. */
export function answerFrameworkError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const known =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? notFound('The address: a name in it is longer than any there is.')
      : badRequest('The address: cannot be decoded; a % must stand before two hexadecimal digits of UTF-8.');
  send(reply, known);
}

function send(reply: FastifyReply, error: ApiError): void {
  if (error.final) reply.header('x-should-retry', 'false');
  if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
  const body: ErrorBody = { error: error.code, message: error.message };
  reply.status(error.status).type('application/json').send(JSON.stringify(body));
}

function toApiError(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const lines = error.validation.map(({ instancePath, message }) => {
      const field = instancePath.replace(/^\//, '').replaceAll('/', '.');
      return field === '' ? (message ?? 'is wrong') : `${field}: ${message ?? 'is wrong'}`;
    });
    const where = error.validationContext === 'body' ? '' : `${error.validationContext}: `;
    return new ApiError('bad_request', `${where}${[...new Set(lines)].slice(0, 5).join('; ')}`);
  }
  if (isAway(error)) {
    return new ApiError(
      'unavailable',
      'The database or the disk of this server does not answer; nothing was changed. Try again shortly.',
    );
  }
  switch (error.statusCode) {
    case 400:
      return new ApiError('bad_request', `body: ${error.message}`);
    case 413:
      return new ApiError('payload_too_large', 'body: is larger than this server takes.');
    case 415:
      return new ApiError('unsupported_media_type', 'Content-Type: must be application/json.');
    case 429:
      return new ApiError('rate_limited', 'Too many requests; try again later.');
    default:
      return new ApiError('internal', 'Something went wrong on this server; it was logged.');
  }
}
