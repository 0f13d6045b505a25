import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { badRequest, notFound } from '../../contract/errors.ts';
import { PatchFile, SdkFile, SdkFiles } from '../../contract/page.ts';
import { CHECKS, SDK_TARGETS, type SdkTarget } from '../../contract/targets.ts';
import { commitNamed } from '../../git/description-trailer.ts';
import { isBinary } from '../../git/merging/merge-file.ts';
import { listTree } from '../../git/store/history.ts';
import { readPatch } from '../../git/store/patch.ts';
import type { Repository } from '../../git/store/repository.ts';
import type { BuildRecord } from '../../records/builds.ts';
import { attemptOf } from '../../records/steps.ts';
import { logKey } from '../../runtime/storage/check-logs.ts';
import type { ApiDeps } from '../deps.ts';
import { findBuildOf } from '../find-build.ts';
import { findProject } from '../find-project.ts';
import { type Caller, callerOf } from '../plugins/auth.ts';

const SHOWN_BYTES = 1024 * 1024;
const OfBuild = z.object({ id: z.string().min(1).max(100), target: z.enum(SDK_TARGETS) });
const OfProject = z.object({ project: z.string().min(1).max(100), target: z.enum(SDK_TARGETS) });
const Ref = z.object({ ref: z.string().min(1).max(255).default('main') });

/** SDK repositories, patches and logs, as shown by the page and the command line, their only clients. */
export function sdkFileRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db } = deps;

  app.get(
    '/v0/page/builds/:id/targets/:target/patch',
    {
      schema: {
        hide: true,
        params: OfBuild,
        querystring: z.object({
          path: z.string().min(1).max(1000).optional(),
          /** Compare with the commit of this build; absent: with the commit before. */
          base: z.string().min(1).max(100).optional(),
        }),
        response: { 200: z.array(PatchFile) },
      },
    },
    async (request) => {
      const { id, target } = request.params;
      const { path, base: baseId } = request.query;
      const build = await findBuildOf(db, callerOf(request), id);
      const sha = commitOf(build, target);
      const { organization, slug } = build.project;
      const repository = deps.repositories.get(organization.slug, slug, target);
      if (baseId !== undefined) {
        const base = await findBuildOf(db, callerOf(request), baseId, 'base');
        if (base.projectId !== build.projectId) throw badRequest('base: belongs to another project.');
        return readPatch(repository, commitOf(base, target), sha, path);
      }
      const { parents } = await repository.readCommit(sha);
      return readPatch(repository, parents[0] ?? null, sha, path);
    },
  );

  app.get(
    '/v0/page/builds/:id/targets/:target/log/:step',
    {
      schema: {
        hide: true,
        params: OfBuild.extend({ step: z.enum(CHECKS) }),
        querystring: z.object({
          from: z.coerce.number().int().min(0).default(0),
          /** An earlier attempt; absent: the one that counts. */
          attempt: z.coerce.number().int().min(1).max(100_000).optional(),
        }),
      },
    },
    async (request, reply) => {
      const { id, target, step } = request.params;
      const build = await findBuildOf(db, callerOf(request), id);
      const found = build.targets
        .find((one) => one.target === target)
        ?.steps.find((one) => one.step === step);
      const { from, attempt } = request.query;
      const isEarlier = found !== undefined && attempt !== undefined && attempt < attemptOf([found]);
      const key = isEarlier ? logKey({ buildId: id, target, step, attempt }) : (found?.log ?? null);
      const log = key === null ? null : deps.logs.open(key, from);
      if (log === null) throw notFound('step: this check has no log.');
      return reply.type('text/plain; charset=utf-8').send(log);
    },
  );

  /** The commit that a ref of an SDK repository names. Throws 404. */
  const at = async (caller: Caller, name: string, target: SdkTarget, ref: string) => {
    const { organization, slug } = await findProject(db, caller, name);
    const repository: Repository = deps.repositories.get(organization.slug, slug, target);
    if (!repository.exists) throw notFound(`target: ${target} has not been built in this project yet.`);
    const sha = await commitNamed(repository, ref);
    if (sha === null) throw notFound(`ref: there is no branch, tag or commit ${JSON.stringify(ref)}.`);
    return { repository, sha };
  };

  app.get(
    '/v0/page/projects/:project/targets/:target/files',
    { schema: { hide: true, params: OfProject, querystring: Ref, response: { 200: SdkFiles } } },
    async (request) => {
      const { project, target } = request.params;
      const { repository, sha } = await at(callerOf(request), project, target, request.query.ref);
      return { sha, files: [...(await listTree(repository, sha)).keys()] };
    },
  );

  app.get(
    '/v0/page/projects/:project/targets/:target/file',
    {
      schema: {
        hide: true,
        params: OfProject,
        querystring: Ref.extend({ path: z.string().min(1).max(1000) }),
        response: { 200: SdkFile },
      },
    },
    async (request) => {
      const { project, target } = request.params;
      const { ref, path } = request.query;
      const { repository, sha } = await at(callerOf(request), project, target, ref);
      const body = await repository.readFile(sha, path);
      if (body === null) throw notFound(`path: ${JSON.stringify(path)} is not a file of this commit.`);
      const isShown = body.length <= SHOWN_BYTES && !isBinary(body);
      return { path, size: body.length, content: isShown ? body.toString('utf8') : null };
    },
  );
}

/** The commit of a target. Throws 404. */
function commitOf({ id, targets }: BuildRecord, target: SdkTarget): string {
  const sha = targets.find((one) => one.target === target)?.commitSha ?? null;
  if (sha === null) throw notFound(`target: ${target} has no commit in build ${id}.`);
  return sha;
}
