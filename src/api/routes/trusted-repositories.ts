import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { badRequest, conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import { JOB_SCOPES, TrustedRepository, TrustedRepositoryBody } from '../../contract/trusted-repositories.ts';
import {
  distrustRepository,
  listTrustedRepositories,
  type TrustedRepositoryRecord,
  trustRepository,
} from '../../records/trusted-repositories.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { audienceOf } from '../id-tokens/id-tokens.ts';
import { callerOf, ownOrg } from '../plugins/auth.ts';

const Params = z.object({ org: z.string().min(1).max(100) });
const url = '/v0/orgs/:org/trusted_repositories';
const config = { scope: 'admin' } as const;
const tags = ['orgs'];

/** Repositories whose CI jobs authenticate by ID token instead of a key. */
export function trustedRepositoryRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db, links } = deps;

  app.post(
    url,
    {
      config,
      schema: {
        operationId: 'orgs.trustedRepositories.create',
        summary: "Trust a repository: its CI jobs' ID tokens (OIDC) are taken as keys",
        description:
          'A job sends the token as a key: `Authorization: Bearer TOKEN`. It must have asked for it for `audience`.',
        tags,
        params: Params,
        body: TrustedRepositoryBody,
        response: { 200: TrustedRepository, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const caller = ownOrg(callerOf(request), request.params.org);
      const { repository_id, ref, environment, ...body } = request.body;
      const { oidcIssuers } = deps.config;
      const plain = (address: string) => address.replace(/\/+$/, '');
      const issuer = oidcIssuers.find((known) => plain(known) === plain(body.issuer));
      if (issuer === undefined)
        throw badRequest(
          `issuer: ${body.issuer} is not taken here; those that are: ${oidcIssuers.join(', ')} (KILN_OIDC_ISSUERS).`,
        );
      for (const project of body.projects) await findProject(db, caller, project);
      const made = await trustRepository(db, {
        ...body,
        organizationId: caller.organizationId,
        issuer,
        repositoryId: repository_id ?? null,
        ref: ref ?? null,
        environment: environment ?? null,
      });
      if (made === null)
        throw conflict(
          `repository: ${body.repository} is trusted with this ref and environment already; delete that first.`,
        );
      return view(made, links.base);
    },
  );

  app.get(
    url,
    {
      config,
      schema: {
        operationId: 'orgs.trustedRepositories.list',
        summary: 'List trusted repositories',
        tags,
        params: Params,
        response: {
          200: z.object({ data: z.array(TrustedRepository), has_more: z.literal(false) }),
          '4xx': ErrorBody,
        },
      },
    },
    async (request) => {
      const { organizationId } = ownOrg(callerOf(request), request.params.org);
      const found = await listTrustedRepositories(db, organizationId);
      return { data: found.map((one) => view(one, links.base)), has_more: false as const };
    },
  );

  app.delete(
    `${url}/:repository_id`,
    {
      config,
      schema: {
        operationId: 'orgs.trustedRepositories.delete',
        summary: 'Trust a repository no more; requests of its jobs are refused from now on',
        tags,
        params: Params.extend({ repository_id: z.string().max(100) }),
        response: { 204: z.null(), '4xx': ErrorBody },
      },
    },
    async (request, reply) => {
      const { org, repository_id: id } = request.params;
      const { organizationId } = ownOrg(callerOf(request), org);
      if (!(await distrustRepository(db, organizationId, id)))
        throw notFound(`repository_id: there is no trusted repository ${JSON.stringify(id)}.`);
      return reply.status(204).send(null);
    },
  );
}

function view(record: TrustedRepositoryRecord, base: string): TrustedRepository {
  const { keyId, issuer, repository, repositoryId, ref, environment, projects, key } = record;
  return {
    object: 'trusted_repository',
    id: keyId,
    issuer,
    repository,
    repository_id: repositoryId,
    ref,
    environment,
    scopes: JOB_SCOPES.filter((scope) => key.scopes.includes(scope)),
    projects,
    audience: audienceOf(base, key.organization.slug),
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}
