import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/runtime/config.ts';
import {
  childEnvironment,
  ownEnvironment,
  personalGitEnvironment,
} from '../../../src/runtime/environments.ts';
import { execute } from '../../../src/runtime/processes/execute.ts';

const GIVEN = {
  PATH: '/usr/bin',
  HOME: '/home/ada',
  KILN_API_KEY: 'secret',
  DATABASE_URL: 'secret',
  TEMPORAL_API_KEY: 'secret',
  AWS_SECRET_ACCESS_KEY: 'secret',
  GITHUB_TOKEN: 'secret',
  npm_config__auth: 'secret',
  KILN_CHECK_CONCURRENCY: '2',
  HTTPS_PROXY: 'http://proxy.test',
};

test('programs get what locates programs, proxies and certificates, and no secret', () => {
  expect(childEnvironment({}, GIVEN)).toEqual({ PATH: '/usr/bin', HTTPS_PROXY: 'http://proxy.test' });
  expect(personalGitEnvironment(GIVEN)).toEqual({
    PATH: '/usr/bin',
    HTTPS_PROXY: 'http://proxy.test',
    HOME: '/home/ada',
  });
});

test('processes of Kiln get its settings besides, and the key of a Temporal cluster if there is one', () => {
  const config = { ...readConfig(), temporalAddress: null };
  const own = ownEnvironment(config, GIVEN);
  expect(own).toMatchObject({ HOME: '/home/ada', KILN_CHECK_CONCURRENCY: '2' });
  expect(Object.values(own)).not.toContain('secret');
  const remote = ownEnvironment({ ...config, temporalAddress: 'temporal.test:7233' }, GIVEN);
  expect(Object.keys(remote).filter((name) => remote[name] === 'secret')).toEqual(['TEMPORAL_API_KEY']);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a short program inherits no secret, unless it is given one', async () => {
  vi.stubEnv('KILN_API_KEY', 'secret');
  expect((await execute('env', [])).stdout).not.toContain('secret');
  expect((await execute('env', [], { env: { GIVEN: 'secret' } })).stdout).toBe('GIVEN=secret\n');
  await expect(execute('false', [])).rejects.toMatchObject({ code: 1 });
});

/** In the sandbox, whose environment is made for it; in SDKs; and the tests' own. `execute` brings one. */
const INSIDE =
  /^(sdk|targets\/files|cli\/kiln-sdk)\/|^runtime\/confinement\/gateway-inside\.mjs$|^cli\/test\.ts$/;

test('every program is started with an environment of its own', () => {
  const missing = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$|\.mjs$/.test(file) && !INSIDE.test(file))
    .flatMap((file) =>
      callsIn(readFileSync(path.join('src', file), 'utf8'))
        .filter((call) => !/\benv\b/.test(call))
        .map((call) => `${file}: ${call.slice(0, 80)}`),
    );
  expect(missing).toEqual([]);
});

/** The calls that start programs, each with its arguments. */
function callsIn(text: string): string[] {
  if (!/from 'node:child_process'|from 'execa'/.test(text)) return [];
  return [...text.matchAll(/(?<![.\w])(spawn|spawnSync|execFile|execFileSync|execa|execFileAsync)\(/g)].map(
    ({ index, 0: opening }) => {
      let at = index + opening.length;
      for (let depth = 1; depth > 0 && at < text.length; at++) {
        depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
      }
      return text.slice(index, at);
    },
  );
}
