import { readdirSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { isErrno } from '../errno.ts';

/** Linux takes a session's niceness from who is not root once in 100 ms (EAGAIN), whichever session it is. */
const AGAIN_AFTER_MS = 120;
const TRIES = 20;

/**
 * Lets a process go behind others on a busy machine, and what it starts from now on: `niceness` is from 0 to 19. Does
 * nothing where it has ended already.
 */
export function putBehind(pid: number, niceness: number): void {
  try {
    for (const thread of threadsOf(pid)) setPriority(thread, niceness);
  } catch {
    // A slower answer, and nothing more.
    return;
  }
  // Where Linux shares the processor out by session first, as it mostly does, niceness counts within a session only:
  // the session has one too, and this process leads one (sched(7), "The autogroup feature").
  if (process.platform === 'linux') putSessionBehind(pid, niceness, TRIES);
}

/** On Linux each thread has a niceness of its own (setpriority(2), "C library/kernel differences"). */
function threadsOf(pid: number): number[] {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
}

function putSessionBehind(pid: number, niceness: number, tries: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch (error) {
    if (!isErrno(error, 'EAGAIN') || tries === 1) return;
    setTimeout(putSessionBehind, AGAIN_AFTER_MS, pid, niceness, tries - 1).unref();
  }
}

/** Lets a session that this process has started go behind as far as itself. */
export function putBehindAsWe(pid: number): void {
  putBehind(pid, getPriority());
}
