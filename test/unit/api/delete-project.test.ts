import { expect, test } from 'vitest';
import { terminateEach } from '../../../src/api/delete-project.ts';

test('one build that cannot be terminated leaves none of the others running', async () => {
  const builds = Array.from({ length: 25 }, (_, i) => `build-${i}`);
  const ended: string[] = [];
  await terminateEach(builds, async (build) => {
    if (build === 'build-0' || build === 'build-12') throw new Error('unavailable');
    ended.push(build);
  });
  expect(ended).toHaveLength(23);
  expect(ended).toContain('build-24');
});
