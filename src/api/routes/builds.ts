import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createBuild, requestOf } from '../../builds/create-build.ts';
import {
  Build,
  BuildDiagnostic,
  BuildSummary,
  BuildsPage,
  CreateBuildBody,
  ListBuildsQuery,
} from '../../contract/builds.ts';
import { badRequest, ErrorBody } from '../../contract/errors.ts';
import { DiagnosticLevel } from '../../contract/target-schemas.ts';
import { findBranch } from '../../records/branches.ts';
import { listBuilds } from '../../records/builds.ts';
import { listDiagnostics } from '../../records/diagnostics.ts';
import type { ApiDeps } from '../deps.ts';
import { findBuildOf } from '../find-build.ts';
import { findProject } from '../find-project.ts';
import { callerOf, linksFor, nameOf } from '../plugins/auth.ts';
import { summarize } from '../resources/build-summary.ts';
import { buildView, diagnosticView } from '../resources/build-view.ts';

const Id = z.object({ id: z.string().min(1).max(100) });
const IdempotencyHeader = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });

export function buildRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/builds',
    {
      config: { scope: 'build' },
      schema: {
        operationId: 'builds.create',
        summary: 'Create a build',
        tags: ['builds'],
        headers: IdempotencyHeader,
        body: CreateBuildBody,
        response: { 200: Build, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.body.project);
      const key = request.headers['idempotency-key'] ?? null;
      return buildView(
        await createBuild(deps, project, requestOf(request.body, key, nameOf(callerOf(request)))),
        linksFor(deps.links, request),
      );
    },
  );

  app.get(
    '/v0/builds',
    {
      schema: {
        operationId: 'builds.list',
        summary: 'List builds, newest first',
        tags: ['builds'],
        querystring: ListBuildsQuery,
        response: { 200: BuildsPage, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { cursor, limit, branch, revision, project: name } = request.query;
      const project = await findProject(deps.db, callerOf(request), name);
      const byCommit =
        typeof revision === 'string' ? await commitNamed(deps, project.id, revision) : undefined;
      const byHash = typeof revision === 'object' ? revision : {};
      const found = await listBuilds(deps.db, {
        projectId: project.id,
        branch,
        configCommit: byCommit,
        fileHashes: Object.fromEntries(Object.entries(byHash).map(([path, { hash }]) => [path, hash])),
        before: cursor === undefined ? undefined : cursorSequence(cursor),
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const more = found.length > limit && last !== undefined;
      return {
        data: page.map((build) => buildView(build, linksFor(deps.links, request))),
        has_more: more,
        ...(more ? { next_cursor: last.sequence.toString() } : {}),
      };
    },
  );

  app.get(
    '/v0/builds/:id',
    {
      schema: {
        operationId: 'builds.retrieve',
        summary: 'Retrieve a build',
        tags: ['builds'],
        params: Id,
        response: { 200: Build, 304: z.null(), '4xx': ErrorBody },
      },
    },
    async (request, reply) => {
      const build = await findBuildOf(deps.db, callerOf(request), request.params.id);
      const etag = `"${build.id}-${build.eventCount}-${new Date().toISOString().slice(0, 10)}-${callerOf(request).keyId}"`;
      reply.header('etag', etag);
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(null);
      return buildView(build, linksFor(deps.links, request));
    },
  );

  app.get(
    '/v0/builds/:id/diagnostics',
    {
      schema: {
        operationId: 'builds.diagnostics.list',
        summary: 'List the diagnostics of a build',
        tags: ['builds'],
        params: Id,
        querystring: z.object({
          cursor: z.coerce.number().int().min(0).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(100),
          severity: DiagnosticLevel.optional(),
          targets: z.string().optional(),
        }),
        response: {
          200: z.object({
            data: z.array(BuildDiagnostic),
            has_more: z.boolean(),
            next_cursor: z.string().optional(),
          }),
          '4xx': ErrorBody,
        },
      },
    },
    async (request) => {
      const { id: buildId } = await findBuildOf(deps.db, callerOf(request), request.params.id);
      const { cursor = 0, limit, severity, targets } = request.query;
      const found = await listDiagnostics(deps.db, buildId, {
        severity,
        targets: targets?.split(','),
        skip: cursor,
        limit: limit + 1,
      });
      const more = found.length > limit;
      return {
        data: found.slice(0, limit).map(diagnosticView),
        has_more: more,
        ...(more ? { next_cursor: String(cursor + limit) } : {}),
      };
    },
  );

  app.get(
    '/v0/builds/:id/summary',
    {
      schema: {
        operationId: 'builds.summary',
        summary: 'Get the location of each SDK of a build',
        tags: ['builds'],
        params: Id,
        response: { 200: BuildSummary, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const build = await findBuildOf(deps.db, callerOf(request), request.params.id);
      return summarize(deps, build, linksFor(deps.links, request));
    },
  );
}

/** The config commit that a filter names by its SHA or by its branch. */
async function commitNamed(deps: ApiDeps, projectId: string, revision: string): Promise<string> {
  return (await findBranch(deps.db, projectId, revision))?.configCommit ?? revision;
}

function cursorSequence(cursor: string): bigint {
  if (!/^\d{1,18}$/.test(cursor))
    throw badRequest('cursor: is invalid; use next_cursor of the previous page.');
  return BigInt(cursor);
}
