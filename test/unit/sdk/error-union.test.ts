import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apiOf, generateSdk } from '../../../src/sdk/generate.ts';
import { languages } from '../../../src/sdk/languages/index.ts';
import { needs } from '../../needs.ts';

const withPython = await needs('python');

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const properties = (code: object, status?: object) => ({ type: 'object', properties: { code, status } });

const DESCRIPTION = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: { '/pets': { get: { operationId: 'list', responses: { 200: { description: 'ok' } } } } },
  components: {
    schemas: {
      Error: { oneOf: [ref('Bad'), ref('Gone'), { anyOf: [ref('Pot'), ref('Limit'), ref('None')] }] },
      Bad: {
        allOf: [
          { type: 'object', properties: { status: { type: 'integer', enum: [400] } } },
          properties({ type: 'string', enum: ['INVALID_NAME', '*/ evil("'] }),
        ],
      },
      Gone: properties({ const: 'gone' }, { enum: [404, 410] }),
      Pot: properties({ const: 'teapot' }),
      Limit: properties({ const: 'rate_limit' }, { const: '429' }),
      None: properties({ const: 'none' }, { const: 429 }),
    },
  },
});

const config = (source: string) => `organization: { name: pets }
environments: { production: https://pets.test }
errors:
  union:
    source: ${source}
    discriminator: code
    status_property: status
    variants: { teapot: { status_code: 418 }, none: { name: NotFoundError } }
resources: { pets: { methods: { list: get /pets } } }
readme: { example_requests: { default: { type: request, endpoint: get /pets } } }
`;

const input = (target: 'typescript' | 'python', source = 'Error') => ({
  target,
  project: 'pets',
  description: DESCRIPTION,
  config: config(source),
  descriptionMd5: '',
  packageName: 'pets',
  packageVersion: '1.0.0',
  repository: { host: 'github.com', owner: 'acme', name: 'pets', isProduction: true },
});

function files(target: 'typescript' | 'python', source?: string) {
  const language = languages[target];
  if (language === undefined) throw new Error(target);
  const made = generateSdk(language, input(target, source)).files;
  return (name: string) => made.get(name)?.content.toString() ?? '';
}

test('the variants of the union are errors, with the status that the schema or the config file gives', () => {
  const { api } = apiOf(input('typescript'));
  expect(api.client.errorUnion).toEqual({
    property: 'code',
    variants: [
      { value: 'INVALID_NAME', name: null, status: 400 },
      { value: '*/ evil("', name: null, status: 400 },
      { value: 'gone', name: null, status: null },
      { value: 'teapot', name: null, status: 418 },
      { value: 'rate_limit', name: null, status: 429 },
      { value: 'none', name: 'NotFoundError', status: 429 },
    ],
  });
  expect(apiOf(input('typescript', '"#/components/schemas/Error"')).api.client.errorUnion).toEqual(
    api.client.errorUnion,
  );
});

test('a source without variants is a warning, and there are no classes', () => {
  const { api, diagnostics } = apiOf(input('python', 'Nowhere'));
  expect(api.client.errorUnion).toBeNull();
  expect(diagnostics).toMatchObject([
    { code: 'Errors/NoVariants', level: 'warning', configRef: '#/errors/union/source', line: 5 },
  ]);
  expect(files('typescript', 'Nowhere')('src/core/known-errors.ts')).toBe('');
  expect(files('python', 'Nowhere')('src/pets/_known_errors.py')).toBe('');
});

test('TypeScript has a class for each, below that of its status', () => {
  const text = files('typescript');
  const errors = text('src/core/known-errors.ts');
  expect(errors).toContain('export class InvalidNameError extends BadRequestError {}');
  expect(errors).toContain('export class EvilError extends BadRequestError {}');
  expect(errors).toContain('export class GoneError extends APIError<number, Headers> {}');
  expect(errors).toContain('export class TeapotError extends APIError<418, Headers> {}');
  // Named like the class of its status, it needs none; named like another class, it gets another name.
  expect(errors).not.toContain('rate_limit');
  expect(errors).toContain('export class APINotFoundError extends RateLimitError {}');
  // In a literal, and not at the end of a comment.
  expect(errors.match(/\*\/ evil/g)).toHaveLength(1);
  expect(text('src/client.ts')).toContain('knownError(status, error, message, headers) ?? super.');
  expect(text('src/index.ts')).toContain('TeapotError');
  expect(text('README.md')).toContain('`InvalidNameError`');
});

withPython.test('Python has a class for each, below that of its status', () => {
  const text = files('python');
  const errors = text('src/pets/_known_errors.py');
  expect(errors).toContain('class InvalidNameError(BadRequestError):');
  expect(errors).toContain('"teapot": (418, TeapotError),');
  expect(errors).toContain('"gone": (None, GoneError),');
  expect(errors).toContain('"none": (429, APINotFoundError),');
  expect(errors).not.toContain('rate_limit');
  expect(text('src/pets/_exceptions.py')).toContain('TeapotError as TeapotError,');
  expect(text('src/pets/__init__.py')).toContain('"TeapotError",');
  const client = text('src/pets/_client.py');
  expect(client).toContain('return known_error(err_msg, response=response, body=body) or super()');
  for (const code of [errors, client])
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code });
  expect(text('README.md')).toContain('`InvalidNameError`');
});

test('the classes of statuses are those of the runtimes', async () => {
  const runtime = await readFile('sdk-runtimes/typescript/src/core/error.ts', 'utf8');
  const known = [...runtime.matchAll(/case (\d+):\s+return new (\w+)\(/g)].map(
    ([, status, name]) => [Number(status), name] as const,
  );
  expect(known).toHaveLength(7);
  const { statusClass } = await import('../../../src/sdk/names/error-names.ts');
  expect(known.map(([status]) => [status, statusClass(status)])).toEqual(known);
  expect([statusClass(503), statusClass(418), statusClass(null)]).toEqual([
    'InternalServerError',
    null,
    null,
  ]);
});

test('values that are named like properties of every object get classes named after them', () => {
  const { api } = apiOf({
    ...input('python'),
    description: DESCRIPTION.replace('"teapot"', '"constructor"').replace('"gone"', '"__proto__"'),
  });
  expect(api.client.errorUnion?.variants).toEqual(
    expect.arrayContaining([
      { value: 'constructor', name: null, status: null },
      { value: '__proto__', name: null, status: null },
    ]),
  );
});
