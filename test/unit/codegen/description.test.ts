import { expect, test } from 'vitest';
import { checkDescription, generatorInput } from '../../../src/codegen/description.ts';
import { prepareDescription } from '../../../src/codegen/prepare-description.ts';

const minimal = (paths: string) => `openapi: 3.0.3\ninfo:\n  title: T\n  version: 1.2.3\npaths:\n${paths}`;

test('accepts OpenAPI 3.0 and 3.1, as YAML and JSON', () => {
  expect(checkDescription('openapi.yml', minimal('  {}'))).toEqual({
    ok: true,
    title: 'T',
    version: '1.2.3',
  });
  const json = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {} });
  expect(checkDescription('openapi.json', json)).toMatchObject({ ok: true });
});

test.each([
  ['openapi.json', '{"openapi": ', 'is not JSON'],
  ['openapi.yml', 'a: [', 'is not YAML'],
  ['openapi.yml', 'hello: world', 'is not an OpenAPI description'],
  ['openapi.yml', '', 'is not an OpenAPI description'],
  ['openapi.yml', 'openapi: 4.0.0\ninfo: {title: x, version: "1"}', 'must be 3.0.x, 3.1.x or 3.2.x'],
])('rejects %s %j: %s', (file, text, why) => {
  expect(checkDescription(file, text)).toMatchObject({ ok: false, message: expect.stringContaining(why) });
});

test('rejects an alias bomb without expanding it', () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
  );
  const bomb = `openapi: 3.0.0\ninfo: {title: x, version: "1"}\na0: &a0 [x]\n${levels.join('\n')}`;
  expect(checkDescription('openapi.yml', bomb)).toMatchObject({
    ok: false,
    message: expect.stringContaining('aliases'),
  });
});

test('bundles references to other config files into one document', async () => {
  const files = new Map([
    ['openapi.yml', minimal("  /p: { $ref: 'paths/p.yml' }")],
    ['paths/p.yml', 'get:\n  operationId: getP\n  responses: { "200": { description: ok } }\n'],
  ]);
  const { document, diagnostics, title } = await prepareDescription(files, 'openapi.yml');
  expect(diagnostics.filter(({ level }) => level === 'fatal')).toEqual([]);
  expect(title).toBe('T');
  expect(JSON.parse(document)).toMatchObject({ paths: { '/p': { get: { operationId: 'getP' } } } });
});

test.each([
  'file:///etc/passwd',
  '/etc/passwd',
  '../../../etc/passwd',
  'http://127.0.0.1:1/x',
  'missing.yml',
])('a reference to %s is fatal and is not followed', async (target) => {
  const files = new Map([['openapi.yml', minimal(`  /p: { $ref: '${target}' }`)]]);
  const { diagnostics, document } = await prepareDescription(files, 'openapi.yml');
  expect(diagnostics.some(({ level }) => level === 'fatal')).toBe(true);
  expect(document).not.toContain('root:');
});

test('a diagnostic has a pointer and a line', async () => {
  const files = new Map([
    ['openapi.yml', minimal('  /p:\n    get:\n      responses:\n        "200": { description: ok }\n')],
  ]);
  const { diagnostics } = await prepareDescription(files, 'openapi.yml');
  const missing = diagnostics.find(({ code }) => code === 'OpenAPI/operation-operationId');
  expect(missing).toMatchObject({
    level: 'warning',
    oasRef: expect.stringContaining('#/paths/~1p'),
    line: 7,
  });
});

test('lists the most severe of very many findings, and their number', async () => {
  const operation = (id: string) => `    get: { ${id}responses: { "200": { description: ok } } }\n`;
  const unnamed = Array.from({ length: 600 }, (_, i) => `  /p${i}:\n${operation('')}`).join('');
  const twice = `  /y:\n${operation('operationId: same, ')}  /z:\n${operation('operationId: same, ')}`;
  const files = new Map([['openapi.yml', minimal(unnamed + twice)]]);
  const { diagnostics } = await prepareDescription(files, 'openapi.yml');
  expect(diagnostics).toHaveLength(501);
  // It is the last one in the description.
  expect(diagnostics[0]).toMatchObject({ level: 'error' });
  expect(diagnostics.at(-1)).toMatchObject({ code: 'OpenAPI/More', level: 'note' });
  expect(diagnostics.at(-1)?.message).toMatch(/^The description has \d+ findings; the 500 most/);
});

test('a generator gets a 3.1 description as 3.0, without webhooks', () => {
  const document = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    webhooks: { w: {} },
    components: { schemas: { A: { type: ['string', 'null'] } } },
  });
  expect(JSON.parse(generatorInput(document))).toEqual({
    openapi: expect.stringMatching(/^3\.0/),
    info: { title: 'T', version: '1' },
    paths: {},
    components: { schemas: { A: { type: 'string', nullable: true } } },
  });
});

test.each([
  ['openapi.json', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`, 'deeper than 400'],
  ['openapi.yml', `a: ${'['.repeat(500)}${']'.repeat(500)}`, 'deeper than 400'],
  [
    'openapi.yml',
    `a: &a ${'['.repeat(300)}${']'.repeat(300)}\nb: ${'['.repeat(300)}*a${']'.repeat(300)}`,
    'deeper than 400',
  ],
  ['openapi.yml', 'a: &a [*a]', 'form a cycle'],
  ['openapi.yml', 'a: 1\n---\nb: 2', 'more than one YAML document'],
  ['openapi.yml', 'a: 1\na: 2', 'is duplicated in one object'],
])('rejects %s: %.40s: %s', (file, text, why) => {
  expect(checkDescription(file, text)).toMatchObject({ ok: false, message: expect.stringContaining(why) });
});

test('YAML errors have their line; aliases and numeric keys are accepted', () => {
  expect(checkDescription('openapi.yml', 'a: 1\nb: [\nc: 2\n')).toMatchObject({ ok: false, line: 3 });
  const text = `${minimal('')}  /p: { get: &get { responses: { 200: { description: ok } } } }\n  /q: { get: *get }\n`;
  expect(checkDescription('openapi.yml', text)).toMatchObject({ ok: true });
});
