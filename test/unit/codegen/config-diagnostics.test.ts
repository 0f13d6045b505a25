import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configDiagnostics } from '../../../src/codegen/config-diagnostics.ts';

const diagnose = (text: string) => configDiagnostics(new Map([['stainless.yml', text]]));

test('a key that nobody knows is a note with its line, a pointer and what may be meant', () => {
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

test('keys that Kiln knows and does not use are told once, as ignored', () => {
  const found = diagnose(
    [
      'edition: 2025-10-10',
      'x-anchors: {publish: &publish {npm: true}}',
      'resources: {$client: {methods: {status: get /status}}}',
      'targets:',
      '  typescript: {publish: *publish, edition: typescript.2025-10-10}',
      '  node: &node {publish: *publish}',
      '  python: *node',
      '  sql: {anything: goes}',
      '  kotlin:',
      'query_settings: {array_format: comma}',
      'constructor: 1',
    ].join('\n'),
  );
  expect(found.filter(({ ignored }) => ignored !== true).map(({ configRef }) => configRef)).toEqual([
    '#/constructor',
  ]);
  expect(
    found.filter(({ ignored }) => ignored).map(({ code, configRef, message }) => [code, configRef, message]),
  ).toEqual([
    ['Config/UnusedKey', '#/edition', 'Kiln keeps "edition" and does not use it.'],
    ['Config/UnusedKey', '#/resources', 'Kiln keeps "resources" and does not use it.'],
    ['Config/UnusedKey', '#/query_settings', 'Kiln keeps "query_settings" and does not use it.'],
    [
      'Config/UnusedKey',
      '#/targets',
      'Kiln keeps "publish" (typescript, node, python), "edition" (typescript) and does not use it.',
    ],
  ]);
});

test('the example says nothing that counts, and files that are no map say nothing', () => {
  const example = readFileSync(new URL('../../../examples/bookstore/stainless.yml', import.meta.url), 'utf8');
  expect(diagnose(example).filter(({ ignored }) => ignored !== true)).toEqual([]);
  for (const text of ['', '# nothing', '[]', 'word', 'a: [', 'targets: []', 'targets: {go: 1}']) {
    expect(diagnose(text)).toEqual([]);
  }
});
