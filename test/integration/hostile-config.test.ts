import { expect, inject, test } from 'vitest';
import { description, newProject, request } from '../service.ts';

/** Texts with which parsing exhausts the stack or takes very long. */
const HOSTILE: Readonly<Record<string, string>> = {
  lists: `a: ${'['.repeat(50_000)}`,
  maps: `a: ${'{a: '.repeat(100_000)}${'}'.repeat(100_000)}`,
  aliases: Array.from(
    { length: 12 },
    (_, i) => `k${i}: &a${i} [${Array(9).fill(i === 0 ? 'x' : `*a${i - 1}`)}]`,
  ).join('\n'),
  'too many keys, one of them twice': `${Array.from({ length: 60_000 }, (_, i) => `k${i}: v${i}\n`).join('')}k7: x\n`,
  'too long': '#'.repeat(1024 * 1024 + 1),
};

/** The longest time in ms between two answers of the API while `work` runs. */
async function longestPause<T>(work: Promise<T>): Promise<{ result: T; pauseMs: number }> {
  let done = false;
  let pauseMs = 0;
  const finished = work.finally(() => {
    done = true;
  });
  while (!done) {
    const startedAt = performance.now();
    await (await fetch(`${inject('baseUrl')}/healthz`)).text();
    pauseMs = Math.max(pauseMs, performance.now() - startedAt);
  }
  return { result: await finished, pauseMs };
}

test.each(Object.entries(HOSTILE))(
  'answers a config file of %s with 400 and its name, without a pause',
  async (_name, content) => {
    const project = await newProject(['openapi']);
    const revision = { 'openapi.json': { content: description() }, 'stainless.yml': { content } };
    const { result, pauseMs } = await longestPause(
      request('POST', '/v0/builds', { project, branch: 'main', revision }),
    );
    expect(result).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('stainless.yml') },
    });
    expect(pauseMs).toBeLessThan(3_000);
    const source = { type: 'upload', openapi_spec: description(), stainless_config: content };
    const linted = await longestPause(request('POST', '/api/generate/spec', { project, source }));
    expect(linted.result.status).toBeLessThan(500);
    expect(linted.pauseMs).toBeLessThan(3_000);
  },
);
