import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Build } from '../../contract/builds.ts';
import { ApiError, conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import { isSdkTarget, RETRY_STEPS, type SdkTarget } from '../../contract/targets.ts';
import type { BuildRecord } from '../../records/builds.ts';
import { cancelBuild, cancelOne, type Outcome, retry } from '../../temporal/control-build.ts';
import type { ApiDeps } from '../deps.ts';
import { findBuildOf } from '../find-build.ts';
import { callerOf, linksFor, nameOf } from '../plugins/auth.ts';
import { buildView, targetStatus } from '../resources/build-view.ts';

const Id = z.object({ id: z.string().min(1).max(100) });
const IdAndTarget = z.object({ id: z.string().min(1).max(100), target: z.string().min(1).max(100) });
const RetryBody = z.object({ step: z.enum(RETRY_STEPS).nullish() }).nullish();

/** Cancel and retry: the updates of workflow `build` as endpoints. */
export function controlRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const config = { scope: 'build' } as const;
  const tags = ['builds'];
  const response = { 200: Build, '4xx': ErrorBody };

  app.post(
    '/v0/builds/:id/cancel',
    {
      config,
      schema: {
        operationId: 'builds.cancel',
        summary: 'Cancel a build',
        description: 'A build that was cancelled already is returned as it is, so a request can be repeated.',
        tags,
        params: Id,
        response,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const build = await findBuildOf(deps.db, caller, request.params.id);
      if (build.completedAt === null) check(await cancelBuild(deps, build));
      else if (!build.targets.some(wasCancelled)) throw conflict('id: this build has already ended.');
      return buildView(await findBuildOf(deps.db, caller, build.id), linksFor(deps.links, request));
    },
  );

  app.post(
    '/v0/builds/:id/targets/:target/cancel',
    {
      config,
      schema: {
        operationId: 'builds.targets.cancel',
        summary: 'Cancel one target of a build',
        description: 'A target that was cancelled already is left as it is, so a request can be repeated.',
        tags,
        params: IdAndTarget,
        response,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const build = await findBuildOf(deps.db, caller, request.params.id);
      const { target, ended, cancelled } = targetOf(build, request.params.target);
      if (!ended) check(await cancelOne(deps, build, target));
      else if (!cancelled) throw conflict(`target: ${target} has already ended.`);
      return buildView(await findBuildOf(deps.db, caller, build.id), linksFor(deps.links, request));
    },
  );

  app.post(
    '/v0/builds/:id/targets/:target/retry',
    {
      config,
      schema: {
        operationId: 'builds.targets.retry',
        summary: 'Retry one target of a build, or one of its checks',
        description:
          'Creates no new build: the target gets another attempt, which an event records. With the step `commit`, the target resumes at the commit, if that conflicted or was not pushed.',
        tags,
        params: IdAndTarget,
        body: RetryBody,
        response,
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const build = await findBuildOf(deps.db, caller, request.params.id);
      const { target, ended } = targetOf(build, request.params.target);
      if (!ended) throw conflict(`target: ${target} has not ended; cancel it first.`);
      check(await retry(deps, build, target, request.body?.step ?? null, nameOf(caller)));
      return buildView(await findBuildOf(deps.db, caller, build.id), linksFor(deps.links, request));
    },
  );
}

function targetOf(
  build: BuildRecord,
  name: string,
): { target: SdkTarget; ended: boolean; cancelled: boolean } {
  const found = build.targets.find(({ target }) => target === name);
  if (found === undefined || !isSdkTarget(name)) {
    throw notFound(`target: ${JSON.stringify(name)} is not in this build.`);
  }
  return { target: name, ended: targetStatus(found.steps) === 'completed', cancelled: wasCancelled(found) };
}

const wasCancelled = ({ steps }: BuildRecord['targets'][number]) =>
  steps.some(({ conclusion }) => conclusion === 'cancelled');

function check(outcome: Outcome): void {
  switch (outcome.kind) {
    case 'done':
    // It has completed meanwhile: the record says how.
    case 'ended':
      return;
    case 'refused':
      throw conflict(`target: ${outcome.why}`);
    case 'unavailable':
      throw new ApiError(
        'unavailable',
        'Temporal did not respond in time; the request may still take effect. Check the build, then retry.',
      );
  }
}
