import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { git } from './git-command.ts';
import { moveLooseRef } from './loose-ref.ts';

export const NO_OID = '0'.repeat(40);
const STALE_LOCK_MS = 60_000;

/** One change of a ref. `from` is its expected value: `NO_OID` if it must not exist; null: any. */
export interface RefChange {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string;
}

/** A branch cannot be created because of another: Git stores refs like files in folders. */
export class RefBlocked extends Error {
  override readonly name = 'RefBlocked';
  readonly other: string;
  constructor(ref: string, other: string) {
    super(`${short(ref)} conflicts with ${short(other)}, because Git stores branches like files in folders.`);
    this.other = short(other);
  }
}
const short = (ref: string) => ref.replace(/^refs\/heads\//, 'the branch ');

/**
 * Moves refs in one transaction of native Git, whose lock files also exclude pushes: all or none. A single existing
 * ref needs no process. Returns false if a ref does not have its expected value. Throws `RefBlocked`.
 */
export async function updateRefs(gitDir: string, changes: readonly RefChange[]): Promise<boolean> {
  const [only] = changes;
  if (only === undefined) return true;
  if (changes.length === 1 && only.from !== null && only.from !== NO_OID && only.to !== NO_OID) {
    const moved = await moveLooseRef(gitDir, { ...only, from: only.from });
    if (moved !== null) return moved;
  }
  const once = new Map(changes.map((change) => [change.ref, change]));
  const lines = [...once.values()].map(({ ref, from, to }) =>
    to === NO_OID ? `delete ${ref}\0${from ?? ''}\0` : `update ${ref}\0${to}\0${from ?? ''}\0`,
  );
  const { code, stderr } = await git(['update-ref', '-z', '--stdin'], {
    gitDir,
    input: lines.join(''),
    accept: [128],
  });
  const [, other, ref] = /'([^']+)' exists; cannot create '([^']+)'/.exec(stderr) ?? [];
  if (other !== undefined && ref !== undefined) throw new RefBlocked(ref, other);
  if (code !== 0) await dropStaleLock(gitDir, stderr);
  return code === 0;
}

/** A killed process leaves its lock behind. Refs move within moments, so an old lock can be removed. */
async function dropStaleLock(gitDir: string, message: string): Promise<void> {
  const lock = /Unable to create '([^']+\.lock)': File exists/.exec(message)?.[1];
  if (lock === undefined || !path.resolve(lock).startsWith(path.resolve(gitDir) + path.sep)) return;
  const made = await stat(lock).catch(() => null);
  if (made !== null && Date.now() - made.mtimeMs > STALE_LOCK_MS) await rm(lock, { force: true });
}
