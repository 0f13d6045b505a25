import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { ensureSchemathesis } from '../../src/runtime/toolchains/test-programs.ts';
import { needs } from '../needs.ts';
import { firstBuild, newProject } from '../service.ts';

const { test } = await needs('python');

const SECONDS = 20;
const folder = mkdtempSync(path.join(tmpdir(), 'kiln-properties-'));
let program: string;

beforeAll(async () => {
  program = await ensureSchemathesis(readConfig(), (line) => process.stderr.write(`${line}\n`));
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const Parameter = z.looseObject({ name: z.string(), in: z.string(), schema: z.unknown() });
const Content = z.record(z.string(), z.looseObject({ schema: z.unknown().optional() }));
const Operation = z.looseObject({
  parameters: z.array(Parameter).optional(),
  responses: z.record(z.string(), z.looseObject({ content: Content.optional() })).default({}),
});
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

/** The document with names that are there beside one that is not: requests get further than "unknown project". */
async function documentFor(names: Readonly<Record<string, string>>): Promise<unknown> {
  const document = Document.parse(await (await fetch(`${inject('baseUrl')}/openapi.json`)).json());
  for (const [address, methods] of Object.entries(document.paths)) {
    for (const [method, { parameters = [], responses }] of Object.entries(methods)) {
      for (const { content } of Object.values(responses)) {
        // Schemathesis reads a schema as that of an event with its id, and SDKs as that of its data.
        const events = content?.['text/event-stream'];
        if (events !== undefined) events.schema = eventWith(events.schema);
      }
      for (const parameter of parameters) {
        const known = names[parameter.name];
        if (known === undefined || parameter.in === 'header') continue;
        // The project itself stays, for the others.
        const spared = method === 'delete' && address === '/v0/projects/{project}';
        parameter.schema = { type: 'string', enum: spared ? ['none'] : [known, 'none'] };
      }
    }
  }
  return document;
}

const eventWith = (contentSchema: unknown) => ({
  type: 'object',
  required: ['id', 'data'],
  properties: { data: { type: 'string', contentMediaType: 'application/json', contentSchema } },
});

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, { cwd: folder, env: childEnvironment({ HOME: folder }) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('generated requests get only documented responses, and never a 5xx', async () => {
  const project = await newProject(['cli']);
  const { id } = await firstBuild(project);
  const names = {
    project,
    id,
    build_id: id,
    org: inject('org'),
    branch: 'main',
    base: 'main',
    target: 'cli',
  };
  const file = path.join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(await documentFor(names)));
  const { code, output } = await run([
    ...['run', file, '--url', inject('baseUrl'), '-H', `Authorization: Bearer ${inject('apiKey')}`],
    ...['--phases', 'coverage,fuzzing', '--max-time', String(SECONDS), '-n', '20', '--no-shrink'],
    ...['--checks', 'not_a_server_error,response_schema_conformance,content_type_conformance'],
    ...['--checks', 'status_code_conformance', '--request-timeout', '60', '--continue-on-failure'],
    ...['--no-color', '--warnings', 'off'],
  ]);
  expect(code, output).toBe(0);
  expect(output).toMatch(/Tested: \d\d/);
}, 300_000);
