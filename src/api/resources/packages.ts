import { notFound } from '../../contract/errors.ts';
import type { SdkTarget } from '../../contract/targets.ts';
import type { BuildTargetRecord } from '../../records/builds.ts';
import { targets } from '../../targets/index.ts';

type Package = BuildTargetRecord['packages'][number];

/** The packages of a target that its build check produced, if it succeeded. */
function packagesOf({ steps, packages }: BuildTargetRecord): Package[] {
  const build = steps.find(({ step }) => step === 'build');
  return build?.status === 'completed' && build.conclusion === 'success' ? packages : [];
}

/**
 * Selects the requested package: the one with this name, or else the wheel, or else (`dist`) anything but a wheel: an
 * npm tarball, an sdist, a jar or a gem. The shortest name wins: jars with sources have a longer one. Throws 404.
 */
export function packageOf(
  record: BuildTargetRecord,
  type: 'dist' | 'wheel',
  name: string | undefined,
): Package {
  const there = packagesOf(record);
  const found =
    name === undefined
      ? shortest(there.filter((candidate) => (candidate.type === 'wheel') === (type === 'wheel')))
      : there.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = there.map((candidate) => candidate.name).join(', ');
  if (there.length === 0)
    throw notFound(
      `type: ${record.target} has no ${type} in this build; packages are stored if the build check succeeds.`,
    );
  if (name === undefined)
    throw notFound(`type: ${record.target} has no ${type} in this build, but ${names}.`);
  throw notFound(
    `path: ${record.target} has no package ${JSON.stringify(name)} in this build, but ${names}.`,
  );
}

/** The package that can be installed by its URL alone; null if a target has none (yet). */
export function installable(
  target: SdkTarget,
  record: BuildTargetRecord,
): { readonly name: string; readonly type: 'dist' | 'wheel' } | null {
  const wanted = targets[target].packages.find(({ byUrl }) => byUrl === true);
  const found = shortest(packagesOf(record).filter(({ type }) => type === wanted?.type));
  return found === undefined ? null : { name: found.name, type: found.type === 'wheel' ? 'wheel' : 'dist' };
}

const MIME: Readonly<Record<string, string>> = {
  '.tgz': 'application/gzip',
  '.gz': 'application/gzip',
  '.whl': 'application/zip',
  '.nupkg': 'application/zip',
  '.jar': 'application/java-archive',
  '.gem': 'application/x-tar',
  '.tar': 'application/x-tar',
};

export function packageMime(name: string): string {
  return MIME[/\.\w+$/.exec(name)?.[0] ?? ''] ?? 'application/octet-stream';
}

function shortest(packages: readonly Package[]): Package | undefined {
  return packages.toSorted((a, b) => a.name.length - b.name.length)[0];
}
