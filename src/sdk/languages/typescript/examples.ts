import type { Api, ExampleCall } from '../../api/api-types.ts';
import type { ClientOption } from '../../api/client-types.ts';
import { exampleArguments } from '../../api/examples.ts';
import type { Argument, Method, Resource } from '../../api/method-types.ts';
import type { Json, Type } from '../../api/types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { type Casings, camel, singular, title } from '../../names/casing.ts';
import { identifier } from '../../names/identifier.ts';
import { isNeeded, paramKeys } from './method-params.ts';
import { positionalArguments, type TypeScriptNames } from './names.ts';
import { bracketed, identifierCode, propertyKey, stringLiteral, valueLiteral } from './text.ts';

/** Context of examples. */
export interface ExampleContext {
  readonly api: Api;
  readonly names: TypeScriptNames;
  readonly casings: Casings;
}

/** The code of a file in an example that uploads one. */
export type FileLiteral = Code;

/** Values for the arguments of a call. */
export type CallValues = ReadonlyMap<Argument, Json>;

/** The path of properties from the client to a method: `client.chats.messages.list`. */
export function methodAccess(method: Method, { api, names }: ExampleContext, client: Code): Code {
  const parts: Code[] = [client];
  let all: readonly Resource[] = api.resources;
  for (const name of method.resourcePath) {
    const resource = all.find((one) => one.name === name);
    const own = resource && names.resources.get(resource);
    if (resource === undefined || own === undefined) break;
    parts.push(identifierCode(own.property));
    all = resource.subresources;
  }
  parts.push(identifierCode(names.methods.get(method)?.name ?? method.name));
  return join(parts, '.');
}

/** A call of a method with values; `extra`: request options after them. */
export function callCode(
  method: Method,
  values: CallValues,
  context: ExampleContext,
  { client, fileLiteral, extra = null }: { client: Code; fileLiteral: FileLiteral; extra?: Code | null },
): Code {
  const literal = (argument: Argument, value: Json) =>
    typedLiteral(argument.type, value, context.api, fileLiteral);
  const positional: Part[] = positionalArguments(method).map((argument) =>
    literal(argument, values.get(argument) ?? argument.name),
  );
  const entries = paramKeys(method).flatMap(({ argument, key }) => {
    const value = values.get(argument);
    return value === undefined ? [] : [code`${propertyKey(key)}: ${literal(argument, value)}`];
  });
  const hasParams = paramKeys(method).length > 0;
  const params =
    entries.length > 0 ? bracketed('{', entries, '}') : hasParams && extra !== null ? code`{}` : null;
  return code`${methodAccess(method, context, client)}${bracketed('(', [...positional, params, extra], ')', 70)}`;
}

/** Values for the required arguments, with what the body requires besides, as in a variant of a union; or for all. */
export function valuesOf(method: Method, { api }: ExampleContext, include: 'required' | 'all'): CallValues {
  const made = exampleArguments(method, api.models, include);
  if (include === 'all') return made;
  const isOfBody = ({ in: place, clientOption }: Argument) => place === 'body' && clientOption === null;
  return new Map(
    [...made].filter(
      ([argument]) => isNeeded(argument) || argument.positional !== null || isOfBody(argument),
    ),
  );
}

/** Values of the configured example call, completed by required ones. */
export function shownValues(method: Method, call: ExampleCall, context: ExampleContext): CallValues {
  const values = new Map(valuesOf(method, context, 'required'));
  for (const argument of method.arguments) {
    const given = Object.hasOwn(call.values, argument.name) ? call.values[argument.name] : undefined;
    if (given !== undefined) values.set(argument, given);
  }
  return values;
}

/** A value as an expression of a type: files are not strings. */
function typedLiteral(type: Type, value: Json, api: Api, fileLiteral: FileLiteral): Code {
  switch (type.kind) {
    case 'binary':
      return fileLiteral;
    case 'nullable':
      return value === null ? code`null` : typedLiteral(type.type, value, api, fileLiteral);
    case 'model': {
      const model = api.models.get(type.model);
      return model === undefined ? valueLiteral(value) : typedLiteral(model.type, value, api, fileLiteral);
    }
    case 'array':
      return isList(value)
        ? bracketed(
            '[',
            value.map((item) => typedLiteral(type.items, item, api, fileLiteral)),
            ']',
          )
        : valueLiteral(value);
    case 'map':
      return isMap(value) ? mapLiteral(value, () => type.values, api, fileLiteral) : valueLiteral(value);
    case 'object': {
      const byName = new Map(type.properties.map((property) => [property.name, property.type]));
      return isMap(value)
        ? mapLiteral(value, (name) => byName.get(name) ?? null, api, fileLiteral)
        : valueLiteral(value);
    }
    case 'union': {
      const file =
        typeof value === 'string' && !type.variants.some((variant) => variant.type.kind === 'string');
      if (file && type.variants.some((variant) => variant.type.kind === 'binary')) return fileLiteral;
      return valueLiteral(value);
    }
    default:
      return valueLiteral(value);
  }
}

function mapLiteral(
  value: { readonly [key: string]: Json },
  typeOf: (name: string) => Type | null,
  api: Api,
  fileLiteral: FileLiteral,
): Code {
  const entries = Object.entries(value).map(([key, inner]) => {
    const type = typeOf(key);
    return code`${propertyKey(key)}: ${type === null ? valueLiteral(inner) : typedLiteral(type, inner, api, fileLiteral)}`;
  });
  return bracketed('{', entries, '}');
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Examples of calls for documentation comments. */
export function exampleCalls(context: ExampleContext): (method: Method) => Code | null {
  const client = identifierCode(context.names.exampleClient);
  const fileLiteral = code`fs.createReadStream('path/to/file')`;
  return (method) => {
    if (method.kind.kind !== 'http') return null;
    const call = callCode(method, valuesOf(method, context, 'required'), context, { client, fileLiteral });
    return useOfResult(method, call, context).code;
  };
}

/** A call and the use of its result; `name`: the variable of the result, null if there is none. */
export function useOfResult(
  method: Method,
  call: Code,
  context: ExampleContext,
  assignTo: string | null = null,
): { readonly code: Code; readonly name: Code | null } {
  const result = method.result;
  switch (result.kind) {
    case 'nothing':
      return { code: code`await ${call};`, name: null };
    case 'page': {
      const name = variable(assignTo ?? typeVariable(result.item, method, context), context);
      return {
        name,
        code: code`
          // Fetches further pages as they are needed.
          for await (const ${name} of ${call}) {
            console.log(${name});
          }
        `,
      };
    }
    case 'stream':
      if (result.discriminator === null) {
        return {
          name: code`stream`,
          code: code`
            const stream = await ${call};
            for await (const event of stream) {
              console.log(event);
            }
          `,
        };
      }
      return assigned(call, variable(assignTo ?? typeVariable(valueType(method), method, context), context));
    case 'value':
      return assigned(call, variable(assignTo ?? typeVariable(result.type, method, context), context));
    case 'text':
    case 'binary':
      return assigned(call, variable(assignTo ?? 'response', context));
  }
}

function valueType({ result }: Method): Type | null {
  if (result.kind === 'value') return result.type;
  return result.kind === 'stream' && result.otherwise?.kind === 'value' ? result.otherwise.type : null;
}

function assigned(call: Code, name: Code): { readonly code: Code; readonly name: Code } {
  return { code: code`const ${name} = await ${call};`, name };
}

function typeVariable(type: Type | null, method: Method, { api }: ExampleContext): string {
  if (type?.kind === 'model') return api.models.get(type.model)?.name ?? 'response';
  const resource = method.resourcePath.at(-1);
  if (type?.kind === 'object' && resource !== undefined) return singular(resource);
  if (type?.kind === 'array' && resource !== undefined) return resource;
  return 'response';
}

function variable(name: string, { casings, names }: ExampleContext): Code {
  const wanted = identifier(camel(name, casings), { prefix: '_', empty: 'response', unicode: true });
  const taken = new Set([
    'client',
    names.exampleClient,
    'for',
    'default',
    'import',
    'export',
    'package',
    'function',
    'class',
    'delete',
    'new',
    'in',
    'case',
    'switch',
    'return',
    'interface',
    'public',
    'private',
    'protected',
    'static',
    'event',
    'enum',
    'var',
    'const',
    'let',
    'this',
    'null',
    'true',
    'false',
    'if',
    'else',
    'do',
    'while',
    'with',
    'void',
    'typeof',
    'try',
    'throw',
    'super',
    'break',
    'catch',
    'continue',
    'debugger',
    'extends',
    'finally',
    'instanceof',
    'yield',
    'await',
    'arguments',
    'eval',
    'fs',
  ]);
  return identifierCode(taken.has(wanted) ? `${wanted}_` : wanted);
}

/** Constructor arguments for a client without environment variables. */
export function constructorValues({ api, names, casings }: ExampleContext): readonly Code[] {
  return api.client.options
    .filter((option) => !option.nullable || option.auth !== null || option.requiredInTests)
    .map((option) => {
      const name = identifierCode(names.options.get(option) ?? option.name);
      return code`${name}: ${optionExample(option, casings)}`;
    });
}

export function optionExample(option: ClientOption, casings: Casings): Code {
  if (option.example !== null) return valueLiteral(option.example);
  if (option.type === 'boolean') return code`true`;
  if (option.type !== 'string') return code`0`;
  return stringLiteral(`My ${title(option.name, casings)}`);
}
