import { nodeOf, stringOf } from '../../codegen/json.ts';
import type { Method as MethodConfig } from '../config/resources.ts';
import { camel } from '../names/casing.ts';
import type { ClientOption } from './client-types.ts';
import { type Located, member } from './document.ts';
import { type ListFormat, queryEncoding } from './encodings.ts';
import { isSkipped, namingOf } from './extensions.ts';
import type { Argument, Body } from './method-types.ts';
import type { Operation } from './operations.ts';
import { onlyValue } from './scalars.ts';
import { deprecatedIn, jsonOf } from './schema-facts.ts';
import type { Schemas } from './schemas.ts';
import type { Json, Model, ModelId, Property, Type } from './types.ts';

/** Headers that OpenAPI defines elsewhere. */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

export interface ArgumentContext {
  readonly schemas: Schemas;
  readonly target: string;
  readonly options: readonly ClientOption[];
  readonly queryLists: ListFormat;
  readonly models: ReadonlyMap<ModelId, Model>;
  /** False if `settings.positional_params` is false. */
  readonly allowPositional: boolean;
  /** Parameters that were read before, by pointer: many operations share them. Null: not an argument. */
  readonly known: Map<string, Argument | null>;
}

/** Parameters of an operation, in the order of the description. Not yet ranked. */
export function parametersOf(operation: Operation, context: ArgumentContext): Argument[] {
  const found = operation.parameters.flatMap((at) => knownParameter(at, context) ?? []);
  return [...found, ...undeclared(operation, found)];
}

function knownParameter(at: Located, context: ArgumentContext): Argument | null {
  const known = context.known.get(at.pointer);
  if (known !== undefined) return known;
  const made = parameterOf(at, context);
  context.known.set(at.pointer, made);
  return made;
}

/** The argument for a parameter; null if the parameter is none. */
function parameterOf(at: Located, context: ArgumentContext): Argument | null {
  const { schemas, target, options, queryLists, models } = context;
  const node = nodeOf(at.value);
  const name = stringOf(node.name) ?? '';
  const place = node.in;
  if (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'cookie') return null;
  if (place === 'header' && IGNORED_HEADERS.has(name.toLowerCase())) return null;
  const schema = schemaOf(at);
  const schemaNode = nodeOf(schema.value);
  if (place !== 'path' && (isSkipped(node, target) || isSkipped(schemaNode, target))) return null;
  const type = schemas.typeOf(schema);
  const constant =
    place === 'path' ? undefined : constantOf(node['x-stainless-const'] === true, schemaNode, type);
  const option = options.find(({ sendIn }) => sendIn[place] === name) ?? null;
  const fallback = schemaNode.default;
  return {
    name,
    label: stringOf(node['x-stainless-param']) ?? stringOf(schemaNode['x-stainless-param']) ?? name,
    names: { ...namingOf(schemaNode, target), ...namingOf(node, target) },
    in: place,
    type,
    required: (node.required === true || place === 'path') && option === null && constant === undefined,
    description: stringOf(node.description) ?? stringOf(schemaNode.description),
    deprecated: deprecatedIn(node) ?? deprecatedIn(schemaNode),
    default: fallback === undefined ? undefined : jsonOf(fallback),
    positional: null,
    constant,
    clientOption: option?.name ?? null,
    encoding: place === 'query' ? queryEncoding(node, type, queryLists, models) : null,
    extendsDefault:
      node['x-stainless-extend-default'] === true || schemaNode['x-stainless-extend-default'] === true,
  };
}

/** Path parameters that the description does not declare are strings. */
function undeclared({ path, at }: Operation, declared: readonly Argument[]): Argument[] {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  const missing = names.filter((name) => !declared.some((one) => one.in === 'path' && one.name === name));
  return [...new Set(missing)].map((name) => ({
    ...plainArgument(name, 'path', {
      kind: 'string',
      format: 'none',
      pattern: null,
      ...typeFacts(`${at.pointer}/parameters`),
    }),
    required: true,
  }));
}

/** The schema of a parameter: `schema`, that of its first content type, or the parameter itself in Swagger 2. */
function schemaOf(at: Located): Located {
  const node = nodeOf(at.value);
  if (node.schema !== undefined) return member(at, 'schema');
  const [type] = Object.keys(nodeOf(node.content));
  if (type !== undefined) return member(at, 'content', type, 'schema');
  const { required: _, name: _n, in: _i, ...schema } = node;
  return { value: schema, pointer: at.pointer };
}

function constantOf(
  isConst: boolean,
  schema: Readonly<Record<string, unknown>>,
  type: Type,
): Json | undefined {
  const inner = type.kind === 'nullable' ? type.type : type;
  if (inner.kind === 'constant') return inner.value;
  return isConst ? onlyValue(schema) : undefined;
}

export function typeFacts(pointer: string) {
  return { description: null, title: null, variantName: null, example: undefined, pointer };
}

/** An optional argument of which nothing else is known. */
function plainArgument(name: string, place: Argument['in'], type: Type): Argument {
  return {
    name,
    label: name,
    names: {},
    in: place,
    type,
    required: false,
    description: null,
    deprecated: null,
    default: undefined,
    positional: null,
    constant: undefined,
    clientOption: null,
    encoding: null,
    extendsDefault: false,
  };
}

/** The arguments that a body is made of: its properties, or the one that is the whole. */
export function bodyArguments(
  body: Body | null,
  properties: readonly Property[],
  context: ArgumentContext,
): Argument[] {
  if (body === null) return [];
  if (body.shape === 'whole') {
    return [
      {
        ...plainArgument(body.argument ?? 'body', 'body', body.type),
        required: body.required,
        description: body.type.description,
      },
    ];
  }
  return properties
    .filter(({ readOnly }) => !readOnly)
    .map((property): Argument => {
      const option = context.options.find(({ sendIn }) => sendIn.body === property.name) ?? null;
      const inner = property.type.kind === 'nullable' ? property.type.type : property.type;
      const constant = inner.kind === 'constant' && property.required ? inner.value : undefined;
      return {
        ...plainArgument(property.name, 'body', property.type),
        names: property.names,
        required: property.required && option === null && constant === undefined,
        description: property.description,
        deprecated: property.deprecated,
        default: property.default,
        constant,
        clientOption: option?.name ?? null,
      };
    });
}

/**
 * Adds ranks and labels to arguments: those that `positional_params` names are positional, by default the last path
 * parameter. Equal names in different locations are distinguished by them: `query_id`, `body_id`. Names in one location
 * that differ only in case (`q`, `Q`) stay as they are: each language has its own way to distinguish them.
 */
export function ranked(
  all: readonly Argument[],
  method: MethodConfig,
  path: string,
  { allowPositional }: ArgumentContext,
): Argument[] {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  const listed = method.positional_params;
  const last = inPath.at(-1);
  const order = allowPositional ? (listed ?? (last === undefined ? [] : [last])) : [];
  const rankOf = (argument: Argument): number | null => {
    if (listed === undefined && argument.in !== 'path') return null;
    const rank = order.indexOf(argument.name);
    return rank === -1 ? null : rank;
  };
  const names = all.map((argument) => camel(argument.names.property ?? argument.label));
  const places = new Map<string, Set<Argument['in']>>();
  all.forEach(({ constant, in: place }, index) => {
    const name = names[index] ?? '';
    if (constant === undefined) places.set(name, (places.get(name) ?? new Set()).add(place));
  });
  return all.map((argument, index) => {
    const others = [...(places.get(names[index] ?? '') ?? [])].filter((place) => place !== argument.in);
    const collides = others.length > 0;
    return {
      ...argument,
      label:
        collides && argument.names.property === undefined
          ? `${argument.in}_${argument.label}`
          : argument.label,
      positional: argument.clientOption === null ? rankOf(argument) : null,
    };
  });
}
