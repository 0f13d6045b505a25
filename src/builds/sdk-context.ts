import { z } from 'zod';
import type { ConfigFile } from '../contract/config-file.ts';
import { optionText } from '../contract/generator-options.ts';
import { generatorProperties } from '../contract/listed-commands.ts';
import { packageNameProblem } from '../contract/package-names.ts';
import { parseProductionRepo } from '../contract/production-repo.ts';
import type { TargetConfig } from '../contract/target-config.ts';
import type { SdkTarget } from '../contract/targets.ts';
import type { ConfigFiles } from '../git/config-files.ts';
import { compareVersions } from '../git/merging/versions.ts';
import { repositoryName } from '../git/store/repositories.ts';
import type { BuildInputs } from '../records/builds.ts';
import type { AnyDefinition, SdkContext } from '../targets/definition.ts';

/** `info` of the description, as the record keeps it. */
export const DescriptionInfo = z.object({ title: z.string(), description: z.string(), version: z.string() });

/** What a build is made from: its record, and the config files of its config commit. */
export interface Inputs {
  readonly build: BuildInputs;
  readonly files: ConfigFiles;
  readonly config: ConfigFile;
}

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/**
 * What a target needs to know of the SDK that it makes.
 *
 * @param held the branch's current version, which a lower version in the description does not replace
 */
export function sdkContext(
  { build, config }: Pick<Inputs, 'build' | 'config'>,
  target: SdkTarget,
  own: TargetConfig,
  definition: AnyDefinition,
  held: string | null = null,
): SdkContext {
  const org = build.project.organization.slug;
  const project = build.project.slug;
  const info = DescriptionInfo.safeParse(build.info).data ?? { title: project, description: '', version: '' };
  const home = parseProductionRepo(own.production_repo ?? '');
  return {
    target,
    org,
    project,
    title: info.title,
    description: info.description,
    packageName: own.package_name ?? programName(target, own) ?? definition.defaultPackageName(org, project),
    packageVersion: packageVersion(own, info.version, target, held).used,
    organizationName: config.organization?.name ?? org,
    contact: config.organization?.contact ?? null,
    docsUrl: config.organization?.docs ?? null,
    repository: {
      host: home?.host,
      owner: home?.owner ?? org,
      name: home?.name ?? repositoryName(project, target),
      isProduction: home !== null,
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

/** The version of an SDK, and the version that was configured for it. */
export interface PackageVersion {
  readonly used: string;
  readonly given: string;
  /** Where the version comes from. */
  readonly by: string;
}

/**
 * Decides the version of an SDK: the config file's for the target, unchanged; or else the description's, unless the
 * branch has a higher one. The target openapi keeps the version in its description.
 */
export function packageVersion(
  own: TargetConfig,
  ofDescription: string,
  target: SdkTarget,
  held: string | null,
): PackageVersion {
  const given = own.version ?? ofDescription;
  const valid = SEMVER.test(given) ? given : '0.1.0';
  if (own.version !== undefined) return { used: valid, given: valid, by: `targets.${target}.version` };
  const isBehind = target !== 'openapi' && held !== null && compareVersions(held, valid) > 0;
  return { used: isBehind ? held : valid, given: valid, by: 'info.version' };
}

/** `binary_name` of a command line, if it is a valid program name. */
function programName(target: SdkTarget, { binary_name }: TargetConfig): string | undefined {
  const name = z.string().safeParse(binary_name).data;
  return target === 'cli' && name !== undefined && packageNameProblem(target, name) === null
    ? name
    : undefined;
}
