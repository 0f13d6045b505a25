import { diagnose } from '../codegen/diagnose.ts';
import { replaceDiagnostics } from '../records/diagnostics.ts';
import { headsOf, publishHead } from '../records/heads.ts';
import type { ActivityDeps } from './deps.ts';
import { describeChanges } from './describe-changes.ts';
import { judged } from './ignoring.ts';
import { loadInputs } from './inputs.ts';

export function createPrepareActivity(deps: ActivityDeps) {
  return {
    /**
     * Prepares the description of a build once for all of its targets: parsed, bundled, checked, stored as a
     * blob of JSON in the config repository. What was found there and in the config file is recorded as
     * diagnostics, and the message of the commits is written where it is to tell what changed. A description that
     * cannot be prepared leaves the build without one, and its targets end `fatal`.
     */
    async prepare(buildId: string): Promise<void> {
      const { build, files, config } = await loadInputs(deps, buildId);
      const { organization, slug } = build.project;
      const repository = deps.repositories.get(organization.slug, slug, 'config');
      // The request that made the build may have died before it did.
      await publishHead(repository, headsOf(deps.db, build.projectId), build.branch);
      if (build.descriptionOid !== null) return;
      const { prepared, diagnostics } = await diagnose(files);
      await replaceDiagnostics(
        deps.db,
        { buildId, finder: 'prepare' },
        judged(config, build.targets, diagnostics),
      );
      if (prepared === null) return;
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
