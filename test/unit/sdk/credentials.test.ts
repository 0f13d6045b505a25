import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, test } from 'vitest';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { apiOf, generateSdk } from '../../../src/sdk/generate.ts';
import type { Language } from '../../../src/sdk/language.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { needs } from '../../needs.ts';

const withPython = await needs('python');

const folder = mkdtempSync(path.join(tmpdir(), 'kiln-credentials-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ok = { responses: { 200: { description: 'ok' } } };
const DESCRIPTION = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Pets', version: '1' },
  security: [{ oauth: ['pets:read'] }, { key: [] }],
  paths: {
    '/pets': { get: ok, post: { ...ok, security: [{ key: [] }] } },
    '/health': { get: { ...ok, security: [] } },
  },
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: { tokenUrl: '/oauth/token', scopes: { 'pets:read': '', 'pets:write': '' } },
        },
      },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
  },
});
const opt = (scheme: string, role: string) =>
  `{ type: string, nullable: true, auth: { security_scheme: ${scheme}, role: ${role} } }`;
const CONFIG = `organization: { name: pets }
environments: { production: https://pets.test/v1, sandbox: https://sandbox.pets.test/v1 }
client_settings:
  opts:
    client_id: ${opt('oauth', 'client_id')}
    client_secret: ${opt('oauth', 'client_secret')}
    access_token: ${opt('oauth', 'value')}
    api_key: ${opt('key', 'value')}
resources: { pets: { methods: { list: get /pets, create: post /pets, health: get /health } } }
`;
const PER_ENDPOINT = `${CONFIG}settings: { per_endpoint_security: true }\n`;

function inputOf(target: 'go' | 'python' | 'typescript', config: string) {
  return {
    target,
    project: 'pets',
    description: DESCRIPTION,
    config,
    descriptionMd5: '',
    packageName: 'pets',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'pets', isProduction: true },
  };
}

function sdkOf(language: Language, target: 'python' | 'typescript', config: string): FileTree {
  return generateSdk(language, inputOf(target, config)).files;
}

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** A client of the generated SDK in TypeScript, and what it sends. Tokens are `t1`, `t2`, …; `t1` may be refused. */
async function clientOf(name: string, config: string, options: object, refuses = '') {
  const root = path.join(folder, name);
  for (const [file, { content }] of sdkOf(typescript, 'typescript', config)) {
    if (!file.startsWith('src/')) continue;
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  const { Pets } = await import(/* @vite-ignore */ pathToFileURL(path.join(root, 'src/index.ts')).href);
  const sent: Sent[] = [];
  let tokens = 0;
  const fetch = async (url: string, init: RequestInit) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    sent.push({ url, headers, body: init.body });
    const isToken = url.endsWith('/oauth/token');
    if (isToken) tokens += 1;
    const isRefused = headers.authorization === `Bearer ${refuses}`;
    return new Response(JSON.stringify(isToken ? { access_token: `t${tokens}`, expires_in: 3600 } : {}), {
      status: isRefused ? 401 : 200,
      headers: { 'content-type': 'application/json', 'retry-after-ms': '1' },
    });
  };
  const client = new Pets({ ...options, fetch });
  const credentials = () => sent.map(({ headers }) => headers.authorization ?? headers['x-key'] ?? 'none');
  return { client, sent, credentials };
}

const ids = { clientID: 'me', clientSecret: 'secret' };
const BASIC = `Basic ${btoa('me:secret')}`;

describe('clients in TypeScript', () => {
  it('get a token for their id and secret, share it, and get another where it is refused', async () => {
    const { client, sent, credentials } = await clientOf('tokens', CONFIG, ids, 't1');
    await client.pets.list();
    await client.withOptions({ maxRetries: 1 }).pets.list();
    expect(credentials()).toEqual([BASIC, 'Bearer t1', BASIC, 'Bearer t2', 'Bearer t2']);
    expect(sent[0]).toMatchObject({
      url: 'https://pets.test/oauth/token',
      body: 'grant_type=client_credentials&scope=pets%3Aread',
    });
  });

  it('need no token where they have one, or the request says what it carries, or needs nothing', async () => {
    const given = await clientOf('given', CONFIG, { ...ids, accessToken: 'mine' });
    await given.client.pets.list();
    expect(given.credentials()).toEqual(['Bearer mine']);
    const { client, credentials } = await clientOf('own', CONFIG, ids);
    await client.pets.list({ headers: { Authorization: 'Bearer other' } });
    await client.pets.list({ headers: { Authorization: null } });
    await client.pets.health();
    expect(credentials()).toEqual(['Bearer other', 'none', 'none']);
  });

  it('call what is open to everyone without credentials, and nothing else', async () => {
    const { client, sent } = await clientOf('none', CONFIG, {});
    await client.pets.health();
    await expect(client.pets.list()).rejects.toThrow('No credentials');
    expect(sent).toHaveLength(1);
  });

  it('send what each operation asks for, with per_endpoint_security', async () => {
    const { client, credentials } = await clientOf('each', PER_ENDPOINT, {
      accessToken: 'mine',
      apiKey: 'k',
    });
    await client.pets.create();
    await client.pets.health();
    expect(credentials()).toEqual(['k', 'none']);
  });

  it('keep their environment in withOptions, and change it there', async () => {
    const { client } = await clientOf('environments', CONFIG, { apiKey: 'k', environment: 'sandbox' });
    expect(client.withOptions({ apiKey: 'l' })).toMatchObject({
      apiKey: 'l',
      baseURL: 'https://sandbox.pets.test/v1',
    });
    expect(client.withOptions({ environment: 'production' }).baseURL).toBe('https://pets.test/v1');
    expect(client.withOptions({ baseURL: 'http://here' }).baseURL).toBe('http://here');
  });
});

withPython.test('clients in Python get tokens for the schemes that a request may use', () => {
  const files = sdkOf(python, 'python', PER_ENDPOINT);
  const client = String(files.get('src/pets/_client.py')?.content);
  expect(client).toContain(
    'if (security is None or security.get("oauth")) and self.client_id and self.client_secret:',
  );
  expect(client).toContain('token_url=str(self.base_url.join("/oauth/token")),');
  expect(client).toContain('scopes=("pets:read",),');
  expect(client.match(/made\._tokens = self\._tokens/g)).toHaveLength(2);
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: client });
});

test.each([
  ['typescript', CONFIG, []],
  ['python', CONFIG, []],
  ['go', CONFIG, ['client_id', 'client_secret']],
  ['python', CONFIG.replace(/ {4}client_id.*\n/, ''), ['client_secret']],
] as const)('%s warns of options for which no token is fetched', (target, config, options) => {
  const { diagnostics } = apiOf(inputOf(target, config));
  const found = diagnostics.filter(({ code }) => code === 'ClientOpt/TokenNotFetched');
  expect(found.map(({ configRef }) => configRef)).toEqual(
    options.map((option) => `#/client_settings/opts/${option}/auth`),
  );
});
