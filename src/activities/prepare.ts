import { judged } from '../builds/diagnostics.ts';
import type { Inputs } from '../builds/sdk-context.ts';
import type { Repository } from '../git/store/repository.ts';
import { headsOf, publishHead } from '../records/branch-heads.ts';
import type { BuildInputs } from '../records/builds.ts';
import { recordPrepared } from '../records/descriptions.ts';
import { replaceDiagnostics } from '../records/diagnostics.ts';
import { keepable } from '../records/storable-text.ts';
import { describeChanges } from './committing/describe-changes.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { loadInputs } from './inputs/load-inputs.ts';
import { inputsKey, type Preparation } from './inputs/worker-cache.ts';

export function createPrepareActivity(deps: ActivityDeps) {
  return {
    /**
     * Prepares the description of a build once for all targets: parsed, bundled, checked, and stored as a
     * JSON blob in the config repository. Records the diagnostics of description and config file, and writes
     * the commit message if it is to describe the changes. If a description cannot be prepared, the build has
     * none, and its targets end `fatal`.
     */
    async prepare(buildId: string): Promise<void> {
      await prepareBuild(deps, await loadInputs(deps, buildId));
    },
  };
}

/** Whether a build needs no preparation, because this worker prepared its config commit recently. */
export function isPreparedQuickly({ cache }: ActivityDeps, build: BuildInputs): boolean {
  return cache.preparations.has(inputsKey(build)) && !build.describeChanges;
}

/** Does what the activity describes, and returns the updated build. */
export async function prepareBuild(deps: ActivityDeps, inputs: Inputs): Promise<Inputs> {
  const { build, config } = inputs;
  const repository = deps.repositories.get(build.project.organization.slug, build.project.slug, 'config');
  // The request that created the build may have died before it published the head.
  await publishHead(repository, headsOf(deps.db, build.projectId), build.branch);
  if (build.descriptionOid !== null) return inputs;
  const { diagnostics, prepared } = await prepareOnce(deps, repository, inputs);
  await replaceDiagnostics(
    deps.db,
    { buildId: build.id, finder: 'prepare' },
    judged(config, build.targets, diagnostics),
  );
  if (prepared === null) return inputs;
  const { commitMessage } = build;
  const changes = {
    ...prepared,
    commitMessage: build.describeChanges
      ? await describeChanges(deps, build, repository, prepared.descriptionOid)
      : commitMessage,
  };
  await recordPrepared(deps.db, build.id, changes);
  return { ...inputs, build: { ...build, ...changes } };
}

/** Prepares the build's config commit, unless this worker did so recently. */
async function prepareOnce(
  { cache, descriptions }: ActivityDeps,
  repository: Repository,
  { build, files }: Inputs,
): Promise<Preparation> {
  const key = inputsKey(build);
  const known = cache.preparations.get(key);
  if (known !== undefined) return known;
  const { prepared, diagnostics } = await descriptions.diagnose(files);
  const made = {
    diagnostics,
    prepared: prepared && {
      descriptionOid: await repository.writeBlob(prepared.document),
      info: {
        title: keepable(prepared.title),
        description: keepable(prepared.description),
        version: keepable(prepared.version),
      },
    },
  };
  cache.preparations.set(key, made);
  return made;
}
