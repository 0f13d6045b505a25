import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ConfigurationError } from '../config.ts';
import { isErrno } from '../errno.ts';

const execute = promisify(execFile);
const GRACE_MS = 20_000;

/**
 * Ends a process that an earlier Kiln, killed, left running on the same data. It is ended only where its command line
 * names `argument`: ids are used again. Throws `ConfigurationError` where it cannot be ended. The pid file goes where its process is another by now; does nothing without.
 */
export async function endLeftOver(pidFile: string, argument: string, signal: NodeJS.Signals): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1) {
    const until = Date.now() + GRACE_MS;
    // PostgreSQL's own file tells the next server of memory that the last one's children still use: it stays.
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

/** The command line of a process; empty where there is none. */
async function commandOf(pid: number): Promise<string> {
  try {
    return (await execute('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
