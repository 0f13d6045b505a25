import { NO_OID, type RefChange, type Repository, type Signature } from './repository.ts';

export interface Snapshot {
  readonly branch: string;
  /** The generated tree, after postgen. */
  readonly tree: string;
  readonly message: string;
  readonly author: Signature;
  /** Place of the build among those of the project; builds of one branch commit in this order. */
  readonly sequence: bigint;
  readonly buildId: string;
}

export type Advance =
  | { readonly kind: 'unchanged'; readonly sha: string; readonly tree: string }
  | {
      readonly kind: 'committed';
      readonly sha: string;
      readonly tree: string;
      readonly from: string | null;
      readonly generatedFrom: string | null;
    }
  | {
      readonly kind: 'conflict';
      readonly number: number;
      readonly sha: string;
      readonly paths: readonly string[];
    }
  /** A newer build of the branch was here first; nothing was changed. */
  | { readonly kind: 'superseded'; readonly by: string };

export const headRef = (branch: string) => `refs/heads/${branch}`;
/** Generated snapshots alone: what custom code is merged against. */
export const generatedRef = (branch: string) => `refs/kiln/generated/${branch}`;
/** A blob that says which build was here last, so that an older one cannot come after it. */
const orderRef = (branch: string) => `refs/kiln/order/${branch}`;
const conflictRef = (number: number) => `refs/heads/kiln/conflict-${number}`;

const TRIES = 10;

/**
 * Brings a generated snapshot onto a branch of an SDK repository. Custom code on the branch stays: the snapshot
 * is merged three-way, from the last snapshot that the branch holds. All refs move in one transaction, each from
 * what was read; where somebody was quicker it is decided anew. The same input leaves the same commits.
 */
export async function advanceBranch(repository: Repository, snapshot: Snapshot): Promise<Advance> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const result = await tryAdvance(repository, snapshot);
    if (result !== null) return result;
  }
  throw new Error(
    `Branch ${snapshot.branch} moved ${TRIES} times while build ${snapshot.buildId} was to commit to it.`,
  );
}

async function tryAdvance(repository: Repository, snapshot: Snapshot): Promise<Advance | null> {
  const { branch, tree, author, message } = snapshot;
  const head = await repository.resolve(headRef(branch));
  const generated = await repository.resolve(generatedRef(branch));
  const order = await repository.resolve(orderRef(branch));
  const last = order === null ? null : await readOrder(repository, order);
  if (last !== null && last.sequence > snapshot.sequence) return { kind: 'superseded', by: last.buildId };

  const place = await repository.writeBlob(`${snapshot.sequence} ${snapshot.buildId}\n`);
  const fence = { ref: orderRef(branch), from: order ?? NO_OID, to: place };
  const before = generated === null ? null : await repository.readCommit(generated);

  if (head !== null && generated !== null && before?.tree === tree) {
    // Committed by an earlier try of this build: the answer of that try is given again.
    if (last?.buildId === snapshot.buildId && before.message.includes(`Kiln-Build: ${snapshot.buildId}`)) {
      const { tree: headTree, parents } = await repository.readCommit(head);
      return {
        kind: 'committed',
        sha: head,
        tree: headTree,
        from: parents[0] ?? null,
        generatedFrom: before.parents[0] ?? null,
      };
    }
    const moved = order === place || (await repository.updateRefs([fence]));
    return moved ? { kind: 'unchanged', sha: head, tree: (await repository.readCommit(head)).tree } : null;
  }

  const next = await repository.writeCommit({
    tree,
    parents: generated === null ? [] : [generated],
    message,
    author,
  });
  const generatedMove = { ref: generatedRef(branch), from: generated ?? NO_OID, to: next };
  if (head === null || head === generated) {
    const moved = await repository.updateRefs([
      { ref: headRef(branch), from: head ?? NO_OID, to: next },
      generatedMove,
      fence,
    ]);
    return moved ? { kind: 'committed', sha: next, tree, from: head, generatedFrom: generated } : null;
  }

  const merged = await repository.merge(head, next);
  const sha = await repository.writeCommit({ tree: merged.tree, parents: [head, next], message, author });
  if (!merged.clean) return openConflict(repository, { sha, head, tree }, merged.paths);
  const moved = await repository.updateRefs([
    { ref: headRef(branch), from: head, to: sha },
    generatedMove,
    fence,
  ]);
  return moved ? { kind: 'committed', sha, tree: merged.tree, from: head, generatedFrom: generated } : null;
}

/** The conflict as a branch that a person can fetch, resolve and push. The same conflict keeps its number. */
async function openConflict(
  repository: Repository,
  merge: { sha: string; head: string; tree: string },
  paths: readonly string[],
): Promise<Advance | null> {
  for (let number = 1; ; number++) {
    const open = await repository.resolve(conflictRef(number));
    if (open === null) {
      const made = await repository.updateRefs([{ ref: conflictRef(number), from: NO_OID, to: merge.sha }]);
      return made ? { kind: 'conflict', number, sha: merge.sha, paths } : null;
    }
    // The same custom code against the same generated tree; the marker lines name commits, so trees differ.
    const [head, generated] = (await repository.readCommit(open)).parents;
    if (
      head === merge.head &&
      generated !== undefined &&
      (await repository.readCommit(generated)).tree === merge.tree
    ) {
      return { kind: 'conflict', number, sha: open, paths };
    }
  }
}

async function readOrder(
  repository: Repository,
  oid: string,
): Promise<{ sequence: bigint; buildId: string }> {
  const [sequence = '0', buildId = ''] = (await repository.readBlob(oid)).toString('utf8').trim().split(' ');
  return { sequence: BigInt(sequence), buildId };
}

/** Gives branch `to` what branch `from` has, custom code and snapshots; what `to` had is let go. */
export async function inheritBranch(repository: Repository, from: string, to: string): Promise<void> {
  await moveAll(repository, to, [headRef, generatedRef], (ref) => repository.resolve(ref(from)));
}

/** Removes a branch with its snapshots. */
export async function deleteBranch(repository: Repository, branch: string): Promise<void> {
  await moveAll(repository, branch, [headRef, generatedRef, orderRef], async () => null);
}

type RefOf = (branch: string) => string;

/** Moves refs of a branch together; null: the ref is to be gone. */
async function moveAll(
  repository: Repository,
  branch: string,
  refs: readonly RefOf[],
  wanted: (ref: RefOf) => Promise<string | null>,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const changes: RefChange[] = [];
    for (const ref of refs) {
      const from = await repository.resolve(ref(branch));
      const to = await wanted(ref);
      if (from !== to) changes.push({ ref: ref(branch), from: from ?? NO_OID, to: to ?? NO_OID });
    }
    if (changes.length === 0 || (await repository.updateRefs(changes))) return;
  }
  throw new Error(`Branch ${branch} moved ${TRIES} times while it was to be moved.`);
}
