import { NOBODY } from '../store/commit-content.ts';
import { git } from '../store/git-command.ts';
import type { Entry } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import type { MergeAttributes } from './attributes.ts';

/** A conflicting file, on each side; null if a side does not have it. */
export interface ConflictFile {
  readonly path: string;
  readonly base: Entry | null;
  readonly ours: Entry | null;
  readonly theirs: Entry | null;
}

/** The result of Git's own merge. */
export interface NativeMerge {
  readonly tree: string;
  readonly conflicts: readonly ConflictFile[];
  /** Paths whose conflict involves more than the lines of one file. */
  readonly hard: ReadonlySet<string>;
}

/**
 * Three-way merge of trees by native Git, including renames, modes and binary files.
 *
 * @param attributes those of the branch
 */
export async function nativeMerge(
  repository: Repository,
  { base, ours, theirs }: { readonly base: string; readonly ours: string; readonly theirs: string },
  attributes: MergeAttributes,
): Promise<NativeMerge> {
  // This version of Git takes the base from history only, so create history: two commits with one parent. They are
  // always the same.
  const commit = (tree: string, parents: string[]) =>
    repository.writeCommit({ tree, parents, message: 'merge\n', author: NOBODY });
  if (base === EMPTY_TREE) await repository.writeEmptyTree();
  const from = await commit(base, []);
  const [left, right] = await Promise.all([commit(ours, [from]), commit(theirs, [from])]);
  const { stdout } = await git(
    [
      // A file that people put into a folder stays there, even if the generator renames the folder.
      '-c',
      'merge.directoryRenames=false',
      '-c',
      'merge.renameLimit=2000',
      ...attributes.drivers,
      'merge-tree',
      '--write-tree',
      '-z',
      left,
      right,
    ],
    { ...attributes.workTree, gitDir: repository.gitDir, accept: [1] },
  );
  return parse(stdout.split('\0'));
}

/** `<tree> (<mode> <oid> <stage>\t<path>)* '' (<count> <path>{count} <type> <message>)*` */
function parse(parts: readonly string[]): NativeMerge {
  const [tree = ''] = parts;
  const files = new Map<string, { base: Entry | null; ours: Entry | null; theirs: Entry | null }>();
  let at = 1;
  for (; at < parts.length && parts[at] !== ''; at++) {
    const [info = '', path = ''] = splitOnce(parts[at] ?? '', '\t');
    const [mode = '', oid = '', stage = ''] = info.split(' ');
    const file = files.get(path) ?? { base: null, ours: null, theirs: null };
    const side = stage === '1' ? 'base' : stage === '2' ? 'ours' : 'theirs';
    files.set(path, { ...file, [side]: { mode, oid } });
  }
  const hard = new Set<string>();
  for (at += 1; at + 1 < parts.length; ) {
    const count = Number(parts[at]);
    if (!Number.isInteger(count)) break;
    const paths = parts.slice(at + 1, at + 1 + count);
    const type = parts[at + 1 + count] ?? '';
    if (type.startsWith('CONFLICT') && type !== 'CONFLICT (contents)')
      for (const path of paths) hard.add(path);
    at += count + 3;
  }
  return { tree, conflicts: [...files].map(([path, sides]) => ({ path, ...sides })), hard };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
