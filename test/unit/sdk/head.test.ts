import { afterAll, expect, it, test } from 'vitest';
import { cli } from '../../../src/sdk/languages/cli/index.ts';
import { go } from '../../../src/sdk/languages/go/index.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { needs } from '../../needs.ts';
import { completedApiOf } from './api-of.ts';
import { removeSdks, sdkOf, sentByGo, sentByTypeScript, textOf, typeErrors } from './sent.ts';

const withGo = await needs('go');

afterAll(removeSdks);

const content = {
  'application/json': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
};
const parameters = [{ name: 'kind', in: 'query', schema: { type: 'string' } }];
const responses = { 200: { description: 'ok', content } };
const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://acme.test' }],
  paths: { '/pets': { get: { parameters, responses }, head: { parameters, responses } } },
};
const CONFIG = `organization: { name: acme }
environments: { production: https://acme.test }
client_settings: { idempotency: { header: Idempotency-Key } }
resources: { pets: { methods: { list: get /pets, exists: head /pets } } }
`;

it.each(['', CONFIG])('HEAD has a method that returns nothing (config file: %j)', (config) => {
  const { api, diagnostics } = completedApiOf(DESCRIPTION, config);
  const method = api.resources.flatMap(({ methods }) => methods).find(({ verb }) => verb === 'head');
  expect(method).toMatchObject({ body: null, result: { kind: 'nothing' }, idempotent: false });
  expect(diagnostics.filter(({ level }) => level !== 'note')).toEqual([]);
});

test('an SDK in TypeScript sends HEAD, and gives the response with its headers on request', async () => {
  const files = sdkOf(typescript, 'typescript', DESCRIPTION, CONFIG);
  const use = `import { Acme } from './src/index.ts'; const nothing: void = await new Acme().pets.exists();`;
  expect(typeErrors(files, use)).toBe('');
  const results: unknown[] = [];
  const sent = await sentByTypeScript(files, async ({ pets }) => {
    results.push(await pets.exists({ kind: 'cat' }));
    const { response } = await pets.exists().withResponse();
    results.push(response.headers.get('content-type'));
  });
  expect(results).toEqual([null, 'application/json']);
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(['HEAD /pets?kind=cat', 'HEAD /pets']);
  expect(sent[0]?.headers).not.toHaveProperty('idempotency-key');
});

withGo.test('an SDK in Go sends HEAD', () => {
  const sent = sentByGo(
    sdkOf(go, 'go', DESCRIPTION, CONFIG),
    `
    var res *http.Response
    check(client.Pets.Exists(ctx, acme.PetExistsParams{Kind: acme.String("cat")}, option.WithResponseInto(&res)))
    if res.Header.Get("Content-Type") != "application/json" {
      panic("no headers")
    }
    `,
  );
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual(['HEAD /pets?kind=cat']);
  expect(sent[0]?.headers).not.toHaveProperty('idempotency-key');
});

test('an SDK in Python and a command line send HEAD', () => {
  const pets = textOf(sdkOf(python, 'python', DESCRIPTION, CONFIG), 'src/acme/resources/pets.py');
  expect(pets).toMatch(/def exists\([^)]*\) -> None:/);
  expect(pets).toContain('return self._head(\n');
  expect(pets).toContain('return await self._head(\n');
  expect(textOf(sdkOf(cli, 'cli', DESCRIPTION, CONFIG), 'pkg/cmd/pets_commands.go')).toMatch(
    /Method: +"HEAD",\n\t+Path: +"\/pets",\n\t+Accept: +"\*\/\*",\n\t+Result: +cmdline\.Nothing,/,
  );
});
