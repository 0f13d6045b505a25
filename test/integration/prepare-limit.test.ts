import { afterAll, beforeAll, expect, test } from 'vitest';
import { description } from '../description.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';

let kiln: OwnKiln;
beforeAll(async () => {
  // A thread alone takes longer to start.
  kiln = await startOwnKiln({ prepareTimeoutMs: 1 });
});
afterAll(() => kiln.stop());

test('a description that exceeds the time limit of prepare ends its targets timed_out, with a note', async () => {
  const operations = Array.from({ length: 1000 }, (_, i) => `list${i}`);
  await kiln.client.projects.create({
    org: 'acme',
    slug: 'slow',
    display_name: 'Slow',
    targets: ['cli'],
    revision: { 'openapi.json': { content: description(operations) } },
  });
  const build = async () => (await kiln.client.builds.list({ project: 'slow' })).data[0];
  await expect.poll(async () => (await build())?.targets.cli?.status, { timeout: 60_000 }).toBe('completed');
  const cli = (await build())?.targets.cli;
  expect(cli?.commit).toMatchObject({ status: 'completed', conclusion: 'timed_out' });
  expect(cli?.lint).toMatchObject({ status: 'completed', conclusion: 'skipped' });
  const step = await kiln.db.buildStep.findFirstOrThrow({ where: { step: 'commit' } });
  expect(step.note).toMatch(/^prepare exceeded its time limit/);
});
