import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { guessConfig } from '../../../src/codegen/guess/index.ts';
import { configFileJsonSchema, parseConfigFile } from '../../../src/contract/config-file.ts';
import { SDK_TARGETS } from '../../../src/contract/targets.ts';

const schema = configFileJsonSchema();
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** Validates a config file by the schema: the positions of errors. */
function wrong(file: unknown): string[] {
  validate(file);
  return (validate.errors ?? []).map(({ instancePath }) => instancePath);
}

const example = (name: string) =>
  readFileSync(new URL(`../../../examples/bookstore/${name}`, import.meta.url), 'utf8');

test('the published schema is that of the code (npx vitest run --project unit -u writes it anew)', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../schema/stainless.json');
});

interface Node {
  description?: string;
  $ref?: string;
  properties?: Record<string, Node>;
  additionalProperties?: Node;
  items?: Node;
  anyOf?: Node[];
}
const Node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    description: z.string().optional(),
    $ref: z.string().optional(),
    properties: z.record(z.string(), Node).optional(),
    additionalProperties: z.union([z.boolean().transform(() => ({})), Node]).optional(),
    items: Node.optional(),
    anyOf: z.array(Node).optional(),
  }),
);

/** Each key, and whether it has a description; names of targets are references without their own. */
function keys(node: Node, path: string): [string, boolean][] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, value]): [string, boolean][] =>
    value.$ref === undefined
      ? [[`${path}/${name}`, Boolean(value.description)], ...keys(value, `${path}/${name}`)]
      : [],
  );
  const { additionalProperties, items, anyOf = [] } = node;
  const below = [additionalProperties, items, ...anyOf].flatMap((each) => each ?? []);
  return [...own, ...below.flatMap((each, i) => keys(each, `${path}/*${i}`))];
}

test('every key has a description, and every target is offered', () => {
  const own = keys(Node.parse(schema), '#');
  expect(own.length).toBeGreaterThan(50);
  expect(own.filter(([, described]) => !described).map(([path]) => path)).toEqual([]);
  expect(schema).toMatchObject({
    properties: { targets: { properties: Object.fromEntries(SDK_TARGETS.map((name) => [name, {}])) } },
  });
});

test('the example and a guessed config are valid, and the example names the schema', () => {
  expect(example('stainless.yml').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=../../schema/stainless.json',
  );
  expect(wrong(parse(example('stainless.yml')))).toEqual([]);
  const targets = Object.fromEntries(SDK_TARGETS.map((name) => [name, {}]));
  const guessed = guessConfig(parse(example('openapi.yml')), { project: 'bookstore', targets });
  expect(wrong(parse(guessed))).toEqual([]);
});

test.for<[string, unknown, string | null]>([
  ['an unknown key', { new_key: 1, targets: { go: { another: [] }, cobol: {} } }, null],
  ['a target with nothing after it', { targets: { kotlin: null } }, null],
  [
    'all forms of checks',
    { targets: { go: { checks: { lint: true, build: ['make'], test: { add: ['a b'] } } } } },
    null,
  ],
  [
    'properties',
    { targets: { go: { generator: { name: 'openapi-generator', properties: { x: 1 } } } } },
    null,
  ],
  ['a wrong type', { targets: { go: { skip: 'yes' } } }, '/targets/go/skip'],
  ['an unknown check', { targets: { go: { checks: { deploy: true } } } }, '/targets/go/checks'],
  ['a line for a shell', { targets: { go: { postgen: ['a && b'] } } }, '/targets/go/postgen/0'],
  [
    'a place of a diagnostic',
    { diagnostics: { ignored: { 'A/B': [{ target: 'cobol' }] } } },
    '/diagnostics/ignored/A~1B/0/target',
  ],
])('the schema and the parser agree on %s', ([, file, where]) => {
  expect(parseConfigFile(JSON.stringify(file)).ok).toBe(where === null);
  if (where === null) expect(wrong(file)).toEqual([]);
  else expect(wrong(file)).toContain(where);
});

test.each([
  { postgen: Array(51).fill('true') },
  { checks: { lint: Array(51).fill('true') } },
  { checks: { lint: { add: Array(51).fill('true') } } },
])('more commands than a list may have: the limit is named', (go) => {
  const parsed = parseConfigFile(JSON.stringify({ targets: { go } }));
  expect(parsed).toMatchObject({ ok: false, problem: { message: expect.stringMatching(/\b50\b/) } });
});
