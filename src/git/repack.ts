import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CLOSED, closedRef } from './refs.ts';
import { git } from './store/git-command.ts';
import { refsBelow } from './store/history.ts';
import type { Repository } from './store/repository.ts';
import { NO_OID } from './store/update-refs.ts';

/** More packs or loose objects than these slow down reads. */
const MANY_PACKS = 8;
const MANY_LOOSE = 300;
const MANY_REFS = 100;
/** Refs move within moments: an older lock belongs to a process that was killed. */
const LOCK_MS = 10 * 60_000;
/** A push or a pack that takes longer than this has died. */
const LEFT_OVER_MS = 24 * 60 * 60_000;
/** Maximum number of closed conflicts that stay listed. */
const CLOSED_KEPT = 50;
const LIMIT_MS = 25 * 60_000;

/** The state of a repository after many builds. */
export interface Age {
  readonly packs: number;
  readonly loose: number;
}

export async function ageOf({ gitDir }: Repository): Promise<Age> {
  const { stdout } = await git(['count-objects', '-v'], { gitDir });
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  return { packs: count('packs'), loose: count('count') };
}

export const isAged = ({ packs, loose }: Age): boolean => packs > MANY_PACKS || loose > MANY_LOOSE;

/**
 * Makes a repository fast again: few packs, each at least twice as large as the next (`git repack --geometric`), so
 * that most of what was packed before is left alone. Deletes no object, reachable or not: a build may have just
 * written it. Safe to run concurrently with pushes, builds and reads, and to kill. Also removes files left by killed
 * processes.
 */
export async function repack(repository: Repository, signal?: AbortSignal): Promise<void> {
  const { gitDir } = repository;
  await removeLeftOvers(gitDir);
  await forgetConflicts(repository);
  if (isAged(await ageOf(repository))) {
    const settings = ['repack.writeBitmaps=false', 'pack.threads=1', 'pack.windowMemory=64m'];
    const options = settings.flatMap((each) => ['-c', each]);
    // Packs written by builds have no deltas, and Git assumes that objects in one pack were compared already: hence
    // `-f`.
    await git([...options, 'repack', '-d', '-f', '-q', '--geometric=2'], {
      gitDir,
      signal,
      timeoutMs: LIMIT_MS,
    });
    await git(['commit-graph', 'write', '--reachable'], { gitDir, signal });
    repository.forgetPacks();
  }
  if ((await looseRefs(gitDir)) > MANY_REFS) await git(['pack-refs', '--all'], { gitDir, signal });
}

async function looseRefs(gitDir: string): Promise<number> {
  const all = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(path.join(gitDir, 'refs'), all).catch(() => []);
  return entries.filter((entry) => entry.isFile()).length;
}

/** The latest closed conflicts stay listed. */
async function forgetConflicts(repository: Repository): Promise<void> {
  const refs = await refsBelow(repository, CLOSED);
  const numbers = [...refs.keys()].map((ref) => Number(ref.slice(CLOSED.length + 1))).sort((a, b) => b - a);
  await repository.updateRefs(
    numbers.slice(CLOSED_KEPT).map((number) => ({ ref: closedRef(number), from: null, to: NO_OID })),
  );
}

/**
 * Removes old locks, incomplete packs and objects of aborted pushes. A folder that Git deletes concurrently is left
 * for the next run.
 */
async function removeLeftOvers(gitDir: string): Promise<void> {
  const remove = async (file: string, afterMs: number) => {
    const made = await stat(file).catch(() => null);
    if (made !== null && Date.now() - made.mtimeMs > afterMs)
      await rm(file, { recursive: true, force: true });
  };
  for (const name of await readdir(gitDir)) {
    if (name.endsWith('.lock')) await remove(path.join(gitDir, name), LOCK_MS);
  }
  for (const name of await readdir(path.join(gitDir, 'refs'), { recursive: true }).catch(() => [])) {
    if (name.endsWith('.lock')) await remove(path.join(gitDir, 'refs', name), LOCK_MS);
  }
  const objects = path.join(gitDir, 'objects');
  const isLeftOver = (name: string) => /^(\.tmp-|\.?tmp_)/.test(name);
  for (const folder of await readdir(objects, { withFileTypes: true })) {
    const at = path.join(objects, folder.name);
    if (isLeftOver(folder.name)) await remove(at, LEFT_OVER_MS);
    else if (folder.isDirectory()) {
      for (const name of await readdir(at).catch(() => []))
        if (isLeftOver(name)) await remove(path.join(at, name), LEFT_OVER_MS);
    }
  }
}
