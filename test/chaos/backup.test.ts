import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { description } from '../description.ts';
import { Kiln } from './kiln.ts';
import { verify } from './verify.ts';

const Builds = z.object({
  data: z.array(
    z.looseObject({ id: z.string(), targets: z.looseObject({ cli: z.looseObject({ status: z.string() }) }) }),
  ),
});
const builds = async (kiln: Kiln) =>
  Builds.parse((await kiln.request('GET', '/v0/builds?project=kept')).body).data;
const allCompleted = (kiln: Kiln, count: number) =>
  expect
    .poll(async () => (await builds(kiln)).map(({ targets }) => targets.cli.status), { timeout: 180_000 })
    .toEqual(Array.from({ length: count }, () => 'completed'));
const post = (kiln: Kiln, operations: readonly string[]) =>
  kiln.request('POST', '/v0/builds', {
    project: 'kept',
    branch: 'main',
    revision: { 'openapi.json': { content: description(operations) } },
  });

test('a backup is restored into a new folder, where builds continue', async () => {
  const [old, restored] = [await Kiln.create(), await Kiln.create()];
  try {
    old.start();
    await old.ready();
    await old.request('POST', '/v0/projects', {
      org: 'chaos',
      slug: 'kept',
      display_name: 'kept',
      targets: ['cli'],
      revision: {
        'openapi.json': { content: description() },
        'stainless.yml': { content: 'targets:\n  cli: {checks: false}\n' },
      },
    });
    await allCompleted(old, 1);
    const file = path.join(old.folder, 'kiln.tar.gz');
    expect(() => old.run('backup', file)).toThrow(/Kiln is running on .* Stop it/);
    // A running build is included too.
    expect((await post(old, ['listPets', 'listOwners'])).status).toBe(200);
    await old.stop();
    old.run('backup', file);
    expect(() => old.run('restore', file)).toThrow(/is not empty/);

    restored.run('restore', file);
    restored.start();
    await restored.ready();
    await allCompleted(restored, 2);
    expect((await post(restored, ['listVets'])).status).toBe(200);
    await allCompleted(restored, 3);
    const answered = new Set((await builds(restored)).map(({ id }) => id));
    expect(answered.size).toBe(3);
    expect(await verify(restored, answered)).toMatchObject({ builds: 3, commits: 3, wrong: [] });
  } finally {
    for (const kiln of [old, restored]) {
      await kiln.stop();
      kiln.remove();
    }
  }
}, 600_000);
