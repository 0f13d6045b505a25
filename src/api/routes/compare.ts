import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Build, CompareBuildsBody, type CompareSide } from '../../contract/builds.ts';
import { badRequest, ErrorBody } from '../../contract/errors.ts';
import { createBuild } from '../create-build.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';
import { findProject } from '../projects.ts';
import { buildView } from '../views.ts';

export function compareRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/builds/compare',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'builds.compare',
        summary: 'Build base and head with the same generator inputs, so that they can be compared',
        tags: ['builds'],
        body: CompareBuildsBody,
        response: { 200: z.object({ base: Build, head: Build }), '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { base, head, targets, project: name } = request.body;
      if (base.branch === head.branch) throw badRequest('head.branch: must not be the branch of base.');
      const project = await findProject(deps.db, callerOf(request), name);
      // Both are built by this version of Kiln at this moment; the sides that did not change are built as well.
      const build = async (side: CompareSide) =>
        buildView(
          await createBuild(deps, project, {
            revision: side.revision,
            branch: side.branch,
            allowEmpty: true,
            commitMessage: side.commit_message ?? null,
            describeChanges: null,
            targetCommitMessages: {},
            targets: targets ?? null,
            trigger: 'compare',
            idempotencyKey: null,
          }),
          deps.links,
        );
      return { base: await build(base), head: await build(head) };
    },
  );
}
