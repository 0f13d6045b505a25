/** Where people fetch from and push to. */
export const headRef = (branch: string) => `refs/heads/${branch}`;
/** Generated snapshots alone: what custom code is merged against. Each is the child of the one before. */
export const GENERATED = 'refs/kiln/generated';
export const generatedRef = (branch: string) => `${GENERATED}/${branch}`;
/** A blob that says which build was here last, so that an older one cannot come after it. */
export const orderRef = (branch: string) => `refs/kiln/order/${branch}`;
/** Snapshots that no branch is at any more, but that somebody's custom code may have been made on. */
export const PAST = 'refs/kiln/past';
export const pastRef = (snapshot: string) => `${PAST}/${snapshot}`;
/** What a branch was at the production repository when Kiln pushed there last. */
export const upstreamRef = (branch: string) => `refs/kiln/upstream/${branch}`;
/** Open conflicts: the merge with markers as Kiln made it, the snapshot that it merged, and a blob on it. */
export const CONFLICTS = 'refs/kiln/conflicts';
export const conflictMergeRef = (number: number) => `${CONFLICTS}/${number}/merge`;
export const conflictSnapshotRef = (number: number) => `${CONFLICTS}/${number}/snapshot`;
/** A blob: what conflicts, where, and which build opened it. */
export const conflictAboutRef = (number: number) => `${CONFLICTS}/${number}/about`;
/** A blob of each conflict that is over: the same, and how it ended. */
export const CLOSED = 'refs/kiln/closed';
export const closedRef = (number: number) => `${CLOSED}/${number}`;
/** A blob with the last number that was given to a conflict. */
export const CONFLICT_COUNT = 'refs/kiln/conflict-count';
/** The conflict as a branch, to fetch, resolve and push. */
export const conflictBranch = (number: number) => `kiln/conflict-${number}`;
/** What was fetched of a team's repository for an adoption: its branch, generated code and tags. */
export const adoptionRef = (id: string, name: 'branch' | 'generated' | 'tags' | 'base') =>
  `refs/kiln/adoptions/${id}/${name}`;
/**
 * A commit of each adoption, on no branch: its parents are the team's branch as it was taken over, and the generated code that
 * this was made on. Branches with the first and without any snapshot have the second as their base.
 */
export const ADOPTED = 'refs/kiln/adopted';
export const adoptedRef = (id: string) => `${ADOPTED}/${id}`;
/** The adoption of a branch that the team has not merged in its repository yet: until then nothing is pushed over that. */
export const heldRef = (branch: string) => `refs/kiln/held/${branch}`;
