/** A commit as far as its replay on another branch keeps it. */
export interface DatedCommit {
  readonly sha: string;
  /** When it was authored, in seconds since 1970. */
  readonly authoredAt: number;
  readonly subject: string;
}

/** Generated code is compared with so many commits after the one that corresponds, and so many before it. */
const NEWER = 20;
const OLDER = 5;

/**
 * Finds the newest commit of generated code that a branch has taken over. A hosted generator keeps generated code alone on a
 * branch of its own and replays each commit of it onto the team's branch, with the same author date and subject: the two
 * share no recent history. Both lists come newest first. Gives its place among `generated`, or null.
 */
export function corresponding(
  team: readonly DatedCommit[],
  generated: readonly DatedCommit[],
): { readonly at: number; readonly teamCommit: string } | null {
  const taken = new Map<string, string>();
  for (const commit of team) if (!taken.has(keyOf(commit))) taken.set(keyOf(commit), commit.sha);
  for (const [at, commit] of generated.entries()) {
    const teamCommit = taken.get(keyOf(commit));
    if (teamCommit !== undefined) return { at, teamCommit };
  }
  return null;
}

const keyOf = ({ authoredAt, subject }: DatedCommit) => `${authoredAt} ${subject}`;

/** Commits whose difference from the branch is looked at: those around the one that corresponds, or the newest ones. */
export function candidates(generated: readonly DatedCommit[], at: number | null): readonly DatedCommit[] {
  if (at === null) return generated.slice(0, NEWER + OLDER);
  return generated.slice(Math.max(0, at - NEWER), at + OLDER + 1);
}

/** In how many files, and which, a commit of generated code differs from the branch. */
export interface Difference {
  readonly sha: string;
  readonly paths: ReadonlySet<string>;
}

/** The commit that differs least from the branch; of several the one that corresponds, else the first. */
export function nearest(differences: readonly Difference[], preferred: string | null): Difference | null {
  let best: Difference | null = null;
  for (const each of differences) {
    const size = best?.paths.size ?? Number.POSITIVE_INFINITY;
    if (each.paths.size < size || (each.paths.size === size && each.sha === preferred)) best = each;
  }
  return best;
}
