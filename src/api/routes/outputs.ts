import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { badRequest, ErrorBody, notFound } from '../../contract/errors.ts';
import { OutputType, TargetOutput, TargetOutputQuery } from '../../contract/outputs.ts';
import { TargetName } from '../../contract/target-schemas.ts';
import { loadBuild } from '../../records/builds.ts';
import type { ApiDeps } from '../deps.ts';
import { findBuildOf } from '../find-build.ts';
import { callerOf, linksFor } from '../plugins/auth.ts';
import { checkSigned, Signed } from '../plugins/signed-query.ts';
import { repositoryOf } from '../resources/build-view.ts';
import { openOutput, outputOf, outputPath } from '../resources/outputs.ts';

/** Outputs of a build's targets, as download links and Git remotes; and the downloads themselves. */
export function outputRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/build_target_outputs',
    {
      schema: {
        operationId: 'builds.targetOutputs.retrieve',
        summary: 'Get the location of an output of a target',
        tags: ['builds'],
        querystring: TargetOutputQuery,
        response: { 200: TargetOutput, '4xx': ErrorBody },
      },
    },
    async (request): Promise<TargetOutput> => {
      const { build_id, target, type, output, path } = request.query;
      if (output === 'git' && type !== 'source')
        throw badRequest(`output: ${type} is available as url only; only source is available as git.`);
      const build = await findBuildOf(deps.db, callerOf(request), build_id, 'build_id');
      const found = outputOf(build, { target, type, path });
      const links = linksFor(deps.links, request);
      // A missing output is reported here, not by the link.
      if (found.kind === 'file') await openOutput(deps, build, target, found);
      if (output === 'git' && found.kind === 'archive') {
        const { organization } = build.project;
        const git = links.signGit(`/git/${organization.slug}/${repositoryOf(build, target)}.git`);
        return { output, target, type, url: git.url, token: git.token, ref: found.commit };
      }
      const { url } = links.sign(outputPath(build, { target, type, path }, found.name));
      return { output: 'url', target, type, url, ...(type === 'file' ? { path } : {}) };
    },
  );

  app.get(
    '/v0/builds/:id/targets/:target/outputs/:type/*',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'links.output',
        summary: 'Download an output of a target',
        tags: ['links'],
        security: [],
        params: z.object({ id: z.string(), target: TargetName, type: OutputType, '*': z.string() }),
        querystring: Signed,
      },
    },
    async (request, reply) => {
      const { id, target, type, '*': rest } = request.params;
      await checkSigned(deps, id, outputPath({ id }, { target, type, path: rest }, rest), request.query);
      const build = await loadBuild(deps.db, id);
      const output = outputOf(build, { target, type, path: rest });
      // A retried target may have another commit than the one that the link was made for.
      if (type !== 'file' && output.name !== rest) throw notFound('This build no longer has this file.');
      const opened = await openOutput(deps, build, target, output);
      if (opened.bytes !== undefined) reply.header('content-length', opened.bytes);
      return reply.type(opened.type).header('content-disposition', attachment(output.name)).send(opened.body);
    },
  );
}

/**
 * The plain name comes last, after the exact one of RFC 6266: the published command line takes everything after
 * `filename=` as the name.
 */
function attachment(name: string): string {
  const plain = name.replace(/[^\w.+-]/g, '_');
  const exact = plain === name ? '' : `filename*=UTF-8''${encodeURIComponent(name)}; `;
  return `attachment; ${exact}filename="${plain}"`;
}
