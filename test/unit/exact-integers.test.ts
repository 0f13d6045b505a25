import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { withCodeSamples } from '../../src/codegen/code-samples.ts';
import { generatorInput } from '../../src/codegen/description.ts';
import { readJson, writeJson } from '../../src/codegen/exact-json.ts';
import { prepareDescription } from '../../src/codegen/prepare-description.ts';
import { sampleSettings } from '../../src/sdk/config/code-samples.ts';
import { generateSdk } from '../../src/sdk/generate.ts';
import type { Language } from '../../src/sdk/language.ts';
import { go } from '../../src/sdk/languages/go/index.ts';
import { python } from '../../src/sdk/languages/python/index.ts';
import { typescript } from '../../src/sdk/languages/typescript/index.ts';
import { render } from '../../src/sdk/thread.ts';

const LEAST = '-9223372036854775808';
const MOST = '9223372036854775807';
const UNSIGNED = '18446744073709551615';

const LEDGER = `
openapi: 3.1.0
info: { title: Ledger, version: '1' }
paths:
  /entries:
    post:
      operationId: create
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [id, amount]
              properties:
                id: { type: integer, format: int64, minimum: 9223372036854775800 }
                amount: { $ref: 'parts.yml#/Amount' }
                kind: { type: integer, enum: [9007199254740993, 9007199254740995] }
                seen: { type: integer, default: ${MOST}, example: ${MOST} }
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: 'parts.yml#/Amount' } } } } }
`;
const PARTS = `Amount: { type: integer, minimum: ${LEAST}, maximum: ${UNSIGNED}, example: ${LEAST} }\n`;
const CONFIG = `
organization: { name: ledger }
environments: { production: https://ledger.test }
client_settings: { opts: { tenant: { type: integer, default: ${MOST} } } }
resources: { entries: { methods: { create: post /entries } } }
readme: { example_requests: { default: { endpoint: post /entries, params: { id: 9223372036854775806, amount: 9007199254740993 } } } }
`;

async function prepared(): Promise<string> {
  const files = new Map([
    ['openapi.yml', LEDGER],
    ['parts.yml', PARTS],
  ]);
  const { document, diagnostics } = await prepareDescription(files, 'openapi.yml');
  expect(diagnostics.filter(({ message }) => /bigint/.test(message))).toEqual([]);
  return document;
}

function filesOf(language: Language, target: 'go' | 'python' | 'typescript', description: string) {
  const { files } = generateSdk(language, {
    target,
    project: 'ledger',
    description,
    config: CONFIG,
    descriptionMd5: '',
    packageName: target === 'go' ? 'ledger' : 'ledger_sdk',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: `ledger-${target}`, isProduction: true },
  });
  return [...files].map(([name, { content }]) => [name, content.toString('utf8')] as const);
}

describe('JSON', () => {
  it('reads integers exactly, and everything else like JSON.parse', () => {
    const text = `{"a":[${MOST},1,1.5,1e20],"__proto__":{"b":${LEAST}},"text":"${UNSIGNED}"}`;
    const value = readJson(text);
    expect(value).toMatchObject({ a: [BigInt(MOST), 1, 1.5, 1e20], text: UNSIGNED });
    expect(writeJson(value)).toBe(text.replace('1e20', '100000000000000000000'));
    expect(readJson(MOST)).toBe(BigInt(MOST));
    expect(() => readJson('{')).toThrow(SyntaxError);
  });

  it('is written as it was read, in the format of JSON.stringify', () => {
    const leaf = fc.oneof(
      fc.bigInt().map(String),
      fc.integer().map(String),
      fc.string().map((one) => JSON.stringify(one)),
    );
    const list = fc.array(leaf).map((all) => `[${all.join(',')}]`);
    fc.assert(
      fc.property(list, (text) => {
        expect(writeJson(readJson(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const [, ...lines] = writeJson([1n, plain], indent).split('1');
        expect(lines.join('1')).toBe(JSON.stringify([1, plain], null, indent).split('1').slice(1).join('1'));
      }),
    );
  });
});

test('a description keeps its integers in everything derived from it, including those of other files', async () => {
  const document = await prepared();
  const { json, yaml } = await render(document);
  for (const text of [
    document,
    generatorInput(document),
    json,
    yaml,
    withCodeSamples(document, [], sampleSettings({})),
  ])
    for (const digits of [LEAST, MOST, UNSIGNED, '9007199254740993', '9223372036854775800'])
      expect(text).toContain(digits);
});

test('defaults, examples, limits and values arrive exactly in Python and Go', async () => {
  const description = await prepared();
  for (const files of [filesOf(python, 'python', description), filesOf(go, 'go', description)]) {
    const all = files
      .filter(([name]) => /\.(?:py|go|md)$/.test(name))
      .map(([, text]) => text)
      .join('\n');
    // The smallest value that `minimum` allows, the README's value, the option's default, an example, an enum's
    // value.
    for (const digits of ['9223372036854775800', '9223372036854775806', MOST, LEAST, '9007199254740995'])
      expect(all).toContain(digits);
    expect(all).not.toMatch(/9223372036854776|9007199254740992|9007199254740996/);
  }
});

test('a single note says that 64-bit integers are numbers in TypeScript', async () => {
  const description = await prepared();
  const { diagnostics } = generateSdk(typescript, {
    target: 'typescript',
    project: 'ledger',
    description,
    config: CONFIG,
    descriptionMd5: '',
    packageName: 'ledger',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'ledger-ts', isProduction: true },
  });
  expect(diagnostics.filter(({ code }) => code === 'TypeScript/InexactInteger')).toMatchObject([
    { level: 'note', oasRef: expect.stringContaining('/properties/id') },
  ]);
});
