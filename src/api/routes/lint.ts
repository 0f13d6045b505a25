import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { parseAside } from '../../builds/config-inputs.ts';
import { judged } from '../../builds/diagnostics.ts';
import { configuredTargets } from '../../contract/config-file.ts';
import { ErrorBody } from '../../contract/errors.ts';
import { LintBody, Linted } from '../../contract/lint.ts';
import { SDK_TARGETS } from '../../contract/targets.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf } from '../plugins/auth.ts';
import { diagnosticView } from '../resources/build-view.ts';

export function lintRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/api/generate/spec',
    {
      schema: {
        operationId: 'configs.lint',
        summary: 'List the diagnostics that a build of these files would produce before code generation',
        tags: ['configs'],
        body: LintBody,
        response: { 200: Linted, '4xx': ErrorBody },
      },
    },
    async (request): Promise<Linted> => {
      const caller = callerOf(request);
      const { project, source } = request.body;
      if (project) await findProject(deps.db, caller, project);
      const description = source.openapi_spec.trimStart().startsWith('{') ? 'openapi.json' : 'openapi.yml';
      const files = new Map([
        ['stainless.yml', source.stainless_config],
        [description, source.openapi_spec],
      ]);
      const { diagnostics } = await deps.descriptions.diagnose(files);
      const parsed = await parseAside(deps.descriptions, source.stainless_config);
      const config = parsed.ok ? parsed.config : {};
      const configured = configuredTargets(config);
      const targets = (configured.length > 0 ? configured : SDK_TARGETS).map((target) => ({ target }));
      const byCode: Linted['spec']['diagnostics'] = {};
      for (const found of judged(config, targets, diagnostics)) {
        const list = byCode[found.code] ?? [];
        list.push(diagnosticView(found));
        byCode[found.code] = list;
      }
      return { spec: { diagnostics: byCode } };
    },
  );
}
