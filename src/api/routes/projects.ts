import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { checkFiles, readFileMap, urlsAfter } from '../../builds/config-inputs.ts';
import { createBuild } from '../../builds/create-build.ts';
import { ApiError, conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import {
  CreateProjectBody,
  ListProjectsQuery,
  Project,
  ProjectsPage,
  UpdateProjectBody,
} from '../../contract/projects.ts';
import {
  deleteProjectRecord,
  findProjectBySlug,
  insertProject,
  listProjects,
  renameProject,
} from '../../records/projects.ts';
import { deleteProject } from '../delete-project.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf, mayUse, nameOf } from '../plugins/auth.ts';
import { projectView } from '../resources/build-view.ts';

const isTaken = (slug: string) => conflict(`slug: the project ${JSON.stringify(slug)} already exists.`);

const Params = z.object({ project: z.string().min(1).max(100) });

export function projectRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/projects',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.create',
        summary: 'Create a project, its main branch and its first build',
        tags: ['projects'],
        body: CreateProjectBody,
        response: { 200: Project, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { org, slug, display_name, targets, revision } = request.body;
      if (org !== caller.org) throw notFound(`org: there is no organisation ${JSON.stringify(org)}.`);
      if (!mayUse(caller, slug))
        throw new ApiError('forbidden', 'Authorization: this key is for other projects alone.');
      const names = [...new Set(targets)];
      // Checked before the project is created, so that an invalid file leaves nothing behind.
      const files = await readFileMap(deps, revision);
      await checkFiles(deps, files);
      const { organizationId } = caller;
      if ((await findProjectBySlug(deps.db, organizationId, slug)) !== null) throw isTaken(slug);
      const project = await insertProject(
        deps.db,
        { organizationId, slug, displayName: display_name ?? null, targets: names },
        () => deps.repositories.removeAll(org, slug),
      );
      if (project === null) throw isTaken(slug);
      try {
        await createBuild(deps, project, {
          revision: Object.fromEntries([...files].map(([path, content]) => [path, { content }])),
          branch: 'main',
          allowEmpty: true,
          checked: true,
          commitMessage: null,
          describeChanges: null,
          targetCommitMessages: {},
          targets: names.length === 0 ? null : names,
          trigger: 'project',
          idempotencyKey: null,
          startedBy: nameOf(caller),
          fetched: urlsAfter({}, revision, files),
        });
      } catch (error) {
        await deleteProjectRecord(deps.db, project.id);
        throw error;
      }
      return projectView(project);
    },
  );

  app.get(
    '/v0/projects',
    {
      schema: {
        operationId: 'projects.list',
        summary: 'List projects, oldest first',
        tags: ['projects'],
        querystring: ListProjectsQuery,
        response: { 200: ProjectsPage, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { org, cursor, limit } = request.query;
      if (org !== undefined && org !== caller.org)
        throw notFound(`org: there is no organisation ${JSON.stringify(org)}.`);
      const found = await listProjects(deps.db, caller, { after: cursor, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const more = found.length > limit && last !== undefined;
      return { data: page.map(projectView), has_more: more, ...(more ? { next_cursor: last.id } : {}) };
    },
  );

  app.get(
    '/v0/projects/:project',
    {
      schema: {
        operationId: 'projects.retrieve',
        summary: 'Retrieve a project',
        tags: ['projects'],
        params: Params,
        response: { 200: Project, '4xx': ErrorBody },
      },
    },
    async (request) => projectView(await findProject(deps.db, callerOf(request), request.params.project)),
  );

  app.patch(
    '/v0/projects/:project',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.update',
        summary: 'Update a project',
        tags: ['projects'],
        params: Params,
        body: UpdateProjectBody,
        response: { 200: Project, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { id } = await findProject(deps.db, callerOf(request), request.params.project);
      return projectView(await renameProject(deps.db, id, request.body.display_name));
    },
  );

  app.delete(
    '/v0/projects/:project',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'projects.delete',
        summary: 'Delete a project with its builds, repositories and schedules',
        tags: ['projects'],
        params: Params,
        response: { 200: z.object({}), '4xx': ErrorBody, 503: ErrorBody },
      },
    },
    async (request) => {
      await deleteProject(deps, await findProject(deps.db, callerOf(request), request.params.project));
      return {};
    },
  );
}
