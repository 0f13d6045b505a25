import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ApiError, badRequest, type ErrorBody, type ErrorCode, notFound } from '../../contract/errors.ts';
import { listed } from '../../contract/listed.ts';
import { isErrno } from '../../runtime/errno.ts';
import { isAway } from '../../runtime/outages.ts';
import { DescriptionFailed } from '../../sdk/descriptions.ts';

/**
 * Answers every error in the contract's form `{error, message}`; internal errors are logged, and their messages
 * withheld.
 */
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

/** Errors from before routing: a URL that cannot be decoded, or has a path segment that is too long. */
export function answerFrameworkError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const known =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? notFound('URL: a path segment is too long.')
      : badRequest('URL: cannot be decoded; a % must be followed by two hexadecimal digits of UTF-8.');
  send(reply, known);
}

/** Status line, error code and message for a request that the HTTP parser rejects. */
function rejectionOf(code: string | undefined): readonly [string, ErrorCode, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        '431 Request Header Fields Too Large',
        'headers_too_large',
        'The headers are larger than this server accepts.',
      ];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', 'bad_request', 'The request did not arrive in time.'];
    default:
      return ['400 Bad Request', 'bad_request', 'This is not a valid HTTP request.'];
  }
}

/** For invalid or slow HTTP there is a connection, but no request yet. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (isErrno(error, 'ECONNRESET') || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, message] = rejectionOf(error.code);
  const body = JSON.stringify({ error: code, message } satisfies ErrorBody);
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
}

function send(reply: FastifyReply, error: ApiError): void {
  if (error.final) reply.header('x-should-retry', 'false');
  if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
  const body: ErrorBody = { error: error.code, message: error.message };
  reply.status(error.status).type('application/json').send(JSON.stringify(body));
}

/** The part of an error that a client sees. */
export function toApiError(error: FastifyError): ApiError {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const lines = error.validation.map(({ instancePath, message }) => {
      const field = instancePath.replace(/^\//, '').replaceAll('/', '.');
      return field === '' ? (message ?? 'is wrong') : `${field}: ${message ?? 'is invalid'}`;
    });
    const where = error.validationContext === 'body' ? '' : `${error.validationContext}: `;
    return new ApiError('bad_request', `${where}${listed([...new Set(lines)], 5, '; ')}`);
  }
  if (error instanceof DescriptionFailed) return badRequest(`The description ${error.message}`);
  if (isAway(error)) {
    return new ApiError(
      'unavailable',
      'The database or the disk of this server is unavailable; nothing was changed. Retry shortly.',
    );
  }
  switch (error.statusCode) {
    case 400:
      return new ApiError('bad_request', `body: ${error.message}`);
    case 413:
      return new ApiError('payload_too_large', 'body: is larger than this server accepts.');
    case 415:
      return new ApiError('unsupported_media_type', 'Content-Type: must be application/json.');
    case 429:
      return new ApiError('rate_limited', 'Too many requests; retry later.');
    default:
      return new ApiError('internal', 'Something went wrong on this server; it was logged.');
  }
}
