import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { continueBuild } from '../../builds/continue-build.ts';
import {
  ConflictDetail,
  ConflictsPage,
  ListConflictsQuery,
  ResolveConflictBody,
  ResolvedConflict,
} from '../../contract/conflicts.ts';
import { ErrorBody } from '../../contract/errors.ts';
import { SDK_TARGETS } from '../../contract/targets.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf } from '../plugins/auth.ts';
import { conflictDetail, findConflict, listConflicts, resolveConflict } from '../resources/conflicts.ts';

const InProject = z.object({ project: z.string().min(1).max(100) });
const OneConflict = InProject.extend({
  target: z.enum(SDK_TARGETS),
  number: z.coerce.number().int().min(1).max(1_000_000_000),
});
const tags = ['conflicts'];

/** Conflicts between generated and custom code, which are also branches: `kiln/conflict-<number>`. */
export function conflictRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/projects/:project/conflicts',
    {
      schema: {
        operationId: 'projects.conflicts.list',
        summary: 'List conflicts, newest first: open ones, or the last closed ones',
        tags,
        params: InProject,
        querystring: ListConflictsQuery,
        response: { 200: ConflictsPage, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      return listConflicts(deps, project, request.query);
    },
  );

  app.get(
    '/v0/projects/:project/conflicts/:target/:number',
    {
      schema: {
        operationId: 'projects.conflicts.retrieve',
        summary: 'Retrieve a conflict with every side of its files',
        tags,
        params: OneConflict,
        response: { 200: ConflictDetail, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { target, number } = request.params;
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      return conflictDetail(project, target, await findConflict(deps, project, target, number));
    },
  );

  app.post(
    '/v0/projects/:project/conflicts/:target/:number/resolve',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.conflicts.resolve',
        summary: 'Resolve files of a conflict',
        description:
          'Commits to the branch of the conflict. Once every file is resolved, the waiting build resumes at the commit step.',
        tags,
        params: OneConflict,
        body: ResolveConflictBody,
        response: { 200: ResolvedConflict, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { target, number } = request.params;
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const place = await findConflict(deps, project, target, number);
      const all = await resolveConflict(place, request.body);
      // The state before the resumed build takes over the resolution.
      const conflict = await conflictDetail(
        project,
        target,
        await findConflict(deps, project, target, number),
      );
      const build = all ? await continueBuild(deps, project, target, place.conflict) : null;
      return { conflict, continued_build: build };
    },
  );
}
