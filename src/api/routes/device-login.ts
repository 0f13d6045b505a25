import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ApiError, ErrorBody } from '../../contract/errors.ts';
import {
  beginLogin,
  LOGIN_SECONDS,
  POLL_SECONDS,
  type Poll,
  pollLogin,
} from '../../records/device-logins.ts';
import type { ApiDeps } from '../deps.ts';
import { takeForms } from '../plugins/form-bodies.ts';

const BEGUN_PER_MINUTE = 30;
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const Text = z.string().max(200);
const DeviceBody = z.object({ client_id: Text.min(1), scope: Text.nullish(), device_name: Text.nullish() });
const DeviceAnswer = z
  .object({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.string(),
    verification_uri_complete: z.string(),
    expires_in: z.int(),
    interval: z.int(),
  })
  .meta({ id: 'DeviceLogin' });
const TokenBody = z.object({
  grant_type: Text.optional(),
  client_id: Text.optional(),
  device_code: Text.optional(),
});
const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().optional(),
  })
  .meta({ id: 'Token' });

const MESSAGES: Readonly<Record<Extract<Poll, { ok: false }>['error'], string>> = {
  authorization_pending: 'device_code: the code has not been entered yet; poll again in a second.',
  slow_down: 'device_code: polled too often; wait a second between requests.',
  access_denied: 'device_code: the login was denied.',
  expired_token: 'device_code: the login has expired; start a new one.',
  invalid_grant: 'device_code: is unknown, was used before, or belongs to another client_id.',
};

/** Device logins (RFC 8628): a command line signs in by a code that a person enters in a browser. */
export function deviceLoginRoutes(instance: FastifyInstance, { db, links }: ApiDeps): void {
  instance.register(async (scope) => {
    takeForms(scope);
    const app = scope.withTypeProvider<ZodTypeProvider>();
    const begun = app.createRateLimit({ max: BEGUN_PER_MINUTE, timeWindow: 60_000 });
    const config = { scope: 'none' } as const;
    const tags = ['login'];

    app.post(
      '/api/oauth/device',
      {
        config,
        schema: {
          operationId: 'oauth.device.create',
          summary: 'Start a device login',
          tags,
          security: [],
          body: DeviceBody,
          response: { 200: DeviceAnswer, '4xx': ErrorBody },
        },
      },
      async (request, reply) => {
        const used = await begun(request);
        if (!used.isAllowed && used.isExceeded) {
          throw new ApiError('rate_limited', 'Too many logins were started from this address.', {
            retryAfterSeconds: used.ttlInSeconds,
          });
        }
        const { client_id, device_name } = request.body;
        const { deviceCode, userCode } = await beginLogin(db, client_id, device_name ?? null);
        reply.header('cache-control', 'no-store');
        return {
          device_code: deviceCode,
          user_code: userCode,
          verification_uri: `${links.base}/activate`,
          verification_uri_complete: `${links.base}/activate?code=${userCode}`,
          expires_in: LOGIN_SECONDS,
          interval: POLL_SECONDS,
        };
      },
    );

    app.post(
      '/v0/oauth/token',
      {
        config,
        schema: {
          operationId: 'oauth.token.create',
          summary: 'Get the key of an approved login',
          description:
            'A form. Until the user has decided, the response is 400 with `authorization_pending`.',
          tags,
          security: [],
          body: TokenBody,
          response: { 200: Token, '4xx': ErrorBody },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        const { grant_type, client_id, device_code } = request.body;
        const refuse = (error: string, message: string) => reply.code(400).send({ error, message });
        if (grant_type !== GRANT) return refuse('unsupported_grant_type', `grant_type: must be ${GRANT}.`);
        if (client_id === undefined) return refuse('invalid_request', 'client_id: is required.');
        if (device_code === undefined) return refuse('invalid_request', 'device_code: is required.');
        const poll = await pollLogin(db, device_code, client_id);
        if (!poll.ok) return refuse(poll.error, MESSAGES[poll.error]);
        const { key, expiresAt } = poll;
        const expires_in = expiresAt === null ? undefined : secondsUntil(expiresAt);
        return reply.send({ access_token: key, token_type: 'bearer', expires_in });
      },
    );
  });
}

function secondsUntil(date: Date): number {
  return Math.max(0, Math.floor((date.getTime() - Date.now()) / 1000));
}
