import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import type { Database } from '../../records/database.ts';
import { hashKey } from '../../records/keys.ts';

export interface Caller {
  readonly keyId: string;
  readonly keyName: string;
  readonly organizationId: string;
  readonly org: string;
  readonly scopes: readonly string[];
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

/** The caller behind a key, or null. */
export async function findCaller(db: Database, key: string): Promise<Caller | null> {
  const found = await db.apiKey.findUnique({
    where: { hash: hashKey(key) },
    select: {
      id: true,
      name: true,
      revokedAt: true,
      scopes: true,
      organization: { select: { id: true, slug: true } },
    },
  });
  if (found === null || found.revokedAt !== null) return null;
  const { id: organizationId, slug } = found.organization;
  return { keyId: found.id, keyName: found.name, organizationId, org: slug, scopes: found.scopes };
}

export function registerAuth(app: FastifyInstance, db: Database): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope ?? 'read';
    if (scope === 'none' || request.is404) return;
    const key = /^Bearer +(\S.*?) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw new ApiError('unauthorized', 'Authorization: send a key as "Authorization: Bearer KEY".');
    }
    const caller = await findCaller(db, key);
    if (caller === null) throw new ApiError('unauthorized', 'Authorization: this key is unknown or revoked.');
    if (!caller.scopes.includes(scope) && !caller.scopes.includes('admin')) {
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
