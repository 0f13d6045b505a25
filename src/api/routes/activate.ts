import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError, badRequest } from '../../contract/errors.ts';
import { decideLogin, findWaiting } from '../../records/device-logins.ts';
import { isKeyValid } from '../../records/keys.ts';
import type { ApiDeps } from '../deps.ts';
import { askPage, decidePage, donePage } from '../pages/activate.ts';
import { PAGE_POLICY } from '../pages/page.ts';
import { type AuthDeps, authenticate } from '../plugins/auth.ts';
import { takeForms } from '../plugins/form-bodies.ts';
import { checkOrigin } from '../plugins/session.ts';

const TICKET_MS = 5 * 60_000;
const WRONG_CODES_PER_MINUTE = 5;

const Asked = z.object({
  code: z.string().max(20).default(''),
  key: z.string().min(1).max(500),
});
const Decided = z.object({
  decision: z.enum(['allow', 'deny']),
  login: z.string().max(100),
  by: z.string().max(100),
  expires: z.coerce.number().int(),
  signature: z.string().max(100),
});

/**
 * The page where a person approves the login of a device: sign in with an API key, enter the code, decide. The
 * browser stores nothing. The second form carries a signed ticket instead of the key, so no other site can send
 * either form in somebody's name.
 */
export function activateRoutes(instance: FastifyInstance, deps: ApiDeps & AuthDeps): void {
  const { db, links } = deps;
  instance.register(async (app) => {
    takeForms(app);
    // Limited by key, not by address: a code can only be tried with a valid key.
    const wrongCode = app.createRateLimit({
      max: WRONG_CODES_PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: ({ caller, ip }) => caller?.keyId ?? ip,
    });
    const options = { config: { scope: 'none' }, schema: { hide: true }, helmet: PAGE_POLICY } as const;
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    app.setErrorHandler((error: FastifyError, request, reply) => {
      if (!(error instanceof ApiError)) throw error;
      if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
      return send(reply.code(error.status), askPage(codeOf(request), error.message));
    });

    app.get('/activate', options, async (request, reply) => send(reply, askPage(codeOf(request), null)));

    app.post('/activate', options, async (request, reply) => {
      checkOrigin(request, links.base);
      const asked = Asked.safeParse(request.body);
      if (!asked.success) throw badRequest('Enter the code and your API key.');
      const { code, key } = asked.data;
      const caller = await authenticate(deps, request, reply, key.trim());
      if (caller === null) throw new ApiError('unauthorized', 'This API key is unknown, revoked or expired.');
      request.caller = caller;
      const tried = await wrongCode(request, { increment: false });
      if (!tried.isAllowed && tried.remaining === 0) {
        throw new ApiError('rate_limited', `Too many wrong codes; retry in ${tried.ttlInSeconds} s.`, {
          retryAfterSeconds: tried.ttlInSeconds,
        });
      }
      const login = await findWaiting(db, code);
      if (login === null) {
        await wrongCode(request);
        throw badRequest('No device is waiting with this code. Check it, or start a new login.');
      }
      const { deviceCodeHash, deviceName, userCode } = login;
      const { expires, signature } = links.signFor(ticketPath(deviceCodeHash, caller.keyId), TICKET_MS);
      return send(
        reply,
        decidePage({
          device: deviceName ?? 'Unnamed device',
          code: userCode,
          org: caller.org,
          person: caller.user === null ? caller.keyName : (caller.user.name ?? caller.user.email),
          scopes: caller.scopes,
          ticket: { login: deviceCodeHash, by: caller.keyId, expires: String(expires), signature },
        }),
      );
    });

    app.post('/activate/decision', options, async (request, reply) => {
      checkOrigin(request, links.base);
      const decided = Decided.safeParse(request.body);
      const again = () => badRequest('This form has expired. Enter the code again.');
      if (!decided.success) throw again();
      const { decision, login, by, expires, signature } = decided.data;
      if (!links.verify(ticketPath(login, by), expires, signature)) throw again();
      if (!(await isKeyValid(db, by))) throw again();
      if (!(await decideLogin(db, login, by, decision === 'allow'))) throw again();
      return send(reply, donePage(decision === 'allow'));
    });
  });
}

function ticketPath(login: string, keyId: string): string {
  return `/activate/decision/${login}/${keyId}`;
}

function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(text);
}

/** The code to show in the form: as submitted, or from the link that the device printed. */
function codeOf({ query, body }: FastifyRequest): string {
  const Code = z.object({ code: z.string().max(20) });
  return Code.safeParse(body).data?.code ?? Code.safeParse(query).data?.code ?? '';
}
