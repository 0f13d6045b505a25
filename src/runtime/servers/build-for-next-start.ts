import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Config } from '../config.ts';
import { ownEnvironment } from '../environments.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { putBehind } from '../processes/priority.ts';
import { endWithUs } from '../processes/process-groups.ts';

/** Lowest priority on this machine. */
const LAST = 19;

/**
 * Builds in the background what this start did without, as `kiln setup` does: minutes of otherwise idle CPU time. It
 * ends with this process, and continues from its cache the next time.
 */
export function buildForNextStart(config: Config): void {
  const main = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, 'setup'], {
    env: ownEnvironment(config),
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) return;
  putBehind(child.pid, LAST);
  child.once('exit', endWithUs(child.pid));
}
