/** The parts of a commit that survive a replay on another branch. */
export interface DatedCommit {
  readonly sha: string;
  /** Author date, in seconds since 1970. */
  readonly authoredAt: number;
  readonly subject: string;
}

/** Number of generated commits before, and after, the corresponding one that are compared with the branch. */
const NEWER = 20;
const OLDER = 5;

/**
 * Finds the newest commit of generated code that a branch has taken over. A hosted generator keeps generated code on
 * its own branch and replays each of its commits onto the team's branch, with the same author date and subject: the
 * two share no recent history. Both lists are newest first. Returns the index in `generated`, or null.
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

/** Candidates for comparison with the branch: commits around the corresponding one, or the newest ones. */
export function candidates(generated: readonly DatedCommit[], at: number | null): readonly DatedCommit[] {
  if (at === null) return generated.slice(0, NEWER + OLDER);
  return generated.slice(Math.max(0, at - NEWER), at + OLDER + 1);
}

/** How many files, and which, differ between a commit of generated code and the branch. */
export interface Difference {
  readonly sha: string;
  readonly paths: ReadonlySet<string>;
}

/** The commit that differs least from the branch; of several, the corresponding one, or else the first. */
export function nearest(differences: readonly Difference[], preferred: string | null): Difference | null {
  let best: Difference | null = null;
  for (const each of differences) {
    const size = best?.paths.size ?? Number.POSITIVE_INFINITY;
    if (each.paths.size < size || (each.paths.size === size && each.sha === preferred)) best = each;
  }
  return best;
}
