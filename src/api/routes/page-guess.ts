import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readFileMap } from '../../builds/config-inputs.ts';
import { badRequest } from '../../contract/errors.ts';
import { GuessPageBody } from '../../contract/page.ts';
import { targets as definitions } from '../../targets/index.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';

/** Guesses for a new project; used by the page only. */
export function pageGuessRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/v0/page/guess',
    {
      config: { scope: 'build' },
      schema: {
        hide: true,
        body: GuessPageBody,
        response: { 200: z.object({ spec: z.string(), path: z.string(), content: z.string() }) },
      },
    },
    async (request) => {
      const { org } = callerOf(request);
      const { slug, targets, spec: given, url } = request.body;
      const files = await readFileMap(deps, {
        'openapi.yml': url === undefined ? { content: given ?? '' } : { url },
      });
      const spec = files.get('openapi.yml') ?? '';
      const named = targets.map((target) => {
        const package_name = definitions[target].defaultPackageName(org, slug);
        return [target, { package_name }] as const;
      });
      const guessed = await deps.descriptions.guess(spec, {
        project: slug,
        targets: Object.fromEntries(named),
      });
      if (!guessed.ok) {
        const { message, line } = guessed;
        throw badRequest(`spec: ${message}${line === undefined ? '' : ` (line ${line})`}`);
      }
      return { spec, path: 'stainless.yml', content: guessed.content };
    },
  );
}
