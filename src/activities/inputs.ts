import { z } from 'zod';
import type { ConfigFile } from '../contract/config-file.ts';
import { optionText } from '../contract/generator-options.ts';
import { generatorProperties } from '../contract/listed-commands.ts';
import { parseProductionRepo } from '../contract/production-repo.ts';
import type { TargetConfig } from '../contract/target-config.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { type ConfigFiles, configOf, readConfigFiles } from '../git/config-files.ts';
import { repositoryName } from '../git/repositories.ts';
import type { Repository } from '../git/repository.ts';
import { type BuildInputs, loadBuildInputs } from '../records/builds.ts';
import { targets } from '../targets/index.ts';
import type { SdkContext, TargetDefinition } from '../targets/target.ts';
import type { ActivityDeps } from './deps.ts';
import { inputsKey, type ReadConfig, type Recent } from './recent.ts';

export const DescriptionInfo = z.object({ title: z.string(), description: z.string(), version: z.string() });

export interface Inputs {
  readonly build: BuildInputs;
  readonly files: ConfigFiles;
  readonly config: ConfigFile;
}

/** What a build is made from: its record, and the config files of its config commit. */
export async function loadInputs(deps: ActivityDeps, buildId: string): Promise<Inputs> {
  const build = await loadBuildInputs(deps.db, buildId);
  const { organization, slug } = build.project;
  const repository = deps.repositories.get(organization.slug, slug, 'config');
  return { build, ...(await readConfig(deps.recent, repository, build)) };
}

async function readConfig(
  { configs }: Recent,
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
  readonly definition: TargetDefinition;
  readonly targetConfig: TargetConfig;
  readonly sdk: SdkContext;
  /** The SDK's repository, made where it is missing. */
  readonly repository: Repository;
}

export async function loadTarget(
  deps: ActivityDeps,
  buildId: string,
  target: SdkTarget,
): Promise<TargetInputs> {
  return targetInputs(deps, await loadInputs(deps, buildId), target);
}

/** What a target is made from, of the inputs of its build. */
export async function targetInputs(
  deps: ActivityDeps,
  inputs: Inputs,
  target: SdkTarget,
): Promise<TargetInputs> {
  const { project } = inputs.build;
  const repository = await deps.repositories.create(project.organization.slug, project.slug, target);
  const targetConfig = inputs.config.targets?.[target] ?? {};
  const definition = targets[target];
  return {
    ...inputs,
    definition,
    targetConfig,
    repository,
    sdk: sdkContext(inputs, target, targetConfig, definition),
  };
}

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** What a target is told of the SDK that it makes. */
export function sdkContext(
  { build, config }: Pick<Inputs, 'build' | 'config'>,
  target: SdkTarget,
  own: TargetConfig,
  definition: TargetDefinition,
): SdkContext {
  const org = build.project.organization.slug;
  const project = build.project.slug;
  const info = DescriptionInfo.safeParse(build.info).data ?? { title: project, description: '', version: '' };
  const home = parseProductionRepo(own.production_repo ?? '');
  const version = own.version ?? info.version;
  return {
    target,
    org,
    project,
    title: info.title,
    description: info.description,
    packageName: own.package_name ?? definition.defaultPackageName(org, project),
    packageVersion: SEMVER.test(version) ? version : '0.1.0',
    organizationName: config.organization?.name ?? org,
    contact: config.organization?.contact ?? null,
    docsUrl: config.organization?.docs ?? null,
    repository: {
      host: home?.host,
      owner: home?.owner ?? org,
      name: home?.name ?? repositoryName(project, target),
    },
    license: 'Apache-2.0',
    options: Object.fromEntries(
      Object.entries({ ...own.options, ...generatorProperties(own) }).map(([key, value]) => [
        key,
        optionText(value),
      ]),
    ),
  };
}
