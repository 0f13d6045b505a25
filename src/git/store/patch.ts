import { git } from './git-command.ts';
import { EMPTY_TREE, type Repository } from './repository.ts';

/** The difference of one file between two commits. */
export interface FilePatch {
  readonly path: string;
  /** Its previous name if it was renamed. */
  readonly from: string | null;
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  readonly additions: number;
  readonly deletions: number;
  readonly binary: boolean;
  /** Hunks of a unified diff; null if the file is binary or its patch is too long. */
  readonly hunks: string | null;
}

/** Maximum length of the patch of one file, and of all files together, in characters. */
const FILE_CHARS = 100_000;
const ALL_CHARS = 1_000_000;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The files that differ between two commits. `base` null: all of `head`; `path`: only that file, with its whole
 * patch.
 */
export async function readPatch(
  { gitDir }: Repository,
  base: string | null,
  head: string,
  path?: string,
): Promise<FilePatch[]> {
  const limits = path === undefined ? [] : ['--', `:(literal)${path}`];
  const { stdout } = await git(
    [
      '-c',
      'core.quotePath=false',
      'diff-tree',
      '-r',
      '-p',
      '-M',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      base ?? EMPTY_TREE,
      head,
      ...limits,
    ],
    { gitDir, maxBytes: MAX_BYTES },
  );
  let left = path === undefined ? ALL_CHARS : Number.POSITIVE_INFINITY;
  return stdout
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => {
      const patch = parsePatch(part);
      const length = patch.hunks?.length ?? 0;
      const isShown = path !== undefined || (length <= FILE_CHARS && length <= left);
      if (isShown) left -= length;
      return isShown ? patch : { ...patch, hunks: null };
    });
}

/** Parses one file of `git diff`. Pure. */
export function parsePatch(text: string): FilePatch {
  const at = text.search(/^@@ /m);
  const head = at < 0 ? text : text.slice(0, at);
  const hunks = at < 0 ? '' : text.slice(at);
  const named = (pattern: RegExp) => unquoted(pattern.exec(head)?.[1] ?? '');
  const before = named(/^rename from (.*)$/m) || named(/^--- "?a\/(.*?)"?\t?$/m);
  const after = named(/^rename to (.*)$/m) || named(/^\+\+\+ "?b\/(.*?)"?\t?$/m);
  const both = named(/^diff --git "?a\/(.*?)"? "?b\/.*$/m);
  const isNew = /^new file mode/m.test(head);
  const isGone = /^deleted file mode/m.test(head);
  const isRenamed = /^rename from/m.test(head);
  const count = (sign: string) => hunks.split('\n').filter((line) => line.startsWith(sign)).length;
  const binary = /^(Binary files|GIT binary patch)/m.test(head);
  return {
    path: after || before || both,
    from: isRenamed ? before : null,
    status: isNew ? 'added' : isGone ? 'deleted' : isRenamed ? 'renamed' : 'modified',
    additions: count('+'),
    deletions: count('-'),
    binary,
    hunks: binary ? null : hunks,
  };
}

/** Names with quotes or control characters are printed as C strings. */
function unquoted(name: string): string {
  return name.replace(/\\(["\\])/g, '$1');
}
