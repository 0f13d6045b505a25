import { expect, test } from 'vitest';
import { diagnose } from '../../../src/codegen/diagnose.ts';

const answer = (schema: unknown) => ({
  get: {
    operationId: 'a',
    responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
  },
});
const to = (pointer: string) => ({ $ref: `#/${pointer}` });
/** A multi-line description. */
const written = (rest: object) =>
  JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: {}, ...rest }, null, 1);
const fatalOf = async (files: Record<string, string>) => {
  const { prepared, diagnostics } = await diagnose(new Map(Object.entries(files)));
  const fatal = diagnostics.filter(({ level }) => level === 'fatal');
  expect(prepared === null).toBe(fatal.length > 0);
  return fatal;
};

const A = 'components/schemas/A';
const B = 'components/schemas/B';

test.each([
  ['schemas', { components: { schemas: { A: to(B), B: to(A) } } }, `#/${A} → #/${B} → #/${A}`],
  [
    'schemas, with a reference to the whole',
    { components: { schemas: { A: to(B), B: to(A) } }, paths: { '/a': answer({ $ref: '#/' }) } },
    `#/${A} → #/${B} → #/${A}`,
  ],
  ['a schema alone', { components: { schemas: { A: to(A) } } }, `#/${A} → #/${A}`],
  ['a property of itself', { components: { schemas: { A: to(`${A}/properties/b`) } } }, `#/${A} → #/${A}`],
  [
    'path items',
    { paths: { '/a': to('paths/~1b'), '/b': to('paths/~1a') } },
    '#/paths/~1a → #/paths/~1b → #/paths/~1a',
  ],
  [
    'responses',
    { components: { responses: { A: to('components/responses/A') } } },
    '#/components/responses/A → #/components/responses/A',
  ],
])(
  'references that lead back to themselves are fatal, with pointer and line: %s',
  async (_what, rest, chain) => {
    const text = written(rest);
    const [pointer = ''] = chain.split(' → ');
    const [found, ...others] = await fatalOf({ 'openapi.json': text });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'OpenAPI/EndlessReference', oasRef: pointer });
    expect(found?.message).toContain(`${chain}.`);
    const key = JSON.stringify(pointer.split('/').at(-1)?.replace('~1', '/'));
    expect(text.split('\n')[(found?.line ?? 0) - 1]).toContain(key);
  },
);

test('reference cycles through another file, and endless chains, are fatal', async () => {
  const cycle = { components: { schemas: { A: { $ref: 'other.yml#/B' } } } };
  const other = `B:\n  $ref: 'openapi.json#/${A}'\n`;
  expect(await fatalOf({ 'openapi.json': written(cycle), 'other.yml': other })).toMatchObject([
    {
      code: 'OpenAPI/EndlessReference',
      message: `openapi.json: $ref refers to itself: #/${A} → other.yml#/B → #/${A}.`,
    },
  ]);
  const schemas = Object.fromEntries(
    Array.from({ length: 5000 }, (_, i) => [`A${i}`, to(`components/schemas/A${i + 1}`)]),
  );
  const [first] = await fatalOf({
    'openapi.json': written({ components: { schemas: { ...schemas, A5000: { type: 'string' } } } }),
  });
  expect(first).toMatchObject({
    code: 'OpenAPI/EndlessReference',
    message: expect.stringContaining('more than 50 others'),
  });
});

test('accepts recursive schemas, examples that look like references, and properties called $ref', async () => {
  const schemas = {
    A: { type: 'object', properties: { a: to(A), $ref: { type: 'string' } }, example: to(B) },
    B: { allOf: [to(B)] },
  };
  expect(
    await fatalOf({ 'openapi.json': written({ paths: { '/a': answer(to(A)) }, components: { schemas } }) }),
  ).toEqual([]);
});

test('a duplicate key is fatal, with pointer and line, in JSON and YAML', async () => {
  const json =
    '{"openapi": "3.0.3", "info": {"title": "T", "version": "1"},\n"paths": {"/a": {"get": {},\n"get": {}}}}';
  const twice = { code: 'OpenAPI/DuplicateKey', oasRef: '#/paths/~1a/get', line: 3 };
  expect(await fatalOf({ 'openapi.json': json })).toMatchObject([
    {
      ...twice,
      message: expect.stringContaining('"get" is duplicated in one object; it first occurs in line 2'),
    },
  ]);
  const yaml = 'openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    get: {}\n    get: {}\n';
  expect(await fatalOf({ 'openapi.yml': yaml })).toMatchObject([{ ...twice, line: 6 }]);
});

test.each(['openapi.json', 'openapi.yml'])('ignores a byte order mark before %s', async (file) => {
  expect(await fatalOf({ [file]: `\ufeff${written({})}` })).toEqual([]);
});
