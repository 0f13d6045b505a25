import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, notFound } from '../../contract/errors.ts';
import type { Database } from '../../records/database.ts';
import { findKey, hashKey, isValid } from '../../records/keys.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';
import { type IdTokens, isIdToken } from '../id-tokens/id-tokens.ts';
import type { KeyUse } from './key-last-used.ts';
import type { Limits } from './limits.ts';
import { checkSamePage, sessionKey } from './session.ts';

export interface Caller {
  readonly keyId: string;
  readonly keyName: string;
  readonly organizationId: string;
  readonly org: string;
  readonly scopes: readonly string[];
  /** Slugs of the projects that it may use, and no others; null: all of its organisation. */
  readonly projects: readonly string[] | null;
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
  readonly links: Links;
}

/** What telling jobs of CI by their ID tokens takes as well. */
export interface JobAuthDeps extends AuthDeps {
  readonly idTokens: IdTokens;
}

/** The caller behind a key; null where it is unknown, revoked or expired. One query, of which nothing is kept. */
async function findCaller(
  { db, keyUse }: Pick<AuthDeps, 'db' | 'keyUse'>,
  where: { readonly hash: string } | { readonly id: string },
): Promise<Caller | null> {
  const found = await findKey(db, where);
  if (found === null || !isValid(found, new Date())) return null;
  keyUse.note(found.id);
  const { id: keyId, name: keyName, scopes, user } = found;
  const { id: organizationId, slug: org } = found.organization;
  return { keyId, keyName, organizationId, org, scopes, projects: null, user };
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
  const caller = await findCaller(deps, { hash: hashKey(key) });
  await deps.limits.judged(request, key, caller !== null);
  return caller;
}

/**
 * The caller of a session of the page; null where there is none, or its key may not be used any more. Throws a 403 where
 * another site may have sent the request, and a 429 as for the key itself.
 */
async function authenticateSession(
  deps: AuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | null> {
  const keyId = sessionKey(deps.links, request);
  if (keyId === null) return null;
  checkSamePage(request, deps.links.base);
  await deps.limits.count(request, reply, `session ${keyId}`);
  return findCaller(deps, { id: keyId });
}

/**
 * The job of CI that sent its ID token as a key. It is a caller on the routes of the API alone: with such a token nobody signs
 * in to the page, allows the login of a device or uses Git, all of which would outlive it. Throws a 401 that says what does
 * not fit, and a 429 as for a key; requests are counted by repository, for a job may ask for any number of tokens.
 */
async function authenticateJob(
  { limits, idTokens, keyUse }: JobAuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<Caller> {
  await limits.checkAddress(request, token);
  const { keyId, projects, key } = await idTokens.take(token).catch(async (error: unknown) => {
    if (error instanceof ApiError && error.code === 'unauthorized')
      await limits.judged(request, token, false);
    throw error;
  });
  await limits.judged(request, token, true);
  await limits.count(request, reply, `repository ${keyId}`);
  keyUse.note(keyId);
  return {
    keyId,
    keyName: key.name,
    organizationId: key.organizationId,
    org: key.organization.slug,
    scopes: key.scopes,
    projects: projects.length === 0 ? null : projects,
    user: null,
  };
}

/** Whether a caller may use a project, by its slug. */
export function mayUse({ projects }: Caller, slug: string): boolean {
  return projects === null || projects.includes(slug);
}

/** The caller, where `org` is the slug of its organisation. Throws a 404 as for an unknown one. */
export function ownOrg(caller: Caller, org: string): Caller {
  if (caller.org !== org) throw notFound(`org: there is no organisation ${JSON.stringify(org)}.`);
  return caller;
}

/** Whether a caller's key may do what a scope names. */
export function isAllowedTo({ scopes }: Caller, scope: 'read' | 'build' | 'admin'): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

export function registerAuth(app: FastifyInstance, deps: JobAuthDeps): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    const scope = request.routeOptions.config.scope ?? 'read';
    if (scope === 'none' || request.is404) {
      // Repositories count their callers by themselves.
      if (request.routeOptions.config.slow !== true) await deps.limits.count(request, reply, null);
      return;
    }
    const key = /^Bearer +(\S.*?) *$/i.exec(request.headers.authorization ?? '')?.[1];
    const caller =
      key === undefined
        ? await authenticateSession(deps, request, reply)
        : isIdToken(key)
          ? await authenticateJob(deps, request, reply, key)
          : await authenticate(deps, request, reply, key);
    if (caller === null && key === undefined)
      throw new ApiError('unauthorized', 'Authorization: send a key as "Authorization: Bearer KEY".');
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

/** Links as the caller of a request is given them. */
export const linksFor = (links: Links, request: FastifyRequest): Links => links.of(callerOf(request).keyId);
