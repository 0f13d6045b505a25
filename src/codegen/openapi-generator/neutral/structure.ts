/**
 * The structure of OpenAPI 3.0 and Swagger 2.0 descriptions: what each key holds. It is an allowlist: keys that are
 * not listed, such as extensions, do not reach the generator.
 */

/** Kinds of single values. */
export type Scalar =
  /** Prose. */
  | 'prose'
  /** Prose from which names are derived as well. */
  | 'label'
  /** A keyword of OpenAPI, such as a type or a format. */
  | 'word'
  /** The name of a parameter, property, schema or security scheme: sent on the wire, and names are derived from it. */
  | 'name'
  /** A name that is used only within the generated code, such as that of an operation or a server variable. */
  | 'ownName'
  /** The name of a parameter: its allowed characters depend on its location. */
  | 'parameterName'
  /** A value on the wire, such as a default or an enum element. */
  | 'value'
  | 'default'
  | 'mediaType'
  | 'url'
  | 'serverUrl'
  | 'serverValue'
  | 'email'
  | 'version'
  | 'pattern'
  | 'reference'
  | 'schemaReference'
  | 'identifier'
  /** A number or boolean; anything else is dropped. */
  | 'plain';

/** What the keys of a map are. */
export type Keys = 'name' | 'ownName' | 'path' | 'status' | 'mediaType' | 'value';

export type Shape =
  | Scalar
  | { readonly list: Shape }
  | { readonly map: Shape; readonly keys: Keys }
  | { readonly object: Readonly<Record<string, () => Shape>> }
  /** The first that matches the value: an object, a list, or else a single value. */
  | { readonly object?: Shape; readonly list?: Shape; readonly single: Scalar; readonly either: true };

const of =
  <T extends Shape>(shape: T) =>
  () =>
    shape;
const list = (shape: Shape) => of({ list: shape });
const either = (single: Scalar, rest: { object?: Shape; list?: Shape }) =>
  of({ ...rest, single, either: true });

const prose = of('prose');
const word = of('word');
const plain = of('plain');
const value = of('value');

/** The keywords of a schema that Swagger 2.0 also allows directly in parameters and headers. */
const limits = {
  type: either('word', { list: { list: 'word' } }),
  format: word,
  default: of('default'),
  enum: list('value'),
  pattern: of('pattern'),
  maximum: plain,
  exclusiveMaximum: plain,
  minimum: plain,
  exclusiveMinimum: plain,
  maxLength: plain,
  minLength: plain,
  maxItems: plain,
  minItems: plain,
  uniqueItems: plain,
  maxProperties: plain,
  minProperties: plain,
  multipleOf: plain,
  collectionFormat: word,
} as const;

const discriminator: Shape = {
  object: { propertyName: of('name'), mapping: of({ map: 'schemaReference', keys: 'value' }) },
};

const objectSchema: Shape = {
  object: {
    ...limits,
    $ref: of('reference'),
    title: of('label'),
    description: prose,
    const: value,
    properties: () => ({ map: SCHEMA, keys: 'name' }),
    additionalProperties: () => SCHEMA,
    items: () => ({ object: objectSchema, list: { list: SCHEMA }, single: 'plain', either: true }),
    allOf: () => ({ list: SCHEMA }),
    anyOf: () => ({ list: SCHEMA }),
    oneOf: () => ({ list: SCHEMA }),
    not: () => SCHEMA,
    $defs: () => ({ map: SCHEMA, keys: 'name' }),
    definitions: () => ({ map: SCHEMA, keys: 'name' }),
    required: either('plain', { list: { list: 'name' } }),
    nullable: plain,
    readOnly: plain,
    writeOnly: plain,
    deprecated: plain,
    discriminator: either('name', { object: discriminator }),
    xml: of({
      object: { name: of('name'), namespace: of('url'), prefix: word, attribute: plain, wrapped: plain },
    }),
    'x-nullable': plain,
    'x-omitempty': plain,
    'x-enum-varnames': list('identifier'),
    'x-enum-descriptions': list('prose'),
  },
};

/** A schema; a boolean in its place means that anything or nothing is valid. */
const SCHEMA: Shape = { object: objectSchema, single: 'plain', either: true };

const content: Shape = {
  map: { object: { schema: of(SCHEMA), encoding: () => encoding } },
  keys: 'mediaType',
};
const header: Shape = {
  object: {
    ...limits,
    $ref: of('reference'),
    description: prose,
    required: plain,
    deprecated: plain,
    style: word,
    explode: plain,
    schema: of(SCHEMA),
    items: of(SCHEMA),
    content: () => content,
  },
};
const headers: Shape = { map: header, keys: 'name' };
const encoding: Shape = {
  map: {
    object: {
      contentType: of('mediaType'),
      headers: of(headers),
      style: word,
      explode: plain,
      allowReserved: plain,
    },
  },
  keys: 'name',
};

const parameter: Shape = {
  object: {
    ...limits,
    $ref: of('reference'),
    name: of('parameterName'),
    in: word,
    description: prose,
    required: plain,
    deprecated: plain,
    allowEmptyValue: plain,
    allowReserved: plain,
    style: word,
    explode: plain,
    schema: of(SCHEMA),
    items: of(SCHEMA),
    content: of(content),
  },
};
const requestBody: Shape = {
  object: { $ref: of('reference'), description: prose, required: plain, content: of(content) },
};
const response: Shape = {
  object: {
    $ref: of('reference'),
    description: prose,
    headers: of(headers),
    content: of(content),
    schema: of(SCHEMA),
  },
};
const servers: Shape = {
  list: {
    object: {
      url: of('serverUrl'),
      description: prose,
      variables: of({
        map: { object: { default: of('serverValue'), enum: list('serverValue'), description: prose } },
        keys: 'ownName',
      }),
    },
  },
};
const security: Shape = { list: { map: { list: 'value' }, keys: 'name' } };

const operation: Shape = {
  object: {
    tags: list('label'),
    summary: prose,
    description: prose,
    operationId: of('ownName'),
    parameters: list(parameter),
    requestBody: of(requestBody),
    responses: of({ map: response, keys: 'status' }),
    deprecated: plain,
    security: of(security),
    servers: of(servers),
    consumes: list('mediaType'),
    produces: list('mediaType'),
    schemes: list('word'),
    'x-codegen-request-body-name': of('identifier'),
  },
};
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
const pathItem: Shape = {
  object: {
    ...Object.fromEntries(METHODS.map((method) => [method, of(operation)])),
    $ref: of('reference'),
    summary: prose,
    description: prose,
    servers: of(servers),
    parameters: list(parameter),
  },
};

const flow: Shape = {
  object: {
    authorizationUrl: of('url'),
    tokenUrl: of('url'),
    refreshUrl: of('url'),
    scopes: of({ map: 'prose', keys: 'value' }),
  },
};
const securityScheme: Shape = {
  object: {
    $ref: of('reference'),
    type: word,
    description: prose,
    name: of('parameterName'),
    in: word,
    scheme: word,
    bearerFormat: word,
    flows: of({
      object: {
        implicit: of(flow),
        password: of(flow),
        clientCredentials: of(flow),
        authorizationCode: of(flow),
      },
    }),
    openIdConnectUrl: of('url'),
    flow: word,
    authorizationUrl: of('url'),
    tokenUrl: of('url'),
    scopes: of({ map: 'prose', keys: 'value' }),
  },
};

const named = (shape: Shape) => of({ map: shape, keys: 'name' } as const);

export const DESCRIPTION: Shape = {
  object: {
    openapi: word,
    swagger: word,
    info: of({
      object: {
        title: prose,
        description: prose,
        version: of('version'),
        termsOfService: of('url'),
        contact: of({ object: { name: prose, url: of('url'), email: of('email') } }),
        license: of({ object: { name: prose, url: of('url') } }),
      },
    }),
    servers: of(servers),
    host: of('url'),
    basePath: of('url'),
    schemes: list('word'),
    consumes: list('mediaType'),
    produces: list('mediaType'),
    tags: list({ object: { name: of('label'), description: prose } }),
    paths: of({ map: pathItem, keys: 'path' }),
    security: of(security),
    components: of({
      object: {
        schemas: named(SCHEMA),
        responses: named(response),
        parameters: named(parameter),
        requestBodies: named(requestBody),
        headers: named(header),
        securitySchemes: named(securityScheme),
        pathItems: named(pathItem),
      },
    }),
    definitions: named(SCHEMA),
    parameters: named(parameter),
    responses: named(response),
    securityDefinitions: named(securityScheme),
  },
};
