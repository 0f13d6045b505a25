import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { readConfig } from '../../../src/runtime/config.ts';
import { toolPath } from '../../../src/runtime/toolchains/tool-version.ts';
import { generateSdk } from '../../../src/sdk/generate.ts';
import type { Language } from '../../../src/sdk/language.ts';
import { cli } from '../../../src/sdk/languages/cli/index.ts';
import { go } from '../../../src/sdk/languages/go/index.ts';
import { needs } from '../../needs.ts';

const withGo = await needs('go');

// Random descriptions: empty and single-element lists, names of any length, texts that look like markup.
const folder = mkdtempSync(path.join(tmpdir(), 'kiln-gofmt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'id',
    'type',
    'range',
    'data',
    'x'.repeat(41),
    'veryLongName'.repeat(9),
    'größe',
    '价格',
    '-',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
);
const prose = fc.oneof(
  fc.constantFrom(
    'One line',
    'A heading\n\nand text.\n\nAnother Heading\n\n# A third\n\n- a\n- b\n\n1. c\n2. d\n\n    code\n\tcode',
    "[link]: https://example.com\n\n* a\n  * b\n\n`x` ``y''",
    'Deprecated: no\nDeprecated: yes',
    '',
    ' \n\n ',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
const map = <T>(one: fc.Arbitrary<T>) => fc.dictionary(name, one, { maxKeys: 4 });

const { schema, object } = fc.letrec<{ schema: object; object: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'object', 'array', 'null') }),
    fc.record(
      { type: fc.constant('string'), enum: few(name), description: prose },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('integer'), enum: few(fc.integer()) }),
    fc.record({
      type: fc.constant('string'),
      format: fc.constantFrom('date', 'date-time', 'binary', 'byte'),
    }),
    fc.record({ const: name }),
    fc.record({ default: fc.jsonValue(), example: fc.jsonValue() }),
    fc.record({ $ref: fc.constantFrom('#/components/schemas/A', '#/components/schemas/B') }),
    tie('object'),
    fc.record({ type: fc.constant('array'), items: tie('schema'), example: fc.array(fc.jsonValue()) }),
    fc.record({ oneOf: few(tie('schema')), description: prose }, { requiredKeys: ['oneOf'] }),
    fc.record({ allOf: few(tie('object')) }),
    fc.record({
      oneOf: fc.constant([{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]),
      discriminator: fc.record({
        propertyName: name,
        mapping: map(fc.constantFrom('#/components/schemas/A', '#/components/schemas/B')),
      }),
    }),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: map(tie('schema')),
      required: few(name),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      description: prose,
      deprecated: fc.boolean(),
      example: fc.jsonValue(),
    },
    { requiredKeys: ['type'] },
  ),
}));

const component = fc.oneof(object, fc.record({ oneOf: few(schema) }), fc.record({ enum: few(name) }));

const content = fc.oneof(
  fc.constant({}),
  fc.dictionary(
    fc.constantFrom(
      'application/json',
      'multipart/form-data',
      'text/event-stream',
      'text/plain',
      'image/png',
    ),
    fc.record({ schema }, { requiredKeys: [] }),
    { maxKeys: 2 },
  ),
);
const operation = fc.record(
  {
    operationId: name,
    tags: few(name),
    summary: prose,
    description: prose,
    deprecated: fc.boolean(),
    parameters: few(
      fc.record(
        {
          name,
          in: fc.constantFrom('query', 'header', 'cookie'),
          required: fc.boolean(),
          schema,
          description: prose,
        },
        { requiredKeys: ['name', 'in', 'schema'] },
      ),
    ),
    requestBody: fc.record({ content, required: fc.boolean() }, { requiredKeys: ['content'] }),
    responses: fc.dictionary(
      fc.constantFrom('200', '204', 'default'),
      fc.record({ description: prose, content }, { requiredKeys: ['description'] }),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: ['responses'] },
);
const scheme = fc.oneof(
  fc.record({ type: fc.constant('apiKey'), name, in: fc.constantFrom('header', 'query', 'cookie') }),
  fc.record({ type: fc.constant('http'), scheme: fc.constantFrom('basic', 'bearer') }),
);
const description = fc.record({
  openapi: fc.constant('3.1.0'),
  info: fc.record({ title: name, version: name, description: prose }, { requiredKeys: ['title', 'version'] }),
  servers: few(fc.record({ url: fc.constantFrom('https://example.com', '/', 'https://{a}.example.com/v1') })),
  paths: fc.dictionary(
    fc.constantFrom('/', '/things', '/things/{id}', '/a/b/c/d'),
    fc.dictionary(fc.constantFrom('get', 'post', 'delete'), operation, { maxKeys: 2 }),
    { maxKeys: 3 },
  ),
  components: fc.record(
    { schemas: fc.record({ A: component, B: component }), securitySchemes: map(scheme) },
    { requiredKeys: ['schemas'] },
  ),
});
const config = fc.record(
  {
    environments: fc.dictionary(name, fc.webUrl(), { maxKeys: 2 }),
    client_settings: fc.record(
      {
        opts: fc.dictionary(
          name,
          fc.record(
            {
              type: fc.constantFrom('string', 'boolean', 'integer'),
              nullable: fc.boolean(),
              description: prose,
            },
            { requiredKeys: ['type'] },
          ),
          { maxKeys: 3 },
        ),
        default_headers: map(name),
      },
      { requiredKeys: [] },
    ),
    streaming: fc.record({
      on_event: few(fc.record({ data_starts_with: name, handle: fc.constant('done') })),
    }),
    targets: fc.record({ go: fc.record({ options: fc.record({ enable_v2: fc.boolean() }) }) }),
  },
  { requiredKeys: ['targets'] },
);

const EMPTY = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} };

/** Files whose code differs between cases: the common ones are written once. */
function write(
  language: Language,
  target: 'go' | 'cli',
  of: number,
  given: unknown,
  settings: unknown,
): void {
  const { files } = generateSdk(language, {
    target,
    project: 'p',
    description: JSON.stringify(given),
    config: JSON.stringify(settings),
    descriptionMd5: '',
    packageName: 'p',
    packageVersion: '1.2.3',
    repository: { host: 'github.com', owner: 'acme', name: 'p', isProduction: false },
  });
  for (const [file, { content }] of files) {
    if (!file.endsWith('.go') || seen.has(content.toString())) continue;
    seen.add(content.toString());
    const place = path.join(folder, `${target}-${of}`, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
  }
}
const seen = new Set<string>();

withGo.test(
  'formats Go code like gofmt, for any lists and names',
  () => {
    const cases = fc.sample(fc.tuple(description, config), {
      seed: Number(process.env.SEED ?? 7),
      numRuns: Number(process.env.RUNS ?? 60),
    });
    for (const [index, [given, settings]] of [[EMPTY, {}] as const, ...cases].entries()) {
      write(go, 'go', index, given, settings);
      write(cli, 'cli', index, given, settings);
    }
    const env = { PATH: toolPath(readConfig().cacheDir) };
    expect(
      execFileSync('gofmt', ['-d', '.'], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 }),
    ).toBe('');
  },
  120_000,
);
