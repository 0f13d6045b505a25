import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type GitOptions, git } from '../store/git-command.ts';
import { listTree } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';

/** How the `.gitattributes` of a branch say that a file is merged. */
export interface FileAttributes {
  /** `binary` (`-merge`, or the macro `binary`): never line by line. `union`: all lines of both sides are kept. */
  readonly merge: 'lines' | 'union' | 'binary';
  /** Line endings: `content` (`-text`) like any other bytes; `lf` (`text`, `eol`): LF in the repository. */
  readonly ends: 'free' | 'content' | 'lf';
}

/** A file that no attribute names. */
export const NO_ATTRIBUTES: FileAttributes = { merge: 'lines', ends: 'free' };

/** What merges of a branch's files need to respect its attributes. */
export interface MergeAttributes {
  /** Settings of Git, as its arguments: the merge drivers that attributes may name. */
  readonly drivers: readonly string[];
  /** Where Git finds the attributes: options of every command that is to respect them. */
  readonly workTree: Pick<GitOptions, 'cwd' | 'env'>;
  /** The attributes of files. */
  of(paths: readonly string[]): Promise<ReadonlyMap<string, FileAttributes>>;
}

const NONE: MergeAttributes = { drivers: [], workTree: {}, of: async () => new Map() };

/** Git ignores larger ones from version 2.42 on, and nobody writes them by hand. */
const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 1_000;

/**
 * `merge=ours` is the usual name of a driver that keeps the branch's file. Lines are united by `mergeFile`, which
 * knows of line endings, so that Git reports these files as conflicts.
 */
const UNION = 'kiln-union';
const DRIVERS = ['-c', 'merge.ours.driver=true', '-c', `merge.${UNION}.driver=false`];

/**
 * Runs a merge with the attributes of a tree. Git reads attributes from a working tree alone (before version 2.43), so
 * there is one, with nothing else in it.
 */
export async function withAttributes<T>(
  repository: Repository,
  tree: string,
  merge: (attributes: MergeAttributes) => Promise<T>,
): Promise<T> {
  const files = [...(await listTree(repository, tree))].filter(
    ([name, { mode }]) => path.posix.basename(name) === '.gitattributes' && mode.startsWith('100'),
  );
  if (files.length === 0) return merge(NONE);
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-attributes-'));
  try {
    for (const [name, { oid }] of files.slice(0, MAX_FILES)) {
      const at = path.join(folder, name);
      const isInside = at.startsWith(`${folder}${path.sep}`);
      if (!isInside || ((await repository.blobSize(oid)) ?? MAX_BYTES) >= MAX_BYTES) continue;
      await mkdir(path.dirname(at), { recursive: true });
      const text = (await repository.readBlob(oid)).toString('latin1');
      await writeFile(at, text.replace(/(?<=[ \t])merge=union(?=\s|$)/g, `merge=${UNION}`), 'latin1');
    }
    const workTree = { cwd: folder, env: { GIT_WORK_TREE: folder } };
    const { gitDir } = repository;
    return await merge({ drivers: DRIVERS, workTree, of: (paths) => read({ ...workTree, gitDir }, paths) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(where: GitOptions, paths: readonly string[]): Promise<Map<string, FileAttributes>> {
  const input = paths.map((name) => `${name}\0`).join('');
  const { stdout } = await git(['check-attr', '-z', '--stdin', 'merge', 'text', 'eol'], { ...where, input });
  const values = new Map<string, Record<string, string>>();
  const parts = stdout.split('\0');
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const [name = '', attribute = '', value = ''] = parts.slice(i, i + 3);
    values.set(name, { ...values.get(name), [attribute]: value });
  }
  return new Map([...values].map(([name, of]) => [name, attributesOf(of)]));
}

/** `unspecified`, `set`, `unset` or a value, as gitattributes(5) has them. */
function attributesOf({ merge, text, eol }: Readonly<Record<string, string>>): FileAttributes {
  const isText = text === 'set' || (text === 'unspecified' && (eol === 'lf' || eol === 'crlf'));
  return {
    merge: merge === 'unset' || merge === 'binary' ? 'binary' : merge === UNION ? 'union' : 'lines',
    ends: text === 'unset' ? 'content' : isText ? 'lf' : 'free',
  };
}
