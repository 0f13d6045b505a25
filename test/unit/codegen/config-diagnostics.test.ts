import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configDiagnostics } from '../../../src/codegen/config-diagnostics.ts';
import type { SdkTarget } from '../../../src/contract/targets.ts';

const diagnose = (text: string, own: readonly SdkTarget[] = []) =>
  configDiagnostics(new Map([['stainless.yml', text]]), own);

test('an unknown key is a note with its line, a pointer and a suggestion', () => {
  const found = diagnose(
    [
      'organization:',
      '  name: Pets',
      '  dcos: https://pets.example',
      'tragets: {}',
      'targets:',
      '  typescrpt: {}',
      '  go:',
      '    pakage_name: pets',
      '    a/b~c: 1',
      'entirely_different: 1',
    ].join('\n'),
  );
  expect(
    found.map(({ code, level, configRef, line, target, ignored }) => [
      code,
      level,
      configRef,
      line,
      target,
      ignored,
    ]),
  ).toEqual([
    ['Config/UnknownKey', 'note', '#/organization/dcos', 3, undefined, undefined],
    ['Config/UnknownKey', 'note', '#/tragets', 4, undefined, undefined],
    ['Config/UnknownKey', 'note', '#/targets/typescrpt', 6, undefined, undefined],
    ['Config/UnknownKey', 'note', '#/targets/go/pakage_name', 8, 'go', undefined],
    ['Config/UnknownKey', 'note', '#/targets/go/a~1b~0c', 9, 'go', undefined],
    ['Config/UnknownKey', 'note', '#/entirely_different', 10, undefined, undefined],
  ]);
  expect(found.map(({ message }) => /Did you mean "(\w+)"\?/.exec(message)?.[1])).toEqual([
    'docs',
    'targets',
    'typescript',
    'package_name',
    undefined,
    undefined,
  ]);
});

test('keys that SDKs of OpenAPI Generator do not use are reported once, as ignored', () => {
  const file = [
    'edition: 2025-10-10',
    'x-anchors: {publish: &publish {npm: true}}',
    'resources: {$client: {methods: {status: get /status}}}',
    'organization: {github_org: pets}',
    'targets:',
    '  typescript: {publish: *publish, edition: typescript.2025-10-10}',
    '  python: {generator: openapi-generator, project_name: pets}',
    '  ruby: {publish: *publish}',
    '  java: {skip: true}',
    '  sql: {anything: goes}',
    '  kotlin:',
    '  openapi:',
    'constructor: 1',
  ].join('\n');
  const told = (own: readonly SdkTarget[]) =>
    diagnose(file, own).map(({ code, ignored, configRef, message }) =>
      ignored === true ? `${configRef} ${/ignores (.*)\.$/.exec(message)?.[1]}` : `${configRef} ${code}`,
    );
  // Keys that Kiln's own generator ignores too are reported by that generator.
  expect(told(['typescript'])).toEqual([
    '#/resources "resources" (python, kotlin, ruby)',
    '#/organization/github_org "github_org" (python, kotlin, ruby)',
    '#/constructor Config/UnknownKey',
    '#/targets "project_name" (python), "publish" (ruby)',
  ]);
  expect(told([])).toEqual([
    '#/edition "edition"',
    '#/resources "resources"',
    '#/organization/github_org "github_org"',
    '#/constructor Config/UnknownKey',
    '#/targets "publish" (typescript, ruby), "edition" (typescript), "project_name" (python)',
  ]);
  const all: readonly SdkTarget[] = ['typescript', 'go'];
  expect(diagnose('resources: {}\ntargets: {typescript: {edition: typescript.2026}, go: }', all)).toEqual([]);
});

test('the example has no diagnostics that count, and files that are not maps have none', () => {
  const example = readFileSync(new URL('../../../examples/bookstore/stainless.yml', import.meta.url), 'utf8');
  expect(diagnose(example).filter(({ ignored }) => ignored !== true)).toEqual([]);
  for (const text of ['', '# nothing', '[]', 'word', 'a: [', 'targets: []', 'targets: {go: 1}']) {
    expect(diagnose(text)).toEqual([]);
  }
});

test('lists the first hundred findings, and says how many more there are', () => {
  const unknown = (count: number) =>
    Array.from({ length: count }, (_, i) => `nobody_uses_${i}: 1\n`).join('');
  expect(diagnose(unknown(100)).map(({ code }) => code)).toEqual(Array(100).fill('Config/UnknownKey'));
  const found = diagnose(unknown(107));
  expect(found).toHaveLength(101);
  expect(found.at(-1)).toMatchObject({
    code: 'Config/More',
    level: 'note',
    message: expect.stringMatching(/\b7 more/),
  });
});
