import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { prepareDescription } from '../../src/codegen/description.ts';

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

test('every route says what it is for, what its parameters mean and how it can answer', async () => {
  const { paths } = Document.parse(JSON.parse(await read()));
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  // The published clients' names for what they call.
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

test('the document is valid under the linter that looks at descriptions here', async () => {
  const { diagnostics } = await prepareDescription(new Map([['openapi.json', await read()]]), 'openapi.json');
  expect(diagnostics.filter(({ level }) => level !== 'note')).toEqual([]);
});

test('the reference page loads nothing from elsewhere', async () => {
  const page = await (await fetch(`${inject('baseUrl')}/reference/`)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(sources.length).toBeGreaterThan(0);
  // Seen in a browser without a network: with these settings it asks for nothing else.
  for (const setting of ['withDefaultFonts', 'telemetry']) expect(page).toContain(`"${setting}": false`);
  for (const address of sources) {
    expect(new URL(address, `${inject('baseUrl')}/reference/`).origin).toBe(inject('baseUrl'));
    expect((await fetch(new URL(address, `${inject('baseUrl')}/reference/`))).status).toBe(200);
  }
});
