import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect } from 'vitest';
import type { FileTree } from '../../src/git/store/file-tree.ts';
import { generateSdk } from '../../src/sdk/generate.ts';
import { cli } from '../../src/sdk/languages/cli/index.ts';
import { go } from '../../src/sdk/languages/go/index.ts';
import { testGoEnvironment } from '../go.ts';
import { needs } from '../needs.ts';

const { test } = await needs('go');

// What the READMEs of a Go SDK and of a command line say, done as it is written, against a small server.

/** A text that runs where a shell reads it as a command. */
const RUNS = '$(touch touched)';

const DESCRIPTION = `
openapi: 3.1.0
info: { title: Notes, version: '1', description: 'Notes of people. ${RUNS} \`touch touched\`' }
servers: [{ url: https://notes.example }]
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas:
    Note:
      type: object
      required: [id, text]
      properties: { id: { type: string }, text: { type: string } }
paths:
  /notes:
    get:
      summary: ${RUNS}
      parameters:
        - { name: cursor, in: query, schema: { type: string } }
        - { name: kind, in: query, description: '${RUNS}', schema: { type: string, enum: [short, '${RUNS}', 'a b', 'x:y'] } }
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: { type: array, items: { $ref: '#/components/schemas/Note' } }
                  next_cursor: { type: string }
    post:
      summary: Create a note
      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [text], properties: { text: { type: string } } }
      responses:
        '200': { description: OK, content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }
  /events:
    get:
      summary: Watch notes
      responses:
        '200': { description: OK, content: { text/event-stream: { schema: { $ref: '#/components/schemas/Note' } } } }
`;

const CONFIG = `
organization: { name: notes }
client_settings:
  opts:
    api_key: { type: string, nullable: false, auth: { security_scheme: bearer }, read_env: NOTES_API_KEY }
security: [{ bearer: [] }]
resources:
  notes:
    models: { note: Note }
    methods:
      list: get /notes
      create: post /notes
    subresources:
      events:
        methods:
          watch: { endpoint: get /events, streaming: { stream_event_model: notes.note } }
pagination:
  - name: notes_page
    type: cursor
    request:
      cursor: { type: string, x-stainless-pagination-property: { purpose: next_cursor_param } }
    response:
      data: { type: array, items: {} }
      next_cursor: { type: string, x-stainless-pagination-property: { purpose: next_cursor_field } }
readme:
  example_requests:
    default: { endpoint: post /notes, params: { text: "it's a note" } }
    pagination: { endpoint: get /notes, params: {} }
    streaming: { endpoint: get /events, params: {} }
`;

const folder = mkdtempSync(path.join(tmpdir(), 'kiln-go-programs-'));
const server = createServer((request, response) => {
  const { method, url = '' } = request;
  const json = (value: unknown) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  if (request.headers.authorization !== 'Bearer My API Key') response.writeHead(401).end();
  else if (method === 'POST') {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => json({ id: 'new', ...JSON.parse(Buffer.concat(parts).toString('utf8')) }));
  } else if (url === '/events') {
    response.setHeader('content-type', 'text/event-stream');
    response.end('data: {"id":"e1","text":"x"}\n\ndata: {"id":"e2","text":"y"}\n\n');
  } else if (url.includes('cursor=b')) json({ data: [{ id: 'n2', text: 'b' }] });
  else json({ data: [{ id: 'n1', text: 'a' }], next_cursor: 'b' });
});

let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  env = testGoEnvironment(folder, {
    NOTES_API_KEY: 'My API Key',
    NOTES_BASE_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
  });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function make(language: typeof go, target: 'go' | 'cli', options = '', into: string = target): FileTree {
  const { files } = generateSdk(language, {
    target,
    project: 'notes',
    description: JSON.stringify(load(DESCRIPTION)),
    config: `${CONFIG}targets: { ${target}: { options: {${options}} } }\n`,
    descriptionMd5: '',
    packageName: 'notes',
    packageVersion: '1.2.3',
    repository: { host: 'github.com', owner: 'acme', name: `notes-${target}`, isProduction: false },
  });
  for (const [name, { content }] of files) write(path.join(folder, into, name), content);
  return files;
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Code blocks of a language in the README. */
const blocks = (files: FileTree, language: string): readonly string[] =>
  [
    ...String(files.get('README.md')?.content).matchAll(
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'),
    ),
  ].map(([, text = '']) => text);

async function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(program, args, { cwd, env, timeout: 300_000 })).stdout;
}

test('every program in the README of a Go SDK runs', async () => {
  const programs = blocks(make(go, 'go'), 'go').filter((text) => text.startsWith('package main\n'));
  const root = path.join(folder, 'go');
  for (const [index, text] of programs.entries()) write(path.join(root, `readme${index}`, 'main.go'), text);
  await run(
    root,
    'go',
    'build',
    '-o',
    `${folder}/programs/`,
    ...programs.map((_, index) => `./readme${index}`),
  );
  const printed: string[] = [];
  for (const index of programs.keys()) printed.push(await run(folder, `./programs/readme${index}`));
  const [created = '', listed = '', streamed = '', handled = ''] = printed;
  expect(created).toContain("it's a note");
  expect(listed).toMatch(/n1[\s\S]*\n[\s\S]*n2/);
  expect(streamed).toMatch(/e1[\s\S]*\n[\s\S]*e2/);
  // The program that handles errors has none to show.
  expect([printed.length, handled]).toEqual([4, '']);
}, 300_000);

test('a command line does what its README says, and no text of its description is run', async () => {
  const files = make(cli, 'cli');
  await run(path.join(folder, 'cli'), 'go', 'build', '-o', `${folder}/bin/`, './cmd/notes');
  env.PATH = `${folder}/bin:${env.PATH ?? ''}`;
  const bash = (script: string) => run(folder, 'bash', '-euc', script);

  const usage = blocks(files, 'sh').find((text) => text.includes('notes create'));
  expect(await bash(usage ?? '')).toBe(
    [
      '{\n  "id": "new",\n  "text": "it\'s a note"\n}',
      '{"id":"n1","text":"a"}\n{"id":"n2","text":"b"}',
      '{"id":"e1","text":"x"}\n{"id":"e2","text":"y"}\n',
    ].join('\n'),
  );

  // As a person presses the tab key behind each of these, and then enters what was completed.
  const complete = (...words: string[]) =>
    bash(`source <(notes @completion bash)
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
      _notes_complete
      printf '%s\\n' "\${COMPREPLY[@]}"`);
  expect(await complete('notes', 'no')).toBe('notes\nnotes:events\n');
  expect(await complete('notes', 'notes', ':')).toBe('events\n');
  expect(await complete('notes', 'notes:events', 'w')).toBe('watch\n');
  const kinds = 'short\n\\$\\(touch\\ touched\\)\na\\ b\nx:y\n';
  expect(await complete('notes', 'notes', 'list', '--kind', '')).toBe(kinds);
  expect(await complete('notes', 'notes', 'list', '--kind', '=')).toBe(kinds);
  for (const kind of kinds.trim().split('\n')) await bash(`notes notes list --max-items 1 --kind ${kind}`);

  await bash('notes @manpages man/man1');
  expect(readdirSync(path.join(folder, 'man/man1')).sort()).toEqual([
    'notes-notes-events.1',
    'notes-notes.1',
    'notes.1',
  ]);
  expect(readFileSync(path.join(folder, 'man/man1/notes-notes.1'), 'utf8')).toContain('.SS "list"');
  await bash('notes --help; notes notes --help; notes notes list --help');
  expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('touched'))).toEqual(
    [],
  );
}, 300_000);

test('a command line is built on the Go SDK of the same project', async () => {
  make(go, 'go', '', 'sdk');
  make(cli, 'cli', ' go_sdk_package: github.com/acme/notes-go, go_sdk_version: v1.2.3 ', 'on-sdk');
  const root = path.join(folder, 'on-sdk');
  await run(root, 'go', 'mod', 'edit', '-replace=github.com/acme/notes-go=../sdk');
  await run(root, 'bash', 'scripts/bootstrap');
  await run(root, 'go', 'build', '-o', 'notes', './cmd/notes');
  expect(await run(root, './notes', 'notes', 'list', '--transform', 'id')).toBe('n1\nn2\n');
}, 300_000);
