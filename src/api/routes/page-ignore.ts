import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ignoreDiagnostic } from '../../builds/ignore-diagnostic.ts';
import { BranchName } from '../../contract/builds.ts';
import type { ApiDeps } from '../deps.ts';
import { findBuildOf } from '../find-build.ts';
import { callerOf, nameOf } from '../plugins/auth.ts';

/** The page's "Ignore" of a diagnostic; used by the page only. */
export function pageIgnoreRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/page/builds/:id/ignore',
    {
      config: { scope: 'build' },
      schema: {
        hide: true,
        params: z.object({ id: z.string().min(1).max(100) }),
        body: z.object({
          code: z.string().min(1).max(200),
          location: z.string().min(1).max(1000).nullable(),
          branch: BranchName,
        }),
        response: { 200: z.object({ build: z.string() }) },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const build = await findBuildOf(deps.db, caller, request.params.id);
      const { branch, ...ignored } = request.body;
      return { build: await ignoreDiagnostic(deps, build, branch, ignored, nameOf(caller)) };
    },
  );
}
