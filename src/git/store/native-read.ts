import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import isomorphicGit from 'isomorphic-git';
import { LRUCache } from 'lru-cache';
import { type CommitContent, parseCommit } from './commit-content.ts';
import { type FileMode, type FileTree, file, type TreeFile } from './file-tree.ts';
import { git } from './git-command.ts';

/** isomorphic-git reads and caches whole packs: above this size native Git reads them, by memory mapping. */
const PACK_BYTES = 64 * 1024 * 1024;
/** Packs appear by fetches and pushes, also of other processes. */
const LOOK_AGAIN_MS = 10_000;

const looked = new LRUCache<string, { readonly at: number; readonly large: boolean }>({ max: 1_000 });

/** Whether a repository has a pack that is too large to read into memory. Checked every ten seconds. */
export function hasLargePack(gitDir: string): boolean {
  const before = looked.get(gitDir);
  if (before !== undefined && Date.now() - before.at < LOOK_AGAIN_MS) return before.large;
  const large = packSizes(path.join(gitDir, 'objects', 'pack')).some((bytes) => bytes > PACK_BYTES);
  looked.set(gitDir, { at: Date.now(), large });
  return large;
}

/** Forgets a repository's check, because it has new packs. */
export function forgetPackSizes(gitDir: string): void {
  looked.delete(gitDir);
}

function packSizes(folder: string): number[] {
  try {
    const packs = readdirSync(folder).filter((name) => name.endsWith('.pack'));
    return packs.map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
  } catch {
    return [];
  }
}

/** Bytes of a blob, by its id or as `<commit>:<path>`. Throws isomorphic-git's `NotFoundError`. */
export async function nativeBlob(gitDir: string, name: string): Promise<Buffer> {
  return (await read(gitDir, ['cat-file', 'blob', name], name)).bytes;
}

export async function nativeCommit(gitDir: string, oid: string): Promise<CommitContent> {
  return parseCommit((await read(gitDir, ['cat-file', 'commit', oid], oid)).stdout);
}

export async function nativeHasTree(gitDir: string, oid: string): Promise<boolean> {
  return (await git(['cat-file', '-e', `${oid}^{tree}`], { gitDir, accept: [1, 128] })).code === 0;
}

/** Files below a tree or commit, without links and submodules. Throws isomorphic-git's `NotFoundError`. */
export async function nativeTree(gitDir: string, name: string): Promise<FileTree> {
  const { stdout } = await read(gitDir, ['ls-tree', '-r', '-z', name], name);
  const entries = stdout.split('\0').flatMap((line) => {
    const [, mode, oid = '', at = ''] = /^(100644|100755) blob ([0-9a-f]{40})\t(.*)$/s.exec(line) ?? [];
    return mode === '100644' || mode === '100755' ? [{ mode, oid, at } as const] : [];
  });
  const input = entries.map(({ oid }) => `${oid}\n`).join('');
  const { bytes } = await git(['cat-file', '--batch'], { gitDir, input });
  const files = new Map<string, TreeFile>();
  let from = 0;
  for (const { mode, at } of entries) {
    const end = bytes.indexOf(10, from);
    const size = Number(bytes.subarray(from, end).toString().split(' ')[2]);
    files.set(at, file(bytes.subarray(end + 1, end + 1 + size), mode satisfies FileMode));
    from = end + size + 2;
  }
  return files;
}

async function read(gitDir: string, args: readonly string[], name: string) {
  const result = await git(args, { gitDir, accept: [128] });
  if (result.code !== 0) throw new isomorphicGit.Errors.NotFoundError(name);
  return result;
}
