import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type BuildRequest, checkBuild, createBuild } from '../../builds/create-build.ts';
import { Build, CompareBuildsBody, type CompareSide } from '../../contract/builds.ts';
import { ApiError, badRequest, ErrorBody } from '../../contract/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf, linksFor, nameOf } from '../plugins/auth.ts';
import { buildView } from '../resources/build-view.ts';

export function compareRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/builds/compare',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'builds.compare',
        summary: 'Build base and head with the same generator inputs, for comparison',
        tags: ['builds'],
        body: CompareBuildsBody,
        response: { 200: z.object({ base: Build, head: Build }), '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { base, head, targets, project: name } = request.body;
      if (base.branch === head.branch) throw badRequest('head.branch: must not be the branch of base.');
      const project = await findProject(deps.db, callerOf(request), name);
      const startedBy = nameOf(callerOf(request));
      const requestOf = (side: CompareSide): BuildRequest => ({
        revision: side.revision,
        branch: side.branch,
        allowEmpty: true,
        commitMessage: side.commit_message ?? null,
        describeChanges: null,
        targetCommitMessages: {},
        targets: targets ?? null,
        trigger: 'compare',
        idempotencyKey: null,
        startedBy,
      });
      // Checked before anything is created, so that an invalid side leaves nothing of the other behind.
      for (const [name, side] of Object.entries({ base, head })) {
        await checkBuild(deps, project, requestOf(side)).catch((error: unknown) => {
          throw error instanceof ApiError ? ofSide(name, error) : error;
        });
      }
      // The same version of Kiln builds both sides now, even a side that has not changed.
      const build = async (side: CompareSide) =>
        buildView(await createBuild(deps, project, requestOf(side)), linksFor(deps.links, request));
      return { base: await build(base), head: await build(head) };
    },
  );
}

/** An error in one side, whose message names the field there: `head.revision: …`. */
function ofSide(side: string, { code, message, final }: ApiError): ApiError {
  return new ApiError(code, /^(revision|branch)\b/.test(message) ? `${side}.${message}` : message, { final });
}
