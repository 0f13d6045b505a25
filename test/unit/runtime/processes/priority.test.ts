import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { needs } from '../../../needs.ts';

const onLinux = await needs('linux');

const PRIORITY = path.resolve('src/runtime/processes/priority.ts');
const SESSIONS = 4;

/**
 * Starts sessions, lowers the priority of all at once, and prints their nicenesses once each has changed, or after 5
 * s.
 */
const SCRIPT = `
  import { spawn } from 'node:child_process';
  import { readFileSync } from 'node:fs';
  const { putBehind } = await import(${JSON.stringify(PRIORITY)});
  if (process.getuid() === 0) {
    // Linux forbids others what it allows root.
    process.setgid(65534);
    process.setuid(65534);
  }
  const children = Array.from({ length: ${SESSIONS} }, () => spawn('sleep', ['30'], { detached: true, cwd: '/' }));
  for (const { pid } of children) putBehind(pid, 10);
  const niceOf = ({ pid }) => /nice (\\d+)/.exec(readFileSync('/proc/' + pid + '/autogroup', 'utf8'))[1];
  const until = Date.now() + 5_000;
  const isBehind = (child) => niceOf(child) === '10';
  while (Date.now() < until && !children.every(isBehind)) await new Promise((go) => setTimeout(go, 20));
  console.log(children.map(niceOf).join(' '));
  for (const child of children) child.kill();
  process.exit(0);`;

onLinux.test('lowers the priority of several sessions at once, also without root permissions', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout.trim().split(' ')).toEqual(Array.from({ length: SESSIONS }, () => '10'));
});
