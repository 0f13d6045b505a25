import { mergeTrees } from '../merging/merge-trees.ts';
import { adoptedRef, adoptionRef, generatedRef, headRef, heldRef, pastRef } from '../refs.ts';
import type { Signature } from '../store/commit-content.ts';
import { isAncestor, mergeBase, refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { NO_OID, type RefChange } from '../store/update-refs.ts';

export interface BranchAdoption {
  /** Id of the adoption. */
  readonly id: string;
  readonly branch: string;
  /** The team's branch. */
  readonly head: string;
  /** The merge base for its custom code (`planMerge`). */
  readonly base: string;
  /** Name of the team's repository in the commit message. */
  readonly name: string;
  readonly author: Signature;
}

const TRIES = 10;

/**
 * Moves a branch onto a team's branch, including history and tags, so that the next build merges its snapshot into
 * that, with the given base. Returns false, and changes nothing, if the branch has custom code that the team's branch
 * lacks. Idempotent.
 */
export async function adoptBranch(repository: Repository, adoption: BranchAdoption): Promise<boolean> {
  const { id, branch, head: team, base, name, author } = adoption;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if ((await repository.resolve(adoptedRef(id))) !== null) return true;
    const head = await repository.resolve(headRef(branch));
    const generated = await repository.resolve(generatedRef(branch));
    if (!(await mayTakeOver(repository, branch, team))) return false;
    const message = `Code of ${name} as it was generated before\n\nAdopted with ${team}.\n`;
    const code = await repository.writeCommit({ tree: base, parents: [], message, author });
    const record = await repository.writeCommit({ tree: base, parents: [team, code], message, author });
    const moved = await repository.updateRefs([
      { ref: generatedRef(branch), from: generated ?? NO_OID, to: code },
      { ref: headRef(branch), from: head ?? NO_OID, to: team },
      { ref: adoptedRef(id), from: NO_OID, to: record },
      { ref: heldRef(branch), from: null, to: record },
      ...(generated === null ? [] : [{ ref: pastRef(generated), from: null, to: generated }]),
      ...(await newTags(repository, id)),
    ]);
    if (moved) return true;
  }
  throw new Error(
    `Branch ${branch} was updated concurrently ${TRIES} times while ${name} was being adopted.`,
  );
}

/** Whether a branch has only generated code, or the team's code before any of Kiln's was merged into it. */
export async function mayTakeOver(repository: Repository, branch: string, team: string): Promise<boolean> {
  const head = await repository.resolve(headRef(branch));
  const generated = await repository.resolve(generatedRef(branch));
  if (head === null || head === generated) return true;
  if (generated !== null && (await isAncestor(repository, generated, head))) return false;
  return isAncestor(repository, head, team);
}

/** The team's tags that the repository lacks; existing tags are kept. */
async function newTags(repository: Repository, id: string): Promise<RefChange[]> {
  const prefix = adoptionRef(id, 'tags');
  const there = await refsBelow(repository, 'refs/tags');
  return [...(await refsBelow(repository, prefix))].flatMap(([ref, to]) => {
    const tag = `refs/tags/${ref.slice(prefix.length + 1)}`;
    return there.has(tag) ? [] : [{ ref: tag, from: NO_OID, to }];
  });
}

/**
 * Whether a branch may not be pushed to the production repository, where it is at `there` (null: missing), because it
 * was adopted and the team has not merged the adoption. It is merged if the adopted code is in the history there, or
 * if merging Kiln's branch would change nothing there, as after a squash.
 */
export async function isHeld(repository: Repository, branch: string, there: string | null): Promise<boolean> {
  const record = await repository.resolve(heldRef(branch));
  if (record === null) return false;
  const [, code = ''] = (await repository.readCommit(record)).parents;
  const head = await repository.resolve(headRef(branch));
  if (there === null || head === null) return true;
  if (!(await isAncestor(repository, code, there)) && !(await hasAllOf(repository, there, head))) return true;
  await repository.updateRefs([{ ref: heldRef(branch), from: record, to: NO_OID }]);
  return false;
}

async function hasAllOf(repository: Repository, there: string, head: string): Promise<boolean> {
  const fork = await mergeBase(repository, there, head);
  if (fork === null) return false;
  const [base, ours, theirs] = await Promise.all([fork, there, head].map((sha) => repository.treeOf(sha)));
  if (base === undefined || ours === undefined || theirs === undefined || base === theirs) return false;
  const merged = await mergeTrees(repository, base, ours, theirs);
  return merged.conflicts.length === 0 && merged.tree === ours;
}
