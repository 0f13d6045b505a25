import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import {
  CreateProjectBody,
  ListProjectsQuery,
  Project,
  ProjectsPage,
  UpdateProjectBody,
} from '../../contract/projects.ts';
import { newId } from '../../records/ids.ts';
import { createBuild } from '../create-build.ts';
import { deleteProject } from '../delete-project.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';
import { findProject } from '../projects.ts';
import { checkFiles, readFileMap, urlsAfter } from '../revisions.ts';
import { projectView } from '../views.ts';

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
      const names = [...new Set(targets)];
      // Looked at before the project is made, so that a bad file leaves nothing behind.
      const files = await readFileMap(deps, revision);
      checkFiles(files);
      const taken = await deps.db.project.findUnique({
        where: { organizationId_slug: { organizationId: caller.organizationId, slug } },
      });
      if (taken !== null) throw conflict(`slug: there is a project ${JSON.stringify(slug)} already.`);
      const project = await deps.db.project.create({
        data: {
          id: newId(),
          organizationId: caller.organizationId,
          slug,
          displayName: display_name ?? null,
          targets: names,
        },
        include: { organization: true },
      });
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
          fetched: urlsAfter({}, revision, files),
        });
      } catch (error) {
        await deps.db.project.delete({ where: { id: project.id } });
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
      const found = await deps.db.project.findMany({
        where: {
          organizationId: caller.organizationId,
          id: cursor === undefined ? undefined : { gt: cursor },
        },
        orderBy: { id: 'asc' },
        take: limit + 1,
        include: { organization: true },
      });
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
      const { display_name } = request.body;
      return projectView(
        await deps.db.project.update({
          where: { id },
          data: { displayName: display_name },
          include: { organization: true },
        }),
      );
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
