import { readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ConfigurationError } from '../config.ts';
import { isErrno } from '../errno.ts';
import { execute } from '../processes/execute.ts';

const GRACE_MS = 20_000;

/**
 * Ends an orphaned process that a killed Kiln left running on the same data. Its command line must contain
 * `argument`, because process ids are reused. Throws `ConfigurationError` if it cannot be ended. Deletes the pid file
 * if its process is another one by now; does nothing without a pid file.
 */
export async function endLeftOver(pidFile: string, argument: string, signal: NodeJS.Signals): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1) {
    const until = Date.now() + GRACE_MS;
    // PostgreSQL's own file tells the next server of shared memory that children of the last one still use, so keep
    // it.
    const isOurs = (await commandOf(pid)).includes(argument);
    if (!isOurs && (await commandOf(pid)) !== '') await rm(pidFile, { force: true });
    for (let sent = signal; (await commandOf(pid)).includes(argument); await wait(50)) {
      try {
        process.kill(pid, sent);
      } catch (error) {
        // Otherwise it has ended meanwhile.
        if (isErrno(error, 'EPERM')) throw notEnded(pid, argument, 'it belongs to another user');
      }
      if (Date.now() > until + GRACE_MS) throw notEnded(pid, argument, 'it does not exit');
      if (Date.now() > until) sent = 'SIGKILL';
    }
  }
}

function notEnded(pid: number, argument: string, why: string): Error {
  return new ConfigurationError(
    `Process ${pid} of an earlier Kiln is still running on ${argument}, and ${why}: stop it, then start again.`,
  );
}

/** The command line of a process; empty if there is none. */
async function commandOf(pid: number): Promise<string> {
  try {
    return (await execute('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
