import { z } from 'zod';
import {
  type ConfigFile,
  isConfigFilePath,
  isDescriptionPath,
  parseConfigFile,
  type TargetConfig,
} from '../contract/config-file.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { type ConfigFiles, readConfigFiles } from '../git/config-files.ts';
import { repositoryName } from '../git/repositories.ts';
import type { Repository } from '../git/repository.ts';
import { type BuildRecord, loadBuild } from '../records/builds.ts';
import type { SdkContext, TargetDefinition } from '../targets/target.ts';
import { targets } from '../targets/index.ts';
import type { ActivityDeps } from './deps.ts';

export const DescriptionInfo = z.object({ title: z.string(), description: z.string(), version: z.string() });

export interface Inputs {
  readonly build: BuildRecord;
  readonly files: ConfigFiles;
  readonly config: ConfigFile;
}

/** What a build is made from: its record, and the config files of its config commit. */
export async function loadInputs(deps: ActivityDeps, buildId: string): Promise<Inputs> {
  const build = await loadBuild(deps.db, buildId);
  const { project } = build;
  const repository = deps.repositories.get(project.organization.slug, project.slug, 'config');
  const files = await readConfigFiles(repository, build.configCommit);
  return { build, files, config: configOf(files) };
}

/** The parsed config file among config files; an empty one where there is none. It was checked when it came in. */
export function configOf(files: ConfigFiles): ConfigFile {
  const text = [...files].find(([path]) => isConfigFilePath(path))?.[1] ?? '';
  const parsed = parseConfigFile(text);
  return parsed.ok ? parsed.config : {};
}

/** The path of the description among config files, or null. */
export function descriptionPath(files: ConfigFiles): string | null {
  return [...files.keys()].find(isDescriptionPath) ?? null;
}

export interface TargetInputs extends Inputs {
  readonly definition: TargetDefinition;
  readonly targetConfig: TargetConfig;
  readonly sdk: SdkContext;
  /** The SDK's repository, made where it is missing. */
  readonly repository: Repository;
}

export async function loadTarget(deps: ActivityDeps, buildId: string, target: SdkTarget): Promise<TargetInputs> {
  const inputs = await loadInputs(deps, buildId);
  const { project } = inputs.build;
  const repository = await deps.repositories.create(project.organization.slug, project.slug, target);
  const targetConfig = inputs.config.targets?.[target] ?? {};
  const definition = targets[target];
  return { ...inputs, definition, targetConfig, repository, sdk: sdkContext(inputs, target, targetConfig, definition) };
}

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

function sdkContext(
  { build, config }: Inputs,
  target: SdkTarget,
  own: TargetConfig,
  definition: TargetDefinition,
): SdkContext {
  const org = build.project.organization.slug;
  const project = build.project.slug;
  const info = DescriptionInfo.safeParse(build.info).data ?? { title: project, description: '', version: '' };
  const [owner = org, name = repositoryName(project, target)] = own.production_repo?.split('/') ?? [];
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
    repository: { owner, name },
    license: 'Apache-2.0',
    options: Object.fromEntries(Object.entries(own.options ?? {}).map(([key, value]) => [key, String(value)])),
  };
}
