import { readdirSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { isErrno } from '../errno.ts';

/**
 * Linux accepts a session's niceness from unprivileged users only once per 100 ms (EAGAIN), for all sessions
 * together.
 */
const AGAIN_AFTER_MS = 120;
const TRIES = 20;

/**
 * Lowers the CPU priority of a process and of everything that it starts from now on: `niceness` is from 0 to 19. Does
 * nothing if it has exited.
 */
export function putBehind(pid: number, niceness: number): void {
  try {
    for (const thread of threadsOf(pid)) setPriority(thread, niceness);
  } catch {
    // The other processes are slower then, and nothing else happens.
    return;
  }
  // Linux usually divides the processors among sessions first, and niceness counts only within a session. So set the
  // session's niceness as well, which this process leads (sched(7), "The autogroup feature").
  if (process.platform === 'linux') putSessionBehind(pid, niceness, TRIES);
}

/** On Linux each thread has its own niceness (setpriority(2), "C library/kernel differences"). */
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

/** Lowers the priority of a session that this process has started to its own. */
export function putBehindAsWe(pid: number): void {
  putBehind(pid, getPriority());
}
