import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Build } from '../../contract/builds.ts';
import { ErrorBody, notFound } from '../../contract/errors.ts';
import { CHECKS, isSdkTarget } from '../../contract/targets.ts';
import { show } from '../../git/diff.ts';
import { loadBuild } from '../../records/builds.ts';
import type { ApiDeps } from '../deps.ts';
import { checkSigned, Signed } from '../signed.ts';
import { buildView, logPath } from '../views.ts';

/** What signed links lead to: they carry their own permission, so no key is asked for. */
export function linkRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/builds/:id/targets/:target/logs/:step',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'links.log',
        summary: 'The log of a check, also while it runs',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string(), target: z.string(), step: z.enum(CHECKS) }),
        querystring: Signed,
      },
    },
    async (request, reply) => {
      const { id: buildId, target, step } = request.params;
      checkSigned(deps.links, buildId, logPath({ buildId, target }, step), request.query);
      const found = await deps.db.buildStep.findUnique({
        where: { buildId_target_step: { buildId, target, step } },
        select: { log: true },
      });
      const log = typeof found?.log === 'string' ? deps.logs.open(found.log) : null;
      if (log === null) throw notFound('step: this check has no log.');
      return reply.type('text/plain; charset=utf-8').send(log);
    },
  );

  app.get(
    '/v0/builds/:id/record',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'links.build',
        summary: 'A build, for those who follow a link from the Temporal UI',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string() }),
        querystring: Signed,
        response: { 200: Build, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { id } = request.params;
      checkSigned(deps.links, id, `/v0/builds/${id}/record`, request.query);
      return buildView(await loadBuild(deps.db, id), deps.links);
    },
  );

  app.get(
    '/v0/builds/:id/targets/:target/commit',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'links.commit',
        summary: 'The commit of a target: its message and what it changed',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string(), target: z.string() }),
        querystring: Signed,
      },
    },
    async (request, reply) => {
      const { id, target } = request.params;
      checkSigned(deps.links, id, `/v0/builds/${id}/targets/${target}/commit`, request.query);
      const { project, targets } = await loadBuild(deps.db, id);
      const sha = targets.find((candidate) => candidate.target === target)?.commitSha ?? null;
      if (sha === null || !isSdkTarget(target)) throw notFound('target: has no commit.');
      const repository = deps.repositories.get(project.organization.slug, project.slug, target);
      return reply.type('text/plain; charset=utf-8').send(await show(repository, sha));
    },
  );
}
