import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Lets a process go behind others on a busy machine, and what it starts: `niceness` is from 0 to 19. For a process that
 * has just been started, and has no threads of its own yet: they inherit it. Does nothing where it has ended already.
 */
export function putBehind(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
    // Where Linux shares the processor out by session first, as it mostly does, niceness counts within a session only:
    // the session has one too, and this process leads one (sched(7), "The autogroup feature").
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // A slower answer, and nothing more.
  }
}

/** Lets a session that this process has started go behind as far as itself. */
export function putBehindAsWe(pid: number): void {
  putBehind(pid, getPriority());
}
