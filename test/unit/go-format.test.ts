import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import { readConfig } from '../../src/runtime/config.ts';
import { toolPath } from '../../src/runtime/toolchains/tool-version.ts';
import { needs } from '../needs.ts';

const withGo = await needs('go');

withGo.test('the Go code is formatted', () => {
  const env = { PATH: toolPath(readConfig().cacheDir) };
  const unformatted = execFileSync('gofmt', ['-l', path.resolve('temporal-server')], {
    env,
    encoding: 'utf8',
  });
  expect(unformatted).toBe('');
});
