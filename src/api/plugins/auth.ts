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
  /** Slugs of the only projects that it may use; null: all of its organisation. */
  readonly projects: readonly string[] | null;
  /** The trusted repository whose CI job it is; null: a key. */
  readonly repository: string | null;
  /** The user whose key it is; null: a key without a user. */
  readonly user: { readonly id: string; readonly name: string | null; readonly email: string } | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route below `/v0` except signed links. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** The scope that a key needs; `none` for routes without a key. */
    scope?: 'none' | 'read' | 'build' | 'admin';
    /** The request body may take as long as data arrives: the time limit of requests does not apply. */
    slow?: boolean;
  }
}

/** Dependencies of authentication by key. */
export interface AuthDeps {
  readonly db: Database;
  readonly keyUse: KeyUse;
  readonly limits: Limits;
  readonly links: Links;
}

/** Further dependencies of authentication by ID token. */
export interface JobAuthDeps extends AuthDeps {
  readonly idTokens: IdTokens;
}

/** The caller of a key; null if it is unknown, revoked or expired. One query, whose result is not cached. */
async function findCaller(
  { db, keyUse }: Pick<AuthDeps, 'db' | 'keyUse'>,
  where: { readonly hash: string } | { readonly id: string },
): Promise<Caller | null> {
  const found = await findKey(db, where);
  if (found === null || !isValid(found, new Date())) return null;
  keyUse.note(found.id);
  const { id: keyId, name: keyName, scopes, user } = found;
  const { id: organizationId, slug: org } = found.organization;
  return { keyId, keyName, organizationId, org, scopes, projects: null, repository: null, user };
}

/**
 * Authenticates a request by its key; null if the key is invalid. Throws a 429, before the database is queried, if
 * the key, or the address with invalid keys, has sent too many requests.
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
 * Authenticates a request by its session; null if there is none, or if its key is no longer valid. Throws a 403 if
 * another site may have sent the request, and a 429 as for keys.
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
 * Authenticates a CI job that sent its ID token as a key. ID tokens are accepted by the API's routes only: signing in
 * to the page, approving a device login and Git access would all outlive them. Throws a 401 that says which claim
 * does not match, and a 429 as for keys; requests are counted by repository, because a job may request any number of
 * tokens.
 */
async function authenticateJob(
  { limits, idTokens, keyUse }: JobAuthDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<Caller> {
  await limits.checkAddress(request, token);
  const { keyId, projects, repository, key } = await idTokens.take(token).catch(async (error: unknown) => {
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
    repository,
    user: null,
  };
}

/** The name of a caller for people: of the person, the trusted repository or the key. */
export function nameOf({ user, repository, keyName }: Caller): string {
  if (user !== null) return user.name ?? user.email;
  return repository === null ? `key ${keyName}` : `trusted repository ${repository}`;
}

/** Whether a caller may use the project with this slug. */
export function mayUse({ projects }: Caller, slug: string): boolean {
  return projects === null || projects.includes(slug);
}

/** The caller, if its organisation has this slug. Throws a 404 as for an unknown organisation. */
export function ownOrg(caller: Caller, org: string): Caller {
  if (caller.org !== org) throw notFound(`org: there is no organisation ${JSON.stringify(org)}.`);
  return caller;
}

/** Whether a caller's key has a scope. */
export function isAllowedTo({ scopes }: Caller, scope: 'read' | 'build' | 'admin'): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

export function registerAuth(app: FastifyInstance, deps: JobAuthDeps): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    const scope = request.routeOptions.config.scope ?? 'read';
    if (scope === 'none' || request.is404) {
      // Git routes authenticate their callers themselves.
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

/** The caller of a route that requires one. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new ApiError('unauthorized', 'Authorization: a key is required.');
  return request.caller;
}

/** Signs links in the name of a request's caller. */
export const linksFor = (links: Links, request: FastifyRequest): Links => links.of(callerOf(request).keyId);
