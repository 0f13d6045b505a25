import { spawn } from 'node:child_process';
import path from 'node:path';
import { type Config, ownEnvironment } from '../config.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { putBehind } from '../processes/priority.ts';
import { endWithUs } from '../processes/process-groups.ts';

/** Behind everything else of this machine. */
const LAST = 19;

/**
 * Builds what this start did without, as `kiln setup` does, while Kiln runs: minutes of a processor that nothing else
 * wants. It ends with this process, and goes on from its cache the next time.
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
