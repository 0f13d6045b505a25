import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { notFound } from '../../contract/errors.ts';
import { MemberBody, QuotaBody, Settings } from '../../contract/page.ts';
import { listGitCredentials } from '../../records/git-credentials.ts';
import { createKey, isValid, listKeys, revokeKey, SCOPES } from '../../records/keys.ts';
import {
  listOrganizations,
  listUsers,
  removeUser,
  saveUser,
  updateOrganization,
} from '../../records/organizations.ts';
import { usedIn, usedThisMonth } from '../../records/quotas.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';

const config = { scope: 'admin' } as const;

/** Organisation settings on the page; used by the page and the command line only. */
export function pageSettingsRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db } = deps;

  app.get(
    '/v0/page/settings',
    { config, schema: { hide: true, response: { 200: Settings } } },
    async (request): Promise<Settings> => {
      const { organizationId, org } = callerOf(request);
      const now = new Date();
      const [keys, users, credentials, quota] = await Promise.all([
        listKeys(db, organizationId),
        listUsers(db, organizationId),
        listGitCredentials(db, organizationId),
        usedThisMonth(db, organizationId, now),
      ]);
      return {
        quota,
        quotas:
          org === deps.config.operatorOrg
            ? (await listOrganizations(db)).map((one) => ({
                org: one.slug,
                used: usedIn(one, now),
                limit: one.monthlyTargetBuilds,
              }))
            : null,
        keys: keys.map((key) => ({
          id: key.id,
          name: key.user === null ? key.name : `${key.name} (${key.user.email})`,
          hint: key.hint,
          scopes: key.scopes,
          last_used_at: key.lastUsedAt?.toISOString() ?? null,
          state: isValid(key, now) ? 'valid' : key.revokedAt === null ? 'expired' : 'revoked',
        })),
        members: users.map(({ email, name }) => ({ email, name })),
        credentials: credentials.map(({ url, username }) => ({ url, username })),
      };
    },
  );

  app.post(
    '/v0/page/keys',
    {
      config,
      schema: {
        hide: true,
        body: z.object({
          name: z.string().trim().min(1, 'must not be empty').max(100),
          scopes: z.array(z.enum(SCOPES)).min(1),
        }),
        response: { 200: z.object({ id: z.string(), key: z.string() }) },
      },
    },
    async (request, reply) => {
      const { organizationId } = callerOf(request);
      reply.header('cache-control', 'no-store');
      return createKey(db, { organizationId, userId: null, expiresAt: null, ...request.body });
    },
  );

  app.delete(
    '/v0/page/keys/:id',
    { config, schema: { hide: true, params: z.object({ id: z.string().max(100) }) } },
    async (request) => {
      const { id } = request.params;
      const keys = await listKeys(db, callerOf(request).organizationId);
      if (keys.every((key) => key.id !== id)) throw notFound(`id: there is no key ${JSON.stringify(id)}.`);
      await revokeKey(db, id);
      return {};
    },
  );

  app.put('/v0/page/members', { config, schema: { hide: true, body: MemberBody } }, async (request) => {
    const { email, name } = request.body;
    await saveUser(db, callerOf(request).organizationId, email, name ?? null);
    return {};
  });

  app.delete(
    '/v0/page/members/:email',
    { config, schema: { hide: true, params: z.object({ email: z.string().max(200) }) } },
    async (request) => {
      const { email } = request.params;
      if (!(await removeUser(db, callerOf(request).organizationId, email)))
        throw notFound(`email: there is no member ${JSON.stringify(email)}.`);
      return {};
    },
  );

  app.put(
    '/v0/page/quotas/:org',
    { config, schema: { hide: true, params: z.object({ org: z.string().max(100) }), body: QuotaBody } },
    async (request) => {
      const { org } = request.params;
      // Others must not learn which organisations exist.
      const isOperator = callerOf(request).org === deps.config.operatorOrg;
      const { limit: monthlyTargetBuilds } = request.body;
      if (!isOperator || (await updateOrganization(db, org, { monthlyTargetBuilds })) === null)
        throw notFound(`org: there is no organisation ${JSON.stringify(org)} whose quota this key sets.`);
      return {};
    },
  );
}
