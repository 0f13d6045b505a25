import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { cli } from '../../../src/sdk/languages/cli/index.ts';
import { go } from '../../../src/sdk/languages/go/index.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { needs } from '../../needs.ts';
import { removeSdks, type Sent, sdkOf, sentByGo, sentByTypeScript, textOf } from './sent.ts';

const withGo = await needs('go');

afterAll(removeSdks);

const text = { type: 'string' };
const none = { responses: { 204: { description: 'none' } } };
const query = (name: string, schema: object, more: object = {}) => ({ name, in: 'query', schema, ...more });

const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'Animals of the world', version: '1' },
  servers: [{ url: 'https://acme.test' }],
  security: [{ session: [] }],
  paths: {
    '/pets': {
      get: {
        tags: ['pets'],
        operationId: 'listPets',
        parameters: [query('Q', text), query('q', text)],
        ...none,
      },
    },
    '/kinds/{kind}': {
      get: {
        tags: ['kinds'],
        operationId: 'getKind',
        parameters: [
          { name: 'kind', in: 'path', required: true, schema: { $ref: '#/components/schemas/Kind' } },
          { name: 'theme', in: 'cookie', schema: text },
        ],
        ...none,
      },
    },
  },
  components: {
    securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'session' } },
    schemas: { Kind: { type: 'string', enum: ['cat', 'dog'] } },
  },
};
const NAMED = `resources:
  kinds: { models: { kind: Kind }, methods: { retrieve: "get /kinds/{kind}" } }
client_settings:
  opts:
    api_key: { type: string, nullable: true }
    tenant: { type: string, nullable: true, send_in_cookie: tenant }
`;

const made = {
  typescript: sdkOf(typescript, 'typescript', DESCRIPTION),
  python: sdkOf(python, 'python', DESCRIPTION),
  go: sdkOf(go, 'go', DESCRIPTION),
  cli: sdkOf(cli, 'cli', DESCRIPTION),
};

describe('a client in TypeScript', () => {
  let sent: readonly Sent[];
  beforeAll(async () => {
    sent = await sentByTypeScript(made.typescript, async (client) => {
      await client.pets.retrieve({ q: 'a', Q: 'b' });
      await client.kinds.retrieve('cat');
    });
  });

  it('sends parameters whose names differ only in case', () => {
    expect(sent[0]?.url).toBe('/pets?q=a&Q=b');
  });

  it('encodes a credential in a cookie', () => {
    expect(sent[1]?.headers.cookie).toBe('session=a%20b%3Bc');
  });
});

withGo.describe('a client in Go', () => {
  let sent: readonly Sent[];
  beforeAll(() => {
    sent = sentByGo(
      made.go,
      `
      check(client.Pets.Get(ctx, acme.PetGetParams{Q: acme.String("a"), QueryQ: acme.String("b")}))
      check(client.Kinds.Get(ctx, "cat", acme.KindGetParams{}))
      `,
    );
  });

  it('sends parameters whose names differ only in case', () => {
    expect(sent[0]?.url).toBe('/pets?Q=a&q=b');
  });

  it('encodes a credential in a cookie', () => {
    expect(sent[1]?.headers.cookie).toBe('session=a%20b%3Bc');
  });
});

describe('a client in Python', () => {
  it('has readable names for parameters that differ only in case, whatever their order', () => {
    expect(textOf(made.python, 'src/acme/types/pet_retrieve_params.py')).toMatch(
      /q_: Annotated\[str, PropertyInfo\(alias="Q"\)\]\n\n {4}q: str\n/,
    );
  });

  it('encodes cookies of credentials and of options', () => {
    expect(textOf(made.python, 'src/acme/_client.py')).toContain(
      'return cookie_header({"session": self.api_key})',
    );
    const named = textOf(sdkOf(python, 'python', DESCRIPTION, NAMED), 'src/acme/_client.py');
    expect(named).toContain('**cookie_header({"tenant": self.tenant}),');
  });

  it('is tested with members of a named enum, and never with empty text in its place', () => {
    const tests = textOf(sdkOf(python, 'python', DESCRIPTION, NAMED), 'tests/api_resources/test_kinds.py');
    expect(tests).toContain('client.kinds.retrieve("cat")');
    expect(tests).not.toContain('retrieve("")');
  });
});

test('a command line has readable flags for parameters that differ only in case', () => {
  const commands = textOf(made.cli, 'pkg/cmd/pets_commands.go');
  expect([...commands.matchAll(/Name: "([^"]*)", Wire: "([^"]*)"/g)].map(([, ...names]) => names)).toEqual([
    ['query-q', 'Q'],
    ['q', 'q'],
  ]);
});

test('without a config file, all environment variables begin with the name of the project', () => {
  const files = [
    [made.typescript, 'src/client.ts'],
    [made.python, 'src/acme/_client.py'],
    [made.go, 'client.go'],
    [made.cli, 'pkg/cmd/program.go'],
  ] as const;
  for (const [sdk, file] of files) {
    const code = textOf(sdk, file);
    expect(code).toContain('ACME');
    expect(code).not.toContain('ANIMALS_OF');
  }
});
