import { CONFLICTS, GENERATED, PAST } from '../refs.ts';
import { type Commit, log, refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';

const MAX_SNAPSHOTS = 10_000;
/** Number of snapshots compared by content, newest first: of each line of builds, and of all other lines together. */
const MAX_OF_LINE = 20;
const MAX_OF_OTHERS = 200;

/** Builds that a message names in `Kiln-Build:` lines; a squashed commit repeats those of many. */
export function buildsIn(message: string): string[] {
  return [...message.matchAll(/^\s*Kiln-Build: (\S+)\s*$/gm)].map(([, id]) => id ?? '');
}

/** All snapshots ever made in a repository. */
export class Snapshots {
  readonly #byId: ReadonlyMap<string, Commit>;
  readonly #byBuild = new Map<string, string[]>();

  private constructor(commits: readonly Commit[]) {
    this.#byId = new Map(commits.map((commit) => [commit.sha, commit]));
    for (const { sha, message } of commits) {
      for (const id of buildsIn(message)) this.#byBuild.set(id, [...(this.#byBuild.get(id) ?? []), sha]);
    }
  }

  static async read(repository: Repository): Promise<Snapshots> {
    const globs = [GENERATED, PAST, `${CONFLICTS}/*/snapshot`].map((prefix) => `--glob=${prefix}`);
    return new Snapshots(await log(repository, globs, MAX_SNAPSHOTS));
  }

  ofBuild(id: string): readonly string[] {
    return this.#byBuild.get(id) ?? [];
  }

  withTree(tree: string): string | null {
    return [...this.#byId.values()].find((commit) => commit.tree === tree)?.sha ?? null;
  }

  /** All of them, newest first: those of one line of builds, then all others. */
  newestOf(line: string): string[] {
    return [...new Set([...this.chain(line), ...this.#byId.keys()])].filter((sha) => this.#byId.has(sha));
  }

  /** The last snapshot that two lines of builds have in common; null if there is none. */
  fork(a: string, b: string): string | null {
    const all = new Set(this.chain(a));
    for (const sha of this.chain(b)) if (all.has(sha)) return sha;
    return null;
  }

  /** Whether `sha` is `snapshot` or one of its predecessors. */
  contains(snapshot: string, sha: string): boolean {
    for (const each of this.chain(snapshot)) if (each === sha) return true;
    return false;
  }

  /** A snapshot and its predecessors. */
  *chain(snapshot: string): Generator<string> {
    for (let at: string | undefined = snapshot; at !== undefined; at = this.#byId.get(at)?.parents[0]) {
      yield at;
    }
  }

  /** Snapshots that are no predecessors of the others, without duplicates. */
  newest(all: readonly string[]): string[] {
    const distinct = [...new Set(all)];
    return distinct.filter((sha) => !distinct.some((other) => other !== sha && this.contains(other, sha)));
  }
}

/** Snapshots except those of `without` and their predecessors: the branch's own, then others; newest first. */
export async function newestSnapshots(
  repository: Repository,
  generated: string,
  snapshots: Snapshots,
  without: ReadonlySet<string>,
): Promise<string[]> {
  const chain = (tip: string) => {
    const found: string[] = [];
    for (const sha of snapshots.chain(tip)) {
      if (without.has(sha) || found.length >= MAX_OF_LINE) break;
      found.push(sha);
    }
    return found;
  };
  const tips = [...(await refsBelow(repository, GENERATED)), ...(await refsBelow(repository, PAST))];
  const others = tips.map(([, sha]) => chain(sha));
  const byAge = Array.from({ length: MAX_OF_LINE }, (_, age) => others.flatMap((of) => of[age] ?? [])).flat();
  const own = chain(generated);
  return [...own, ...[...new Set(byAge)].filter((sha) => !own.includes(sha)).slice(0, MAX_OF_OTHERS)];
}
