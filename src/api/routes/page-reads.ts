import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { badRequest, notFound } from '../../contract/errors.ts';
import { BuildDetails, BuildRows, Changes, NextRuns, ProjectRow, Provenance } from '../../contract/page.ts';
import { SDK_TARGETS } from '../../contract/targets.ts';
import { openConflicts } from '../../git/sdk-branch/conflicts.ts';
import { type ListedBuild, latestOfBranches, listBuildRows, recentBuilds } from '../../records/build-rows.ts';
import { listProjectsWithBranches } from '../../records/projects.ts';
import { nextRuns } from '../../temporal/project-schedules.ts';
import type { ApiDeps } from '../deps.ts';
import { findBuildOf } from '../find-build.ts';
import { findProject } from '../find-project.ts';
import { callerOf } from '../plugins/auth.ts';
import { buildState, detailsOf, rowView, stateOf } from '../resources/build-rows.ts';
import { provenanceOf } from '../resources/provenance.ts';
import { asking } from '../resources/schedule-view.ts';

const PAGE = 30;
const RECENT = 12;
/** Branches apart from `main` that the list of projects shows. */
const BRANCHES = 4;
/** Maximum number of projects in the list. */
const PROJECTS = 500;
/** Maximum number of repositories whose conflicts one response counts, so that the list of projects stays fast. */
const COUNTED = 200;

const Filters = z.object({
  branch: z.string().min(1).max(255).optional(),
  target: z.enum(SDK_TARGETS).optional(),
  trigger: z.enum(['api', 'project', 'compare', 'schedule']).optional(),
  state: z.enum(['running', 'failed']).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
const Id = z.object({ id: z.string().min(1).max(100) });

/** Data of the page's views of builds and projects; used by the page and the command line only. */
export function pageReadRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db } = deps;

  app.get(
    '/v0/page/projects',
    { schema: { hide: true, response: { 200: z.array(ProjectRow) } } },
    async (request) => {
      const caller = callerOf(request);
      const { org } = caller;
      const projects = await listProjectsWithBranches(db, caller, PROJECTS);
      const ids = projects.map(({ id }) => id);
      const [recent, others] = await Promise.all([
        recentBuilds(db, ids, RECENT),
        latestOfBranches(db, ids, BRANCHES),
      ]);
      let left = COUNTED;
      const rows: ProjectRow[] = [];
      for (const project of projects) {
        const builds = recent.get(project.id) ?? [];
        const [latest] = builds;
        let conflicts = 0;
        for (const { target, conflictNumber } of latest?.targets ?? []) {
          if (conflictNumber === null || left <= 0) continue;
          left -= 1;
          const found = SDK_TARGETS.find((name) => name === target);
          const repository = found && deps.repositories.get(org, project.slug, found);
          if (repository?.exists) conflicts += (await openConflicts(repository)).length;
        }
        rows.push({
          slug: project.slug,
          display_name: project.displayName,
          branches: project._count.branches,
          open_conflicts: conflicts,
          latest: latest === undefined ? null : rowView(latest),
          recent: builds.map((build) => ({ id: build.id, state: stateOfBuild(build) })),
          others: (others.get(project.id) ?? []).map((build) => ({
            branch: build.branch,
            id: build.id,
            state: stateOfBuild(build),
          })),
        });
      }
      return rows;
    },
  );

  // Separate from the projects, which are shown while Temporal is unavailable.
  app.get('/v0/page/next_runs', { schema: { hide: true, response: { 200: NextRuns } } }, async (request) => {
    const caller = callerOf(request);
    const projects = await listProjectsWithBranches(db, caller, PROJECTS);
    const slugs = projects.map(({ slug }) => slug);
    const found = await asking(() => nextRuns(deps.temporal, caller.org, slugs));
    return Object.fromEntries([...found].map(([slug, at]) => [slug, at.toISOString()]));
  });

  app.get(
    '/v0/page/projects/:project/builds',
    {
      schema: {
        hide: true,
        params: z.object({ project: z.string() }),
        querystring: Filters,
        response: { 200: BuildRows },
      },
    },
    async (request) => {
      const project = await findProject(db, callerOf(request), request.params.project);
      const { cursor, ...filter } = request.query;
      const before = cursor === undefined ? undefined : BigInt(cursor);
      const found = await listBuildRows(db, { ...filter, projectId: project.id, before, limit: PAGE + 1 });
      const page = found.slice(0, PAGE);
      const last = found.length > PAGE ? page.at(-1) : undefined;
      return { data: page.map(rowView), next_cursor: last?.sequence.toString() ?? null };
    },
  );

  app.get(
    '/v0/page/builds/:id',
    { schema: { hide: true, params: Id, response: { 200: BuildDetails } } },
    async (request) => detailsOf(deps, await findBuildOf(db, callerOf(request), request.params.id)),
  );

  app.get(
    '/v0/page/builds/:id/provenance',
    { schema: { hide: true, params: Id, response: { 200: Provenance } } },
    async (request) => provenanceOf(deps, await findBuildOf(db, callerOf(request), request.params.id)),
  );

  app.get(
    '/v0/page/builds/:id/changes',
    {
      schema: {
        hide: true,
        params: Id,
        querystring: z.object({ base: z.string().max(100) }),
        response: { 200: Changes },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const head = await findBuildOf(db, caller, request.params.id);
      const base = await findBuildOf(db, caller, request.query.base, 'base');
      if (base.projectId !== head.projectId) throw badRequest('base: belongs to another project.');
      const repository = deps.repositories.get(head.project.organization.slug, head.project.slug, 'config');
      const read = async ({ descriptionOid }: typeof head) => {
        if (descriptionOid === null) throw notFound('base: one of the builds has no prepared description.');
        return (await repository.readBlob(descriptionOid)).toString('utf8');
      };
      const isSame = base.descriptionOid !== null && base.descriptionOid === head.descriptionOid;
      const message = isSame ? null : await deps.descriptions.message(await read(base), await read(head));
      return { base: base.id, head: head.id, message };
    },
  );
}

function stateOfBuild({ targets, completedAt }: ListedBuild): string {
  return buildState(
    targets.map(({ steps }) => ({ state: stateOf(steps) })),
    completedAt !== null,
  );
}
