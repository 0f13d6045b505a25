import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ApiError } from '../../contract/errors.ts';
import { Session } from '../../contract/page.ts';
import { takeTicket } from '../../records/device-logins.ts';
import type { ApiDeps } from '../deps.ts';
import { type AuthDeps, authenticate, callerOf } from '../plugins/auth.ts';
import { beginSession, checkSamePage, endSession } from '../plugins/session.ts';

const SignIn = z.union([
  z.object({ key: z.string().trim().min(1).max(500) }),
  z.object({ ticket: z.string().min(1).max(200) }),
]);

/** Signing in to the page and out again; used by the page only. */
export function sessionRoutes(instance: FastifyInstance, deps: ApiDeps & AuthDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/session',
    { config: { scope: 'none' }, schema: { hide: true, body: SignIn } },
    async (request, reply) => {
      checkSamePage(request, deps.links.base);
      const keyId = 'key' in request.body ? null : await takeTicket(deps.db, request.body.ticket);
      if (keyId !== null) {
        beginSession(deps.links, reply, keyId);
        return {};
      }
      if (!('key' in request.body)) {
        throw new ApiError('unauthorized', 'ticket: was used, or has expired; sign in with a key.');
      }
      const caller = await authenticate(deps, request, reply, request.body.key);
      if (caller === null) throw new ApiError('unauthorized', 'key: is unknown, revoked or expired.');
      beginSession(deps.links, reply, caller.keyId);
      return {};
    },
  );

  app.delete('/session', { config: { scope: 'none' }, schema: { hide: true } }, async (request, reply) => {
    checkSamePage(request, deps.links.base);
    endSession(deps.links, reply);
    return {};
  });

  app.get('/session', { schema: { hide: true, response: { 200: Session } } }, async (request) => {
    const { org, keyName, user, scopes } = callerOf(request);
    const name = user === null ? keyName : (user.name ?? user.email);
    return { org, name, scopes: [...scopes], temporal_url: deps.temporalUi };
  });
}
