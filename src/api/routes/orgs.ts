import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ErrorBody, notFound } from '../../contract/errors.ts';
import { Org, OrgsPage } from '../../contract/orgs.ts';
import { loadOrganization } from '../../records/organizations.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';

export function orgRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  const orgOf = async (organizationId: string) => {
    const { slug, displayName, enableAiCommitMessages } = await loadOrganization(deps.db, organizationId);
    return {
      object: 'org' as const,
      slug,
      display_name: displayName,
      enable_ai_commit_messages: enableAiCommitMessages,
    };
  };

  app.get(
    '/v0/orgs',
    {
      schema: {
        operationId: 'orgs.list',
        summary: 'List organisations',
        tags: ['orgs'],
        response: { 200: OrgsPage, '4xx': ErrorBody },
      },
    },
    async (request) => ({ data: [await orgOf(callerOf(request).organizationId)], has_more: false }),
  );

  app.get(
    '/v0/orgs/:org',
    {
      schema: {
        operationId: 'orgs.retrieve',
        summary: 'Retrieve an organisation',
        tags: ['orgs'],
        params: z.object({ org: z.string() }),
        response: { 200: Org, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { org } = request.params;
      if (org !== caller.org) throw notFound(`org: there is no organisation ${JSON.stringify(org)}.`);
      return orgOf(caller.organizationId);
    },
  );
}
