import {
  type Document,
  documentOf,
  isNode,
  listOf,
  METHODS,
  mapped,
  type Node,
  nodeOf,
  stringOf,
} from './json.ts';

/**
 * A Swagger 2.0 description as one of OpenAPI 3.0, which everything after its preparation reads. Others are unchanged.
 * Pure, and never throws: what is no object where one should be is kept, or left out.
 *
 * Rules: https://spec.openapis.org/oas/v2.0. References to parameters and responses are resolved, because their content
 * types are those of the operation.
 */
export function asOpenApi30(description: unknown): unknown {
  const root = nodeOf(description);
  if (root.swagger !== '2.0') return description;
  const { swagger: _, host, basePath, schemes, consumes, produces, ...rest } = root;
  const { definitions, parameters: _p, responses: _r, securityDefinitions, paths, ...kept } = rest;
  const context: Context = {
    document: documentOf(root),
    consumes: typesOf(consumes, ['application/json']),
    produces: typesOf(produces, ['application/json']),
  };
  return {
    openapi: '3.0.3',
    ...kept,
    ...serversOf(stringOf(host), stringOf(basePath) ?? '', typesOf(schemes, ['https'])),
    paths: mapped(nodeOf(paths), (item) => pathItemOf(item, context)),
    components: {
      schemas: mapped(nodeOf(definitions), schemaOf),
      securitySchemes: mapped(nodeOf(securityDefinitions), securitySchemeOf),
    },
  };
}

interface Context {
  readonly document: Document;
  /** Media types of operations that have none of their own. */
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
}

const typesOf = (value: unknown, otherwise: readonly string[]): readonly string[] => {
  const types = listOf(value).filter((type) => typeof type === 'string');
  return types.length > 0 ? types : otherwise;
};

function serversOf(host: string | null, basePath: string, schemes: readonly string[]): Node {
  if (host === null) return basePath === '' ? {} : { servers: [{ url: basePath }] };
  return { servers: schemes.map((scheme) => ({ url: `${scheme}://${host}${basePath}` })) };
}

function pathItemOf(value: unknown, context: Context): unknown {
  if (!isNode(value)) return value;
  const { parameters, ...rest } = value;
  const shared = listOf(parameters).map(context.document.resolve);
  const ofBody = shared.filter(isOfBody);
  const others = shared.filter((one) => !isOfBody(one)).map(parameterOf);
  const isOperation = (key: string) => METHODS.some((method) => method === key);
  const item = mapped(rest, (member, key) =>
    isOperation(key) && isNode(member) ? operationOf(member, ofBody, context) : member,
  );
  return others.length === 0 ? item : { ...item, parameters: others };
}

function operationOf(operation: Node, inherited: readonly Node[], context: Context): Node {
  const { consumes, produces, schemes: _, parameters, responses, ...rest } = operation;
  const own = listOf(parameters).map(context.document.resolve);
  const others = own.filter((one) => !isOfBody(one)).map(parameterOf);
  const ofBody = own.some(isOfBody) ? own.filter(isOfBody) : inherited;
  const body = bodyOf(ofBody, typesOf(consumes, context.consumes));
  const types = typesOf(produces, context.produces);
  return {
    ...rest,
    ...(others.length === 0 ? {} : { parameters: others }),
    ...(body === null ? {} : { requestBody: body }),
    responses: mapped(nodeOf(responses), (one) => responseOf(context.document.resolve(one), types)),
  };
}

const isOfBody = (parameter: Node): boolean => parameter.in === 'body' || parameter.in === 'formData';

/** Keywords that say what values a parameter or a header has; in OpenAPI 3.0 they are in its `schema`. */
const VALUE_KEYS = new Set(
  `type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems
  minItems uniqueItems enum multipleOf x-nullable`.split(/\s+/),
);

function split(parameter: Node): { readonly schema: Node; readonly rest: Node } {
  const { collectionFormat: _, ...all } = parameter;
  const entries = Object.entries(all);
  const schema = Object.fromEntries(entries.filter(([key]) => VALUE_KEYS.has(key)));
  return {
    schema: nodeOf(schemaOf(schema)),
    rest: Object.fromEntries(entries.filter(([key]) => !VALUE_KEYS.has(key))),
  };
}

function parameterOf(parameter: Node): Node {
  const { schema, rest } = split(parameter);
  return { ...rest, schema, ...listFormatOf(parameter) };
}

/** How a list is written: comma-separated unless `collectionFormat` says otherwise. */
function listFormatOf({ type, in: place, collectionFormat }: Node): Node {
  if (type !== 'array') return {};
  if (place === 'path' || place === 'header') return { style: 'simple' };
  switch (collectionFormat) {
    case 'multi':
      return { style: 'form', explode: true };
    case 'ssv':
      return { style: 'spaceDelimited', explode: false };
    case 'pipes':
      return { style: 'pipeDelimited', explode: false };
    default:
      return { style: 'form', explode: false };
  }
}

/** A request body: of the parameter in `body`, or an object of those in `formData`; null without any. */
function bodyOf(parameters: readonly Node[], consumes: readonly string[]): Node | null {
  const [first] = parameters;
  if (first === undefined) return null;
  const whole = parameters.find((parameter) => parameter.in === 'body');
  if (whole !== undefined) {
    const { name: _, in: _in, schema, ...rest } = whole;
    return { ...rest, content: contentOf(consumes, { schema: schemaOf(schema ?? {}) }) };
  }
  const fields = parameters.map((parameter) => {
    const { schema, rest } = split(parameter);
    const { description } = rest;
    return [String(parameter.name), description === undefined ? schema : { ...schema, description }] as const;
  });
  const required = parameters.filter((one) => one.required === true).map(({ name }) => String(name));
  const encoding = Object.fromEntries(
    parameters.filter(({ type }) => type === 'array').map((one) => [String(one.name), listFormatOf(one)]),
  );
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields),
    ...(required.length === 0 ? {} : { required }),
  };
  const hasFile = parameters.some(({ type }) => type === 'file');
  const isForm = (type: string) =>
    /^(?:multipart\/form-data|application\/x-www-form-urlencoded)$/i.test(type);
  const types = hasFile ? ['multipart/form-data'] : consumes.filter(isForm);
  const media = Object.keys(encoding).length === 0 ? { schema } : { schema, encoding };
  return {
    ...(required.length === 0 ? {} : { required: true }),
    content: contentOf(types.length === 0 ? ['application/x-www-form-urlencoded'] : types, media),
  };
}

function responseOf(response: Node, produces: readonly string[]): Node {
  const { schema, headers, examples, ...rest } = response;
  const examplesByType = nodeOf(examples);
  const content =
    schema === undefined
      ? {}
      : mapped(contentOf(produces, { schema: schemaOf(schema) }), (media, type) =>
          Object.hasOwn(examplesByType, type) ? { ...nodeOf(media), example: examplesByType[type] } : media,
        );
  return {
    description: '',
    ...rest,
    ...(headers === undefined ? {} : { headers: mapped(nodeOf(headers), (one) => headerOf(nodeOf(one))) }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function headerOf(header: Node): Node {
  const { schema, rest } = split(header);
  return { ...rest, schema };
}

const contentOf = (types: readonly string[], media: Node): Node =>
  Object.fromEntries(types.map((type) => [type, media]));

/** A schema without what only Swagger has: `type: file`, a discriminator that is a name, `x-nullable`. */
function schemaOf(value: unknown): unknown {
  if (!isNode(value)) return value;
  const entries = Object.entries(value).map(([key, member]): readonly [string, unknown] => {
    switch (key) {
      case '$ref':
        return [
          key,
          typeof member === 'string' ? member.replace(/^#\/definitions\//, '#/components/schemas/') : member,
        ];
      case 'properties':
        return [key, isNode(member) ? mapped(member, schemaOf) : member];
      case 'items':
      case 'additionalProperties':
      case 'not':
        return [key, schemaOf(member)];
      case 'allOf':
      case 'oneOf':
      case 'anyOf':
        return [key, Array.isArray(member) ? member.map(schemaOf) : member];
      case 'discriminator':
        return [key, typeof member === 'string' ? { propertyName: member } : member];
      case 'x-nullable':
        return ['nullable', member];
      default:
        return [key, member];
    }
  });
  const schema = Object.fromEntries(entries);
  return schema.type === 'file' ? { ...schema, type: 'string', format: 'binary' } : schema;
}

const FLOWS: ReadonlyMap<unknown, string> = new Map([
  ['application', 'clientCredentials'],
  ['accessCode', 'authorizationCode'],
  ['implicit', 'implicit'],
  ['password', 'password'],
]);

function securitySchemeOf(value: unknown): unknown {
  const scheme = nodeOf(value);
  if (scheme.type === 'basic') {
    const { type: _, ...rest } = scheme;
    return { type: 'http', scheme: 'basic', ...rest };
  }
  if (scheme.type !== 'oauth2') return value;
  const { flow, authorizationUrl, tokenUrl, scopes, ...rest } = scheme;
  const own = { authorizationUrl, tokenUrl, scopes: scopes ?? {} };
  const given = Object.fromEntries(Object.entries(own).filter(([, member]) => member !== undefined));
  return { ...rest, flows: { [FLOWS.get(flow) ?? 'implicit']: given } };
}
