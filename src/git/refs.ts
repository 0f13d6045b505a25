/** Branches that people fetch and push. */
export const headRef = (branch: string) => `refs/heads/${branch}`;
/** Generated snapshots only: merge bases for custom code. Each is the child of the previous one. */
export const GENERATED = 'refs/kiln/generated';
export const generatedRef = (branch: string) => `${GENERATED}/${branch}`;
/** A blob that names the last build of the branch, so that an older one cannot commit after it. */
export const orderRef = (branch: string) => `refs/kiln/order/${branch}`;
/** Snapshots that no branch is at any more, but that custom code may be based on. */
export const PAST = 'refs/kiln/past';
export const pastRef = (snapshot: string) => `${PAST}/${snapshot}`;
/** The position of a branch in the production repository when Kiln last pushed there. */
export const upstreamRef = (branch: string) => `refs/kiln/upstream/${branch}`;
/** Open conflicts: Kiln's merge with markers, the snapshot that it merged, and a blob about it. */
export const CONFLICTS = 'refs/kiln/conflicts';
export const conflictMergeRef = (number: number) => `${CONFLICTS}/${number}/merge`;
export const conflictSnapshotRef = (number: number) => `${CONFLICTS}/${number}/snapshot`;
/** A blob: what conflicts, where, and which build opened it. */
export const conflictAboutRef = (number: number) => `${CONFLICTS}/${number}/about`;
/** A blob per closed conflict: the same, and how it was closed. */
export const CLOSED = 'refs/kiln/closed';
export const closedRef = (number: number) => `${CLOSED}/${number}`;
/** A blob with the number of the latest conflict. */
export const CONFLICT_COUNT = 'refs/kiln/conflict-count';
/** The conflict as a branch, to fetch, resolve and push. */
export const conflictBranch = (number: number) => `kiln/conflict-${number}`;
/** Fetched from a team's repository for an adoption: its branch, generated code and tags. */
export const adoptionRef = (id: string, name: 'branch' | 'generated' | 'tags' | 'base') =>
  `refs/kiln/adoptions/${id}/${name}`;
/**
 * One commit per adoption, on no branch. Its parents are the team's branch at adoption, and the generated code that
 * it is based on. The latter is the base of branches that contain the former but no snapshot.
 */
export const ADOPTED = 'refs/kiln/adopted';
export const adoptedRef = (id: string) => `${ADOPTED}/${id}`;
/** The adoption of a branch that the team has not merged yet: until then nothing is pushed over their branch. */
export const heldRef = (branch: string) => `refs/kiln/held/${branch}`;
