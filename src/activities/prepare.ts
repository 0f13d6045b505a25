import { configDiagnostics } from '../codegen/config-diagnostics.ts';
import { prepareDescription } from '../codegen/description.ts';
import { descriptionPath } from '../git/config-files.ts';
import { type FoundDiagnostic, replaceDiagnostics } from '../records/diagnostics.ts';
import type { ActivityDeps } from './deps.ts';
import { describeChanges } from './describe-changes.ts';
import { judged } from './ignoring.ts';
import { loadInputs } from './inputs.ts';

export function createPrepareActivity(deps: ActivityDeps) {
  return {
    /**
     * Prepares the description of a build once for all of its targets: parsed, bundled, checked, stored as a
     * blob of JSON in the config repository. What was found there and in the config file is recorded as
     * diagnostics, and the message of the commits is written where it is to tell what changed. A description that cannot be prepared leaves the build without one, and its targets end `fatal`.
     */
    async prepare(buildId: string): Promise<void> {
      const { build, files, config } = await loadInputs(deps, buildId);
      if (build.descriptionOid !== null) return;
      const record = (found: readonly FoundDiagnostic[]) =>
        replaceDiagnostics(deps.db, { buildId, finder: 'prepare' }, judged(config, build.targets, found));
      const ofConfig = configDiagnostics(files);
      const path = descriptionPath(files);
      if (path === null) {
        const message = 'The config files hold no OpenAPI description.';
        const missing = { code: 'OpenAPI/Missing', level: 'fatal', message } as const;
        await record([...ofConfig, missing]);
        return;
      }
      const prepared = await prepareDescription(files, path);
      await record([...ofConfig, ...prepared.diagnostics]);
      if (prepared.diagnostics.some(({ level }) => level === 'fatal')) return;
      const { organization, slug } = build.project;
      const repository = deps.repositories.get(organization.slug, slug, 'config');
      await deps.db.build.update({
        where: { id: buildId },
        data: {
          descriptionOid: await repository.writeBlob(prepared.document),
          commitMessage: build.describeChanges
            ? await describeChanges(deps, build, repository, prepared.document)
            : undefined,
          info: { title: prepared.title, description: prepared.description, version: prepared.version },
        },
      });
    },
  };
}
