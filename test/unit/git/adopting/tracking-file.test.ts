import { expect, test } from 'vitest';
import { trackedIn } from '../../../../src/git/adopting/tracking-file.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

const file = (base: string) => JSON.stringify({ base: base.repeat(40), integrated: 'f'.repeat(40) });

test('the newest tracking file of a target is found in its repository; one that cannot be used is named', async () => {
  const sdk = await SdkRepository.open();
  try {
    await sdk.build({ 'a.ts': 'a\n' });
    const tracked = async (...names: string[]) =>
      trackedIn(sdk.repository, await sdk.head(), names.length === 0 ? ['typescript', 'node'] : names);
    expect(await tracked()).toEqual({ tracking: null, notes: [] });
    await sdk.push({
      'custom-code/typescript/2026-05-29T18-39-50-117Z-custom-code.json': file('1'),
      'custom-code/node/2026-06-01T08-00-00-000Z-custom-code.json': file('2'),
      'custom-code/python/2026-07-01T08-00-00-000Z-custom-code.json': file('3'),
      'docs/custom-code/typescript/2026-08-01T08-00-00-000Z-custom-code.json': file('4'),
    });
    expect((await tracked()).tracking?.base).toBe('2'.repeat(40));
    expect((await tracked('python')).tracking?.base).toBe('3'.repeat(40));
    // A repository of one language has no folder for it.
    await sdk.push({ 'custom-code/2026-09-01T08-00-00-000Z-custom-code.json': file('5') });
    expect((await tracked('go')).tracking?.base).toBe('5'.repeat(40));
    for (const broken of ['{"base": "short"}', '{']) {
      await sdk.push({ 'custom-code/2026-09-02T08-00-00-000Z-custom-code.json': broken });
      expect(await tracked()).toEqual({
        tracking: null,
        notes: [expect.stringContaining('09-02T08-00-00-000Z-custom-code.json is not used')],
      });
    }
  } finally {
    await sdk.close();
  }
});
