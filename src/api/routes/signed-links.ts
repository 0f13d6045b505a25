import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Build } from '../../contract/builds.ts';
import { ErrorBody, notFound } from '../../contract/errors.ts';
import { CHECKS, isSdkTarget } from '../../contract/targets.ts';
import { show } from '../../git/store/diff.ts';
import { loadBuild } from '../../records/builds.ts';
import { findLog } from '../../records/target-state.ts';
import type { ApiDeps } from '../deps.ts';
import { checkSigned, Signed } from '../plugins/signed-query.ts';
import { buildView, logPath } from '../resources/build-view.ts';

/** Targets of signed links, which carry their own permission and need no key. */
export function linkRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/builds/:id/targets/:target/logs/:step',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'links.log',
        summary: 'Get the log of a check, also while it runs',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string(), target: z.string(), step: z.enum(CHECKS) }),
        querystring: Signed,
      },
    },
    async (request, reply) => {
      const { id: buildId, target, step } = request.params;
      await checkSigned(deps, buildId, logPath({ buildId, target }, step), request.query);
      const key = await findLog(deps.db, { buildId, target }, step);
      const log = key === null ? null : deps.logs.open(key);
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
        summary: 'Retrieve a build through a link from the Temporal UI',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string() }),
        querystring: Signed,
        response: { 200: Build, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { id } = request.params;
      await checkSigned(deps, id, `/v0/builds/${id}/record`, request.query);
      return buildView(await loadBuild(deps.db, id), deps.links.of(request.query.key ?? null));
    },
  );

  app.get(
    '/v0/builds/:id/targets/:target/commit',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'links.commit',
        summary: 'Get the commit of a target: its message and changes',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string(), target: z.string() }),
        querystring: Signed,
      },
    },
    async (request, reply) => {
      const { id, target } = request.params;
      await checkSigned(deps, id, `/v0/builds/${id}/targets/${target}/commit`, request.query);
      const { project, targets } = await loadBuild(deps.db, id);
      const sha = targets.find((candidate) => candidate.target === target)?.commitSha ?? null;
      if (sha === null || !isSdkTarget(target)) throw notFound('target: has no commit.');
      const repository = deps.repositories.get(project.organization.slug, project.slug, target);
      return reply.type('text/plain; charset=utf-8').send(await show(repository, sha));
    },
  );
}
