import fc from 'fast-check';

/** A description as text, and its file name. */
export interface Written {
  readonly file: 'openapi.json' | 'openapi.yml';
  readonly text: string;
}

const NAMES = [
  'A',
  'B',
  'C',
  'D',
  '__proto__',
  'constructor',
  'a/b',
  'a~b',
  '',
  ' ',
  '$ref',
  'é',
  '%41',
  '{x}',
];
const name = fc.constantFrom(...NAMES);
const pointerPart = name.map((each) => each.replaceAll('~', '~0').replaceAll('/', '~1'));

/** References: to existing targets, cyclic, to nothing, and malformed. */
const reference = fc
  .oneof(
    { weight: 6, arbitrary: pointerPart.map((each) => `#/components/schemas/${each}`) },
    { weight: 2, arbitrary: pointerPart.map((each) => `#/components/schemas/${each}/properties/A`) },
    { weight: 1, arbitrary: pointerPart.map((each) => `#/components/responses/${each}`) },
    { weight: 1, arbitrary: pointerPart.map((each) => `#/components/parameters/${each}`) },
    { weight: 1, arbitrary: fc.constantFrom('#/paths/~1a', '#/paths/~1b', '#/paths/~1a/get') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '#',
        '#/',
        '#//',
        '',
        'x.yml',
        'x.yml#/A',
        'openapi.json#/',
        '#anchor',
        '#/%',
        '..',
        'http://127.0.0.1:1/',
        '#/components',
      ),
    },
  )
  .map(($ref) => ({ $ref }));

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, '', 'string', [], {}, '\u2028', '\ud800', '$(x)'),
  fc.string({ maxLength: 8 }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Usually valid, sometimes anything. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 24, arbitrary: right }, { weight: 1, arbitrary: odd });
const named = (values: fc.Arbitrary<unknown>, maxKeys = 4) => fc.dictionary(name, values, { maxKeys });
const some = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.record(shape, { requiredKeys: [] });

const { schema } = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    some({ type: mostly(fc.constantFrom('string', 'integer', 'number', 'boolean', 'null')), format: odd }),
    reference,
    mostly(
      some({
        type: mostly(fc.constantFrom<unknown>('object', 'array', ['string', 'null'])),
        properties: mostly(named(tie('schema'))),
        required: mostly(fc.array(name, { maxLength: 3 })),
        items: mostly(tie('schema')),
        additionalProperties: mostly(fc.oneof(fc.boolean(), tie('schema'))),
        allOf: mostly(fc.array(tie('schema'), { maxLength: 3 })),
        oneOf: mostly(fc.array(tie('schema'), { maxLength: 3 })),
        anyOf: mostly(fc.array(tie('schema'), { maxLength: 3 })),
        not: tie('schema'),
        discriminator: mostly(
          some({ propertyName: name, mapping: named(mostly(reference.map((r) => r.$ref))) }),
        ),
        enum: mostly(fc.array(odd, { maxLength: 3 })),
        default: odd,
        example: fc.oneof(odd, reference),
        pattern: mostly(fc.constantFrom('^a$', '(', '(a+)+$', '\\')),
        minimum: odd,
        description: odd,
        nullable: odd,
      }),
    ),
  ),
}));

const content = mostly(
  fc.dictionary(fc.constantFrom('application/json', '*/*', '', 'x'), some({ schema }), { maxKeys: 2 }),
);
const response = mostly(
  fc.oneof(reference, some({ description: mostly(fc.string()), content, headers: named(some({ schema })) })),
);
const parameter = mostly(
  fc.oneof(
    reference,
    some({
      name: mostly(name),
      in: mostly(fc.constantFrom('query', 'path', 'header', 'cookie', 'body')),
      schema,
      required: odd,
      style: odd,
    }),
  ),
);
const operation = mostly(
  some({
    operationId: mostly(name),
    summary: odd,
    tags: mostly(fc.array(name, { maxLength: 2 })),
    parameters: mostly(fc.array(parameter, { maxLength: 3 })),
    requestBody: mostly(fc.oneof(reference, some({ content }))),
    responses: mostly(fc.dictionary(fc.constantFrom('200', '4XX', 'default', 'x'), response, { maxKeys: 2 })),
    callbacks: odd,
    security: odd,
    deprecated: odd,
  }),
);
const pathItem = mostly(
  fc.oneof(
    {
      weight: 6,
      arbitrary: some({ get: operation, post: operation, parameters: mostly(fc.array(parameter)) }),
    },
    { weight: 1, arbitrary: reference },
  ),
);

const document = some({
  info: mostly(fc.record({ title: mostly(fc.string()), version: mostly(fc.string()) })),
  servers: odd,
  tags: odd,
  security: odd,
  webhooks: mostly(named(pathItem)),
  paths: mostly(
    fc.dictionary(fc.constantFrom('/a', '/b', '/{x}', '/{x}/{x}', 'c', '', '//', '/a?b'), pathItem, {
      maxKeys: 4,
    }),
  ),
  components: mostly(
    some({
      schemas: mostly(named(schema)),
      responses: mostly(named(response)),
      parameters: mostly(named(parameter)),
      securitySchemes: odd,
    }),
  ),
}).chain((rest) =>
  fc
    .record({
      openapi: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom('3.0.3', '3.1.0') },
        { weight: 1, arbitrary: fc.constantFrom<unknown>('3.2.0', '2.0', '', 3, null) },
      ),
      info: fc.constant({ title: 'T', version: '1' }),
    })
    .map((head) => ({ ...head, ...rest })),
);

/** JSON and YAML texts: well-formed, and broken in ways of people and programs. */
export const descriptions: fc.Arbitrary<Written> = fc
  .tuple(
    document,
    fc.constantFrom('json', 'yml'),
    fc.oneof(
      { weight: 8, arbitrary: fc.constant('whole') },
      { weight: 1, arbitrary: fc.constantFrom('twice', 'cut', 'marked', 'doubled', 'deep') },
    ),
    fc.nat(),
  )
  .map(([value, kind, how, at]): Written => {
    const file = kind === 'json' ? 'openapi.json' : 'openapi.yml';
    return { file, text: damaged(JSON.stringify(value), how, at) };
  });

function damaged(text: string, how: string, at: number): string {
  switch (how) {
    case 'twice':
      return text.replace(/"(\w+)":/, '"$1":{},"$1":');
    case 'cut':
      return text.slice(0, at % text.length);
    case 'marked':
      return `\ufeff${text}`;
    case 'doubled':
      return text + text;
    case 'deep':
      return text.replace(/\{/, `{"x":${'['.repeat(at % 500)}${']'.repeat(at % 500)},`);
    default:
      return text;
  }
}
