import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  createBranch,
  deleteBranch,
  rebaseBranch,
  resetBranch,
  unknownBranch,
} from '../../builds/branches.ts';
import {
  BranchesPage,
  type BranchSummary,
  CreateBranchBody,
  ListBranchesQuery,
  ProjectBranch,
  RebaseBody,
  RebaseQuery,
  ResetQuery,
} from '../../contract/branches.ts';
import { ErrorBody } from '../../contract/errors.ts';
import { diffStats } from '../../git/store/diff.ts';
import { repositoryName } from '../../git/store/repositories.ts';
import { findBranch, latestBuilds, listBranches } from '../../records/branches.ts';
import { listBuilds } from '../../records/builds.ts';
import type { ProjectRecord } from '../../records/projects.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf, linksFor } from '../plugins/auth.ts';
import { buildView } from '../resources/build-view.ts';

const InProject = z.object({ project: z.string().min(1).max(100) });
const OfBranch = InProject.extend({ branch: z.string().min(1).max(255) });
const tags = ['branches'];

export function branchRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const response = { 200: ProjectBranch, '4xx': ErrorBody };

  /** A branch as the API returns it. Throws 404. */
  const view = async (
    request: FastifyRequest,
    project: ProjectRecord,
    name: string,
  ): Promise<ProjectBranch> => {
    const found = await findBranch(deps.db, project.id, name);
    if (found === null) throw unknownBranch(name);
    const repository = deps.repositories.get(project.organization.slug, project.slug, 'config');
    const { tree, parents } = await repository.readCommit(found.configCommit);
    const { additions, deletions } = await diffStats(repository, parents[0] ?? null, found.configCommit);
    const [latest] = await listBuilds(deps.db, { projectId: project.id, branch: name, limit: 1 });
    return {
      ...about(project, name, found.configCommit),
      config_commit: {
        ...about(project, name, found.configCommit).config_commit,
        tree_oid: tree,
        stats: { additions, deletions, total: additions + deletions },
      },
      latest_build: latest === undefined ? null : buildView(latest, linksFor(deps.links, request)),
    };
  };

  app.post(
    '/v0/projects/:project/branches',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.branches.create',
        summary: 'Create a branch from a branch or a config commit',
        tags,
        params: InProject,
        body: CreateBranchBody,
        response,
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      await createBranch(deps, project, request.body);
      return view(request, project, request.body.branch);
    },
  );

  app.get(
    '/v0/projects/:project/branches',
    {
      schema: {
        operationId: 'projects.branches.list',
        summary: 'List branches, by name',
        tags,
        params: InProject,
        querystring: ListBranchesQuery,
        response: { 200: BranchesPage, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { cursor, limit } = request.query;
      const found = await listBranches(deps.db, project.id, cursor, limit + 1);
      const page = found.slice(0, limit);
      const names = page.map(({ name }) => name);
      const latest = await latestBuilds(deps.db, project.id, names);
      const data = page.map(
        ({ name, configCommit }): BranchSummary => ({
          ...about(project, name, configCommit),
          latest_build_id: latest.get(name) ?? '',
        }),
      );
      const last = page.at(-1);
      const more = found.length > limit && last !== undefined;
      return { data, has_more: more, ...(more ? { next_cursor: last.name } : {}) };
    },
  );

  app.get(
    '/v0/projects/:project/branches/:branch',
    {
      schema: {
        operationId: 'projects.branches.retrieve',
        summary: 'Retrieve a branch',
        tags,
        params: OfBranch,
        response,
      },
    },
    async (request) =>
      view(
        request,
        await findProject(deps.db, callerOf(request), request.params.project),
        request.params.branch,
      ),
  );

  app.delete(
    '/v0/projects/:project/branches/:branch',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.branches.delete',
        summary: 'Delete a branch; main cannot be deleted',
        tags,
        params: OfBranch,
        response: { 200: z.object({}), '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      await deleteBranch(deps, project, request.params.branch);
      return {};
    },
  );

  app.put(
    '/v0/projects/:project/branches/:branch/rebase',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.branches.rebase',
        summary: 'Rebase the config commits and custom code of a branch onto another',
        tags,
        params: OfBranch,
        querystring: RebaseQuery,
        body: RebaseBody,
        response,
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { branch } = request.params;
      const { base } = request.query;
      await rebaseBranch(deps, project, branch, base, request.body);
      return view(request, project, branch);
    },
  );

  app.put(
    '/v0/projects/:project/branches/:branch/reset',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'projects.branches.reset',
        summary: 'Reset a branch to main, or to a config commit',
        tags,
        params: OfBranch,
        querystring: ResetQuery,
        response,
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { branch } = request.params;
      await resetBranch(deps, project, branch, request.query.target_config_sha);
      return view(request, project, branch);
    },
  );
}

function about(project: ProjectRecord, branch: string, sha: string) {
  const org = project.organization.slug;
  return {
    object: 'project_branch' as const,
    org,
    project: project.slug,
    branch,
    config_commit: {
      repo: { owner: org, name: repositoryName(project.slug, 'config'), branch },
      sha,
      tree_oid: null,
      stats: null,
    },
  };
}
