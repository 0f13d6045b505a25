import { expect, test } from 'vitest';
import { parseConfigFile } from '../../../src/contract/config-file.ts';
import { packageNameProblem } from '../../../src/contract/package-names.ts';
import { SDK_TARGETS } from '../../../src/contract/targets.ts';
import { targets } from '../../../src/targets/index.ts';

const HOSTILE = [
  '../x',
  '..',
  '/etc',
  '-rf',
  'a b',
  'a;b',
  '$(x)',
  'a\nb',
  'a/../b',
  '.',
  'a"b',
  "a'b",
  'a`b',
  'é',
  'a\\..\\b',
];

test.each(SDK_TARGETS)('rejects names that the registry of %s does not accept, with its rule', (target) => {
  for (const name of HOSTILE) expect(packageNameProblem(target, name), name).toMatch(/^must be /);
  for (const [org, project] of [
    ['acme', 'pet-store'],
    ['a', 'b2'],
    ['acme-inc', '3d'],
  ] as const) {
    expect(packageNameProblem(target, targets[target].defaultPackageName(org, project))).toBeNull();
  }
});

test('the message names the target and the rule', () => {
  expect(parseConfigFile('targets: {python: {package_name: ../x}}')).toMatchObject({
    ok: false,
    problem: {
      message: expect.stringMatching(/^targets\.python\.package_name: must be a PyPI package name/),
    },
  });
});
