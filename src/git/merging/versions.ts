import semver from 'semver';

/** Less than 0 if `a` is lower. */
type Order = (a: string, b: string) => number;

/**
 * Compares two versions by the rules of their package manager: SemVer (https://semver.org), PEP 440 if written so
 * (`1.0.0b1`, `1.0.0.post1`), RubyGems (`1.0.0.pre.beta.1`).
 */
export function compareVersions(a: string, b: string): number {
  return orderOf(a, b)(a, b);
}

const PEP_440 =
  /^v?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\d*))?(?:[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d*))?(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d*))?(?:\+[a-z0-9._-]+)?$/i;

function orderOf(a: string, b: string): Order {
  if (semver.valid(a) !== null && semver.valid(b) !== null) return semver.compareBuild;
  return PEP_440.test(a) && PEP_440.test(b) ? byPep440 : byGem;
}

/** Rank of a phase: development before pre-releases, these before the release, post-releases after it. */
const PHASES: Readonly<Record<string, number>> = {
  alpha: 1,
  a: 1,
  beta: 2,
  b: 2,
  preview: 3,
  pre: 3,
  c: 3,
  rc: 3,
};

function byPep440(a: string, b: string): number {
  const [left, right] = [pep440Key(a), pep440Key(b)];
  return byParts(left.release, right.release) || byParts(left.rest, right.rest);
}

function pep440Key(version: string): { release: number[]; rest: number[] } {
  const {
    release = '',
    pre,
    preNumber,
    post,
    postNumber,
    dev,
    devNumber,
  } = PEP_440.exec(version)?.groups ?? {};
  const phase =
    pre === undefined ? (dev !== undefined && post === undefined ? 0 : 4) : PHASES[pre.toLowerCase()];
  return {
    release: release.split('.').map(Number),
    rest: [
      phase ?? 4,
      Number(preNumber ?? 0),
      post === undefined ? -1 : Number(postNumber),
      dev === undefined ? Number.POSITIVE_INFINITY : Number(devNumber),
    ],
  };
}

function byParts(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i] ?? 0, b[i] ?? 0];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Like `Gem::Version`: numbers by value, words alphabetically, and words before numbers. */
function byGem(a: string, b: string): number {
  const [left, right] = [gemParts(a), gemParts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [mine, other] = [left[i] ?? 0, right[i] ?? 0];
    if (mine === other) continue;
    if (typeof mine !== typeof other) return typeof mine === 'string' ? -1 : 1;
    return mine < other ? -1 : 1;
  }
  return 0;
}

function gemParts(version: string): (number | string)[] {
  const parts =
    version
      .replace(/^v/i, '')
      .replace('-', '.pre.')
      .match(/\d+|[a-z]+/gi) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? Number(part) : part));
}
