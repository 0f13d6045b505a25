import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { prepareDescription } from '../../src/codegen/prepare-description.ts';
import { ERROR_EXAMPLES, SCHEMA_EXAMPLES } from '../../src/contract/examples/answers.ts';
import { REQUEST_EXAMPLES } from '../../src/contract/examples/requests.ts';

const Described = z.string().min(3);
const Operation = z.object({
  operationId: z.string().regex(/^[a-z]+(\.[a-zA-Z]+)+$/),
  summary: Described,
  tags: z.array(z.string()).length(1),
  parameters: z.array(z.object({ name: z.string(), description: Described })).default([]),
  responses: z.record(
    z.string(),
    z.object({
      description: Described.refine((text) => text !== 'Default Response'),
      content: z.unknown().optional(),
    }),
  ),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

const read = async () => (await fetch(`${inject('baseUrl')}/openapi.json`)).text();

test('every route documents its purpose, parameters and responses', async () => {
  const { paths } = Document.parse(JSON.parse(await read()));
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  // The operations' names in the published clients.
  expect(ids).toEqual(
    expect.arrayContaining([
      'builds.targetOutputs.retrieve',
      'projects.branches.reset',
      'projects.configs.retrieve',
    ]),
  );
  for (const { operationId, responses } of operations) {
    if (operationId.startsWith('health.')) continue;
    expect(Object.keys(responses), operationId).toEqual(
      expect.arrayContaining([expect.stringMatching(/^20/), '400', '404', '503']),
    );
  }
});

const Media = z.object({
  schema: z.record(z.string(), z.unknown()).optional(),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ summary: Described, value: z.unknown() })).optional(),
});
const Body = z.object({ content: z.record(z.string(), Media).default({}) });
const WithExamples = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        requestBody: Body.optional(),
        responses: z.record(z.string(), Body),
      }),
    ),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({ examples: z.array(z.unknown()).default([]) })),
  }),
});

test('requests and responses have examples that match their schemas', async () => {
  const text = await read();
  const { paths, components } = WithExamples.parse(JSON.parse(text));
  const ajv = new Ajv2020({
    strict: false,
    formats: { 'date-time': true },
    schemas: { document: JSON.parse(text) },
  });
  const check = (what: string, schema: unknown, value: unknown) => {
    const within = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));
    const valid = ajv.compile(within);
    valid(value);
    expect(valid.errors, `${what}: ${JSON.stringify(value)}`).toBeNull();
  };

  for (const [name, { examples, ...schema }] of Object.entries(components.schemas)) {
    for (const example of examples) check(name, schema, example);
  }
  const shown = Object.entries(components.schemas).filter(([, { examples }]) => examples.length > 0);
  expect(shown.map(([name]) => name).sort()).toEqual(Object.keys(SCHEMA_EXAMPLES).sort());

  const asked: string[] = [];
  const errors = new Set<unknown>();
  for (const { operationId, requestBody, responses } of Object.values(paths).flatMap((methods) =>
    Object.values(methods),
  )) {
    for (const { schema, examples = {} } of Object.values(requestBody?.content ?? {})) {
      asked.push(operationId);
      expect(Object.keys(examples), operationId).not.toEqual([]);
      for (const { value } of Object.values(examples)) check(operationId, schema, value);
    }
    for (const [status, { content }] of Object.entries(responses)) {
      for (const { schema, example } of Object.values(content)) {
        if (!/^[45]/.test(status) || operationId.startsWith('health.')) continue;
        check(`${operationId} ${status}`, schema, example);
        errors.add(example);
      }
    }
  }
  expect(asked.sort()).toEqual(Object.keys(REQUEST_EXAMPLES).sort());
  const messages = [...errors].map((example) => z.object({ message: z.string() }).parse(example).message);
  expect([...new Set(messages)].sort()).toEqual(Object.values(ERROR_EXAMPLES).sort());
});

test("the OpenAPI document passes Kiln's own lint", async () => {
  const { diagnostics } = await prepareDescription(new Map([['openapi.json', await read()]]), 'openapi.json');
  expect(diagnostics.filter(({ level }) => level !== 'note')).toEqual([]);
});

test('the reference page loads nothing from other origins', async () => {
  const page = await (await fetch(`${inject('baseUrl')}/reference/`)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(sources.length).toBeGreaterThan(0);
  // Verified in a browser without a network: with these settings it requests nothing else.
  for (const setting of ['withDefaultFonts', 'telemetry']) expect(page).toContain(`"${setting}": false`);
  for (const address of sources) {
    expect(new URL(address, `${inject('baseUrl')}/reference/`).origin).toBe(inject('baseUrl'));
    expect((await fetch(new URL(address, `${inject('baseUrl')}/reference/`))).status).toBe(200);
  }
});
