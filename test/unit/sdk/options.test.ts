import { afterAll, expect, it, test } from 'vitest';
import { cli } from '../../../src/sdk/languages/cli/index.ts';
import { go } from '../../../src/sdk/languages/go/index.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { needs } from '../../needs.ts';
import { completedApiOf } from './api-of.ts';
import { removeSdks, sdkOf, sentByGo, sentByTypeScript, textOf } from './sent.ts';

const withGo = await needs('go');

afterAll(removeSdks);

const schema = { type: 'object', properties: { token: { type: 'string' } } };
const content = { 'application/json': { schema } };
const size = { type: 'object', properties: { size: { type: 'integer' } } };
const requestBody = { content: { 'application/json': { schema: size } } };
const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://acme.test' }],
  paths: {
    '/files': {
      // As Box asks whether a file may be uploaded.
      options: { operationId: 'preflight', requestBody, responses: { 200: { description: 'ok', content } } },
      trace: { responses: { 200: { description: 'ok', content } } },
    },
    // As API gateways describe what browsers ask.
    '/pets': {
      get: { responses: { 200: { description: 'ok', content } } },
      options: { responses: { 200: { description: 'ok', content: {} } } },
    },
  },
};
const CONFIG = `organization: { name: acme }
environments: { production: https://acme.test }
client_settings: { idempotency: { header: Idempotency-Key } }
resources: { files: { methods: { check: options /files } }, pets: { methods: { list: get /pets } } }
`;

it.each(['', CONFIG])('OPTIONS with an answer has a method (config file: %j)', (config) => {
  const { api, diagnostics } = completedApiOf(DESCRIPTION, config);
  const methods = api.resources.flatMap((resource) => resource.methods);
  expect(methods.map(({ verb, path }) => `${verb} ${path}`)).toEqual(['options /files', 'get /pets']);
  expect(methods[0]).toMatchObject({ idempotent: false, result: { kind: 'value' } });
  expect(diagnostics).toEqual([]);
});

test('an SDK in TypeScript sends OPTIONS with its body', async () => {
  const sent = await sentByTypeScript(sdkOf(typescript, 'typescript', DESCRIPTION, CONFIG), ({ files }) =>
    files.check({ size: 2 }),
  );
  expect(sent.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    'OPTIONS /files {"size":2}',
  ]);
  expect(sent[0]?.headers).not.toHaveProperty('idempotency-key');
});

withGo.test('an SDK in Go sends OPTIONS with its body', () => {
  const sent = sentByGo(
    sdkOf(go, 'go', DESCRIPTION, CONFIG),
    `
    _, err := client.Files.Check(ctx, acme.FileCheckParams{Size: acme.Int(2)})
    check(err)
    `,
  );
  expect(sent.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    'OPTIONS /files {"size":2}',
  ]);
  expect(sent[0]?.headers).not.toHaveProperty('idempotency-key');
});

test('an SDK in Python and a command line send OPTIONS', () => {
  const files = textOf(sdkOf(python, 'python', DESCRIPTION, CONFIG), 'src/acme/resources/files.py');
  expect(files).toMatch(/return self\._call\(\s+"\/files",\s+method="options",/);
  expect(files).toMatch(/return await self\._call\(\s+"\/files",\s+method="options",/);
  expect(textOf(sdkOf(cli, 'cli', DESCRIPTION, CONFIG), 'pkg/cmd/files_commands.go')).toMatch(
    /Method: +"OPTIONS",\n\t+Path: +"\/files",/,
  );
});
