import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { isErrno } from './errno.ts';

/** Linux takes a session's niceness from who is not root once in 100 ms (EAGAIN), whichever session it is. */
const AGAIN_AFTER_MS = 120;
const TRIES = 20;

/**
 * Lets a process go behind others on a busy machine, and what it starts: `niceness` is from 0 to 19. For a process that
 * has just been started, and has no threads of its own yet: they inherit it. Does nothing where it has ended already.
 */
export function putBehind(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // A slower answer, and nothing more.
    return;
  }
  // Where Linux shares the processor out by session first, as it mostly does, niceness counts within a session only:
  // the session has one too, and this process leads one (sched(7), "The autogroup feature").
  if (process.platform === 'linux') putSessionBehind(pid, niceness, TRIES);
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
