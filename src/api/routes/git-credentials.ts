import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ErrorBody, notFound } from '../../contract/errors.ts';
import {
  DeleteGitCredentialQuery,
  GitCredential,
  GitCredentialBody,
} from '../../contract/git-credentials.ts';
import {
  deleteGitCredential,
  listGitCredentials,
  type ShownCredential,
  setGitCredential,
} from '../../records/git-credentials.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf, ownOrg } from '../plugins/auth.ts';

const Params = z.object({ org: z.string().min(1).max(100) });
const url = '/v0/orgs/:org/git_credentials';
const config = { scope: 'admin' } as const;
const tags = ['orgs'];

/** Credentials of production repositories. Secrets are write-only. */
export function gitCredentialRoutes(instance: FastifyInstance, { db, secretBox }: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.put(
    url,
    {
      config,
      schema: {
        operationId: 'orgs.gitCredentials.put',
        summary: 'Set a Git credential for production repositories',
        tags,
        params: Params,
        body: GitCredentialBody,
        response: { 200: GitCredential, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { organizationId } = ownOrg(callerOf(request), request.params.org);
      return view(await setGitCredential(db, secretBox, organizationId, request.body));
    },
  );

  app.get(
    url,
    {
      config,
      schema: {
        operationId: 'orgs.gitCredentials.list',
        summary: 'List Git credentials, without their secrets',
        tags,
        params: Params,
        response: {
          200: z.object({ data: z.array(GitCredential), has_more: z.literal(false) }),
          '4xx': ErrorBody,
        },
      },
    },
    async (request) => {
      const { organizationId } = ownOrg(callerOf(request), request.params.org);
      const found = await listGitCredentials(db, organizationId);
      return { data: found.map(view), has_more: false as const };
    },
  );

  app.delete(
    url,
    {
      config,
      schema: {
        operationId: 'orgs.gitCredentials.delete',
        summary: 'Delete the Git credential for a URL',
        tags,
        params: Params,
        querystring: DeleteGitCredentialQuery,
        response: { 204: z.null(), '4xx': ErrorBody },
      },
    },
    async (request, reply) => {
      const { organizationId } = ownOrg(callerOf(request), request.params.org);
      if (!(await deleteGitCredential(db, organizationId, request.query.url))) {
        throw notFound('url: there is no Git credential for this URL.');
      }
      return reply.status(204).send(null);
    },
  );
}

function view({ url: address, username, createdAt }: ShownCredential): GitCredential {
  return { object: 'git_credential', url: address, username, created_at: createdAt.toISOString() };
}
