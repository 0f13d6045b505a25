import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isErrno } from '../errno.ts';

/** Why a data folder is locked: to serve until stopped, or for one command. */
type Purpose = 'serve' | 'command';

export type Lock =
  | { readonly held: true; release(): Promise<void> }
  /** Another process works on this data folder. */
  | { readonly held: false; readonly pid: number; readonly purpose: Purpose };

/** Ensures that a data folder is used by one Kiln at a time. A lock of a dead process is taken over. */
export async function lock(dataDir: string, purpose: Purpose): Promise<Lock> {
  await mkdir(dataDir, { recursive: true });
  return lockFile(path.join(dataDir, 'kiln.pid'), purpose);
}

const LOOK_AGAIN_MS = 200;

/**
 * Runs `work` while holding the lock `file`; waits for a living holder, and calls `onWait` once with its process id.
 */
export async function alone<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (pid: number) => void,
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  let told = false;
  for (;;) {
    const locked = await lockFile(file, 'command');
    if (locked.held) {
      try {
        return await work();
      } finally {
        await locked.release();
      }
    }
    if (!told) onWait(locked.pid);
    told = true;
    await wait(LOOK_AGAIN_MS);
  }
}

async function lockFile(file: string, purpose: Purpose): Promise<Lock> {
  // Linked into place with its content: a lock is never visible without its owner's id.
  const mine = `${file}.${process.pid}`;
  await writeFile(mine, `${process.pid}\n${purpose}\n`);
  try {
    for (;;) {
      if (await tryLink(mine, file)) return { held: true, release: () => rm(file, { force: true }) };
      const content = await readFile(file, 'utf8').catch(() => null);
      if (content === null) continue;
      const [text = '', other] = content.split('\n');
      const pid = Number(text);
      if (pid > 0 && pid !== process.pid && isAlive(pid)) {
        return { held: false, pid, purpose: other === 'command' ? 'command' : 'serve' };
      }
      await takeAway(file, content);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes the lock of a dead process; if somebody else has taken it meanwhile, it is put back. */
async function takeAway(file: string, content: string): Promise<void> {
  const taken = `${file}.stale.${process.pid}`;
  await rename(file, taken).catch(() => {});
  if ((await readFile(taken, 'utf8').catch(() => content)) !== content) await tryLink(taken, file);
  await rm(taken, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
