import type { KeptBecause } from '../../contract/adoptions.ts';
import { mergeTrees } from '../merging/merge-trees.ts';
import type { ConflictFile } from '../merging/native-merge.ts';
import { git } from '../store/git-command.ts';
import { type Entry, editTree, listTree } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import {
  isSame,
  isWorkflow,
  type SortedFiles,
  settleConflicts,
  settleCustom,
  settleObsolete,
  sortFiles,
} from './sort-files.ts';

/** Three trees: the generated base, the team's branch, and Kiln's generated code. */
export interface Sides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface PlannedMerge {
  /** The base with which every later build gets the same merge as the adoption. */
  readonly base: string;
  readonly files: SortedFiles;
  readonly kept: readonly { readonly path: string; readonly because: KeptBecause }[];
  /** Custom files that receive generated changes, because the team moved them. */
  readonly moved: readonly string[];
  readonly conflicts: readonly ConflictFile[];
}

/** Maximum rounds: settling a conflict may reveal another if files were renamed. */
const ROUNDS = 5;

/**
 * Merges as the adoption's build will, and returns the base for that: the found base, changed so that files which
 * stay the team's count as the team's own change. No ref moves; objects are written.
 */
export async function planMerge(repository: Repository, sides: Sides): Promise<PlannedMerge> {
  if (sides.base === EMPTY_TREE) await repository.writeEmptyTree();
  const [base, ours, theirs] = await Promise.all([
    listTree(repository, sides.base),
    listTree(repository, sides.ours),
    listTree(repository, sides.theirs),
  ]);
  const sorted = sortFiles(base, ours, theirs);
  const changes = new Map<string, Entry | null>();
  const kept = new Map<string, KeptBecause>();
  const settle = (settled: ReturnType<typeof settleConflicts>) => {
    for (const { path, entry, because } of settled) {
      changes.set(path, entry);
      if (because !== null) kept.set(path, because);
    }
  };
  settle(settleCustom(base, ours, theirs));
  const workflows = [...ours].filter(([path]) => isWorkflow(path)).map(([, { oid }]) => oid);
  settle(settleObsolete(sorted.obsolete, await textsOf(repository, workflows)));
  const files = { ...sorted, obsolete: sorted.obsolete.filter((path) => !kept.has(path)) };
  for (let round = 1; ; round++) {
    const adopted = await editTree(repository, sides.base, changes);
    const merged = await mergeTrees(repository, adopted, sides.ours, sides.theirs);
    const settled = settleConflicts(merged.conflicts).filter(({ path }) => !changes.has(path));
    settle(settled);
    if (settled.length > 0 && round < ROUNDS) continue;
    const after = await listTree(repository, merged.tree);
    return {
      base: adopted,
      files,
      kept: [...kept]
        .map(([path, because]) => ({ path, because }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
      moved: files.custom.filter(
        (path) =>
          !isSame(ours.get(path) ?? null, after.get(path) ?? null) &&
          merged.conflicts.every((conflict) => conflict.path !== path),
      ),
      conflicts: merged.conflicts,
    };
  }
}

const WORKFLOW_BYTES = 256 * 1024;

async function textsOf({ gitDir }: Repository, oids: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const oid of oids) {
    const { stdout } = await git(['cat-file', 'blob', oid], { gitDir, maxBytes: WORKFLOW_BYTES });
    texts.push(stdout);
  }
  return texts;
}

/** Why a file conflicts, in words. */
export function whyConflict({ base, ours, theirs }: ConflictFile): string {
  if (ours === null) return 'The team deleted it, and Kiln generates it differently than before.';
  if (theirs === null) return 'The team edited it, and Kiln does not generate it.';
  if (base === null) return 'The team has a file of this name that was never generated.';
  return 'The team edited lines that Kiln generates differently than before.';
}
