import { spawnSync } from 'node:child_process';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { readAudit } from './shipped.ts';

/**
 * `npm run audit`: asks the registry for known vulnerabilities of the shipped packages. A high or critical one fails;
 * if the registry offers no audit endpoint, the check is skipped with one line of output.
 */

/** Do not wait long for a registry without audits. */
const QUICKLY = ['--fetch-retries=0', '--fetch-timeout=30000'];
const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json', ...QUICKLY], {
  cwd: PACKAGE_ROOT,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
  timeout: 60_000,
  maxBuffer: 2 ** 26,
});
const audit = readAudit(stdout ?? '');
if (!audit.answered) {
  const why = audit.why.replace(/https?:\/\/\S+/g, 'the registry');
  process.stdout.write(`Not audited: the registry gives no audits (${why}).\n`);
} else if (audit.high + audit.critical > 0) {
  const counts = `${audit.critical} critical, ${audit.high} high`;
  process.stdout.write(`Known weaknesses of what is shipped: ${counts}. See: npm audit --omit dev\n`);
  process.exitCode = 1;
} else process.stdout.write('No known weakness of what is shipped is high or critical.\n');
