import { type Inputs, sdkContext } from '../../builds/sdk-context.ts';
import type { TargetConfig } from '../../contract/target-config.ts';
import type { SdkTarget } from '../../contract/targets.ts';
import { configOf, readConfigFiles } from '../../git/config-files.ts';
import { snapshotVersion } from '../../git/sdk-branch/snapshot-version.ts';
import type { Repository } from '../../git/store/repository.ts';
import { type BuildInputs, loadBuildInputs } from '../../records/builds.ts';
import type { AnyDefinition, SdkContext } from '../../targets/definition.ts';
import { definitionOf } from '../../targets/index.ts';
import type { ActivityDeps } from './deps.ts';
import { inputsKey, type ReadConfig, type WorkerCache } from './worker-cache.ts';

/** Inputs of a build: its record, and the config files of its config commit. */
export async function loadInputs(deps: ActivityDeps, buildId: string): Promise<Inputs> {
  const build = await loadBuildInputs(deps.db, buildId);
  const { organization, slug } = build.project;
  const repository = deps.repositories.get(organization.slug, slug, 'config');
  return { build, ...(await readConfig(deps.cache, repository, build)) };
}

async function readConfig(
  { configs }: WorkerCache,
  repository: Repository,
  build: BuildInputs,
): Promise<ReadConfig> {
  const key = inputsKey(build);
  const known = configs.get(key);
  if (known !== undefined) return known;
  const files = await readConfigFiles(repository, build.configCommit);
  const read = { files, config: configOf(files) };
  configs.set(key, read);
  return read;
}

export interface TargetInputs extends Inputs {
  readonly definition: AnyDefinition;
  readonly targetConfig: TargetConfig;
  readonly sdk: SdkContext;
  /** The current version of the branch; null if nothing was generated for it. */
  readonly heldVersion: string | null;
  /** The SDK's repository, created if it is missing. */
  readonly repository: Repository;
}

export async function loadTarget(
  deps: ActivityDeps,
  buildId: string,
  target: SdkTarget,
): Promise<TargetInputs> {
  return targetInputs(deps, await loadInputs(deps, buildId), target);
}

/** Inputs of one target, derived from those of its build. */
export async function targetInputs(
  deps: ActivityDeps,
  inputs: Inputs,
  target: SdkTarget,
): Promise<TargetInputs> {
  const { project } = inputs.build;
  const repository = await deps.repositories.create(project.organization.slug, project.slug, target);
  const targetConfig = inputs.config.targets?.[target] ?? {};
  const definition = definitionOf(target, targetConfig);
  const heldVersion = await snapshotVersion(repository, inputs.build.branch);
  return {
    ...inputs,
    definition,
    targetConfig,
    repository,
    heldVersion,
    sdk: sdkContext(inputs, target, targetConfig, definition, heldVersion),
  };
}
