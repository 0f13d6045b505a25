import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import type { Database } from '../../records/database.ts';
import { hashKey, isValid } from '../../records/keys.ts';
import type { KeyUse } from '../key-use.ts';
import type { Limits } from './limits.ts';

export interface Caller {
  readonly keyId: string;
  readonly keyName: string;
  readonly organizationId: string;
  readonly org: string;
  readonly scopes: readonly string[];
  /** The person whose key it is; null: it stands for itself. */
  readonly user: { readonly id: string; readonly name: string | null; readonly email: string } | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route below `/v0` but signed links. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** What a key must be allowed to; `none` for routes without a key. */
    scope?: 'none' | 'read' | 'build' | 'admin';
    /** A body that may take as long as it flows: no limit on the time of the whole request. */
    slow?: boolean;
  }
}

/** What telling callers by their keys takes. */
export interface AuthDeps {
  readonly db: Database;
  readonly keyUse: KeyUse;
  readonly limits: Limits;
}

/** The caller behind a key; null where it is unknown, revoked or expired. One query, of which nothing is kept. */
async function findCaller(
  { db, keyUse }: Pick<AuthDeps, 'db' | 'keyUse'>,
  key: string,
): Promise<Caller | null> {
  const found = await db.apiKey.findUnique({
    where: { hash: hashKey(key) },
    select: {
      id: true,
      name: true,
      revokedAt: true,
      expiresAt: true,
      scopes: true,
      user: { select: { id: true, name: true, email: true } },
      organization: { select: { id: true, slug: true } },
    },
  });
  if (found === null || !isValid(found, new Date())) return null;
  keyUse.note(found.id);
  const { id: keyId, name: keyName, scopes, user } = found;
  const { id: organizationId, slug: org } = found.organization;
  return { keyId, keyName, organizationId, org, scopes, user };
}

/**
 * The caller who sent a key with a request; null where the key is wrong. Throws a 429 where the key, or the address
 * with wrong ones, has sent too many requests: before the database is asked.
 */
export async function authenticate(
  deps: AuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
): Promise<Caller | null> {
  await deps.limits.count(request, reply, key);
  await deps.limits.checkAddress(request, key);
  const caller = await findCaller(deps, key);
  await deps.limits.judged(request, key, caller !== null);
  return caller;
}

/** Whether a caller's key may do what a scope names. */
export function isAllowedTo({ scopes }: Caller, scope: 'read' | 'build' | 'admin'): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

export function registerAuth(app: FastifyInstance, deps: AuthDeps): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    const scope = request.routeOptions.config.scope ?? 'read';
    if (scope === 'none' || request.is404) {
      // Repositories count their callers by themselves.
      if (request.routeOptions.config.slow !== true) await deps.limits.count(request, reply, null);
      return;
    }
    const key = /^Bearer +(\S.*?) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw new ApiError('unauthorized', 'Authorization: send a key as "Authorization: Bearer KEY".');
    }
    const caller = await authenticate(deps, request, reply, key);
    if (caller === null)
      throw new ApiError('unauthorized', 'Authorization: this key is unknown, revoked or expired.');
    if (!isAllowedTo(caller, scope)) {
      throw new ApiError('forbidden', `Authorization: this key is not allowed to ${scope}.`);
    }
    request.caller = caller;
  });
}

/** The caller of a route that needs one. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new ApiError('unauthorized', 'Authorization: a key is required.');
  return request.caller;
}
