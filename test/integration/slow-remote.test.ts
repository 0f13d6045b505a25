import Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Kiln } from '../chaos/kiln.ts';
import { GitServer } from '../git-server.ts';
import { description } from '../service.ts';

const PASSWORD = 'secret-of-the-slow-remote';
const LIMIT_S = 9;

let kiln: Kiln;
let client: Stainless;
let remote: GitServer;

beforeAll(async () => {
  remote = await GitServer.start(PASSWORD);
  kiln = await Kiln.create({
    KILN_GIT_HOST: remote.address,
    KILN_COMMIT_TIMEOUT_SECONDS: String(LIMIT_S),
    KILN_CHECKS: 'off',
  });
  kiln.start();
  await kiln.ready();
  client = new Stainless({ apiKey: kiln.key, baseURL: kiln.url, maxRetries: 0 });
}, 300_000);

afterAll(async () => {
  await kiln?.stop();
  kiln?.remove();
  await remote?.stop();
});

async function commitOf(id: string) {
  const target = async () => (await client.builds.retrieve(id)).targets.openapi;
  await expect.poll(async () => (await target())?.status, { timeout: 60_000 }).toBe('completed');
  const commit = (await target())?.commit;
  if (commit?.status !== 'completed') throw new Error('The commit has not ended.');
  return commit;
}

test('a push to a silent remote ends before the time limit of the step, and the step pushes later', async () => {
  const { url } = await remote.create('acme/slow');
  const credential = { url: remote.address, username: 'ada', secret: PASSWORD };
  expect((await kiln.ask('PUT', '/v0/orgs/chaos/git_credentials', credential)).status).toBe(200);
  remote.isSilent = true;
  const config = { organization: { name: 'Pets' }, targets: { openapi: { production_repo: url } } };
  await client.projects.create({
    org: 'chaos',
    slug: 'slow',
    display_name: 'slow',
    targets: ['openapi'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: JSON.stringify(config) },
    },
  });
  const [first] = (await client.builds.list({ project: 'slow' })).data;
  if (first === undefined) throw new Error('The project has no build.');
  const commit = await commitOf(first.id);
  remote.isSilent = false;
  expect(commit).toMatchObject({ conclusion: 'error', commit: { sha: expect.any(String) } });
  const took = Date.parse(commit.completed_at) - Date.parse(first.created_at);
  expect(took).toBeLessThan(60_000);
  const [said] = (await client.builds.diagnostics.list(first.id)).data;
  expect(said).toMatchObject({ code: 'ProductionRepo/NotPushed' });
  expect(said?.message).toMatch(/acme\/slow: it took too long/);

  const retried = await kiln.ask('POST', `/v0/builds/${first.id}/targets/openapi/retry`, { step: 'commit' });
  expect(retried.status).toBe(200);
  expect(await commitOf(first.id)).toMatchObject({ conclusion: 'success' });
}, 180_000);
