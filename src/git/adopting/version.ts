import { compareVersions } from '../merging/versions.ts';

const VERSION = /^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

/** The version that a team released last: the root's in its release manifest, or else its highest tag. */
export function releasedVersion(manifest: string | null, tags: readonly string[]): string | null {
  const said = manifest === null ? null : rootVersion(manifest);
  if (said !== null) return said;
  const versions = tags.flatMap((tag) => VERSION.exec(tag.replace(/^.*[/@-](?=v?\d+\.)/, ''))?.[1] ?? []);
  return versions.sort(compareVersions).at(-1) ?? null;
}

function rootVersion(manifest: string): string | null {
  try {
    const parsed: unknown = JSON.parse(manifest);
    if (typeof parsed !== 'object' || parsed === null || !('.' in parsed)) return null;
    const version = parsed['.'];
    return typeof version === 'string' ? (VERSION.exec(version)?.[1] ?? null) : null;
  } catch {
    return null;
  }
}

/**
 * The next version to release: the generated one if it is higher than the released one, or else the next minor
 * version; after a pre-release (`1.0.0-alpha.3`), the next pre-release.
 */
export function versionThatFollows(released: string | null, generated: string | null): string | null {
  if (released === null) return generated;
  if (generated !== null && compareVersions(generated, released) > 0) return generated;
  const pre = /^(.*-.*?)(\d+)$/.exec(released);
  if (pre !== null) return `${pre[1]}${Number(pre[2]) + 1}`;
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(released) ?? [];
  return released.includes('-') ? released.replace(/-.*/, '') : `${major}.${Number(minor) + 1}.0`;
}
