import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const GRACE_MS = 20_000;

/**
 * Ends a server that an earlier Kiln, killed, left running on the same data, and removes its pid file. The process
 * is ended only where its command line names `argument`: ids are used again. Does nothing without a pid file.
 */
export async function endLeftOver(pidFile: string, argument: string, signal: NodeJS.Signals): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1) {
    const until = Date.now() + GRACE_MS;
    for (let sent = signal; (await commandOf(pid)).includes(argument); await wait(50)) {
      try {
        process.kill(pid, sent);
      } catch {
        // It has ended meanwhile.
      }
      if (Date.now() > until) sent = 'SIGKILL';
    }
  }
  await rm(pidFile, { force: true });
}

/** The command line of a process; empty where there is none. */
async function commandOf(pid: number): Promise<string> {
  try {
    return (await execute('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
