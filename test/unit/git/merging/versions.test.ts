import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { customVersion, isVersionChange } from '../../../../src/git/merging/version-changes.ts';
import { compareVersions } from '../../../../src/git/merging/versions.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

const ORDERS = {
  // https://semver.org, 11
  SemVer:
    '0.9.0 1.0.0-1 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.2.0 1.10.0 v2.0.0',
  // https://peps.python.org/pep-0440/#summary-of-permitted-suffixes-and-relative-ordering
  'PEP 440':
    '1.0.0.dev1 1.0.0a1.dev1 1.0.0a1 1.0.0a2 1.0.0b1 1.0.0rc1 1.0.0rc1.post1 1.0.0 1.0.0.post1.dev1 1.0.0.post1 1.0.0.post10 1.1.0a1',
  RubyGems: '1.0.0.pre.alpha 1.0.0.pre.beta.2 1.0.0.pre.beta.11 1.0.0.rc1 1.0.0 1.0.1 1.10.0',
};

test.for(Object.entries(ORDERS))('versions have the order of %s', ([, order]) => {
  const sorted = order.split(' ');
  fc.assert(
    fc.property(fc.shuffledSubarray(sorted), (some) => {
      expect([...some].sort(compareVersions)).toEqual(sorted.filter((version) => some.includes(version)));
    }),
  );
});

test('recognises a build in which only versions changed, in any notation', async () => {
  const files = (semver: string, python: string, more = '') => ({
    'package.json': `{"name":"x","version":"${semver}","engines":{"node":">=20.0.0"}}\n`,
    'pyproject.toml': `version = "${python}"\n`,
    'docs.py': `# The version of the description: ${semver}\n# Agent: x/${python} (20.1.0)\n${more}`,
    '.stats.yml': `openapi_spec_hash: ${Buffer.from(semver).toString('hex')}\n`,
  });
  await sdk.build(files('1.0.0', '1.0.0'));
  const forms = ['1.1.0-beta.1', '1.1.0b1'];
  const from = await sdk.head();
  await sdk.build(files('1.1.0-beta.1', '1.1.0b1'));
  const bumped = await sdk.head();
  expect(await isVersionChange(sdk.repository, from, bumped, forms)).toBe(true);
  // The version of a dependency, or the package's previous version: neither is this version.
  expect(await isVersionChange(sdk.repository, from, bumped, ['1.2.0'])).toBe(false);
  for (const changed of [
    files('1.1.0-beta.1', '1.1.0b1', 'more\n'),
    { ...files('1.1.0-beta.1', '1.1.0b1'), 'new.txt': '' },
    { ...files('1.1.0-beta.1', '1.1.0b1'), 'data.bin': '\0' },
    { ...files('1.1.0-beta.1', '1.1.0b1'), 'docs.py': '# 1.1.0-beta.1\n' },
  ]) {
    await sdk.build(changed);
    expect(await isVersionChange(sdk.repository, from, await sdk.head(), forms)).toBe(false);
  }
});

test('finds the version with which custom code replaced the generated one', async () => {
  const versioned = (version: string) => ({
    'a.json': `{"version": "${version}", "needs": "9.0.0"}\n`,
    b: 'b\n',
  });
  await sdk.build(versioned('1.0.0'));
  const snapshot = await sdk.head();
  await sdk.push({ ...versioned('1.2.0'), b: '3.0.0\n', 'CHANGES.md': '## 4.0.0\n' });
  expect(await customVersion(sdk.repository, snapshot, await sdk.head(), ['1.0.0'])).toBe('1.2.0');
  await sdk.push({ 'a.json': '{"version": "1.0.0", "needs": "9.1.0"}\n' });
  expect(await customVersion(sdk.repository, snapshot, await sdk.head(), ['1.0.0'])).toBe(null);
});
