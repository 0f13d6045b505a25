import type { Api } from '../../api/api-types.ts';
import type { Argument, Method } from '../../api/method-types.ts';
import type { Type } from '../../api/types.ts';
import { unfolded } from '../../api/unfolded.ts';
import { type Code, code, type Part } from '../../code/code.ts';
import { type MethodContext, namesOf } from './method-context.ts';
import { namedArguments } from './names.ts';
import {
  bracketed,
  docComment,
  docTag,
  identifierCode,
  memberAccess,
  propertyKey,
  stringLiteral,
  valueLiteral,
} from './text.ts';
import { compare, type DeclarationField } from './types.ts';

interface NamedArgument {
  readonly argument: Argument;
  /** Its key in the object of parameters. */
  readonly key: string;
}

/** Keys of named arguments: wire names, distinguished by their location if two are equal. */
export function paramKeys(method: Method): readonly NamedArgument[] {
  const named = namedArguments(method);
  const counts = new Map<string, number>();
  for (const argument of named) counts.set(keyOf(argument), (counts.get(keyOf(argument)) ?? 0) + 1);
  return named.map((argument) => {
    const key = keyOf(argument);
    return { argument, key: (counts.get(key) ?? 0) > 1 ? `${argument.in}_${key}` : key };
  });
}

function keyOf(argument: Argument): string {
  return argument.names.property ?? argument.label;
}

export interface ParamsPlan {
  /** `query`, `body` or `params`, by its contents. */
  readonly word: Code;
  readonly optional: boolean;
  /** Default if none are passed. */
  readonly empty: Code;
  readonly destructuring: Code | null;
  readonly query: Code | null;
  readonly body: Code | null;
  readonly headers: readonly Code[];
  /** Local variable of a path argument. */
  readonly locals: ReadonlyMap<Argument, Code>;
  /** The expression that decides whether to stream. */
  readonly stream: Code | null;
}

/** How named arguments are destructured and used. */
export function paramsPlan(
  method: Method,
  context: MethodContext,
  local: (text: string) => string,
): ParamsPlan | null {
  const named = paramKeys(method);
  if (named.length === 0) return null;
  const of = (place: Argument['in']) => named.filter(({ argument }) => argument.in === place);
  const [query, body, headers] = [of('query'), of('body'), [...of('header'), ...of('cookie')]];
  const apart = [...of('path'), ...headers];
  const whole = method.body?.shape === 'whole';
  const optional = named.every(({ argument }) => !isNeeded(argument));
  const renamed = ({ argument, key }: NamedArgument) => key !== argument.name;
  const defaults = ({ argument }: NamedArgument) =>
    argument.clientOption !== null || argument.constant !== undefined;
  const simple = (all: readonly NamedArgument[]) => !all.some((one) => renamed(one) || defaults(one));
  const discriminator = method.result.kind === 'stream' ? method.result.discriminator : null;
  const streamKey = named.find(({ argument }) => argument.name === discriminator)?.key ?? null;

  const onlyQuery = apart.length === 0 && body.length === 0 && simple(query);
  const onlyBody = apart.length === 0 && query.length === 0 && !whole && simple(body);
  const word = onlyQuery ? code`query` : onlyBody ? code`body` : code`params`;
  // Every object has these members, with other types.
  const clashes = named.some(({ key }) => key in Object.prototype);
  const type = clashes ? context.own(namesOf(method, context).params) : null;
  const empty = type === null ? code`{}` : code`({} as ${type})`;
  const locals = new Map<Argument, Code>();
  if (onlyQuery || onlyBody) {
    const stream = streamKey === null ? null : code`${word}${memberAccess(streamKey)} ?? false`;
    return {
      word,
      optional,
      empty,
      destructuring: null,
      query: onlyQuery ? code`query` : null,
      body: onlyBody ? code`body` : null,
      headers: [],
      locals,
      stream,
    };
  }

  // The rest after destructuring is the body, or the query, unchanged, if all names are wire names.
  const restIsBody = body.length > 0 && !whole && simple(body);
  const restIsQuery = body.length === 0 && query.length > 0 && simple(query);
  const taken = named.filter((one) =>
    restIsBody ? one.argument.in !== 'body' : restIsQuery ? one.argument.in !== 'query' : true,
  );
  const parts: Part[] = taken.map((one) => {
    const name = identifierCode(local(one.key));
    locals.set(one.argument, name);
    const fallback = defaultOf(one.argument, context);
    const binding = name.text === propertyKey(one.key).text ? name : code`${propertyKey(one.key)}: ${name}`;
    return fallback === null ? binding : code`${binding} = ${fallback}`;
  });
  if (restIsBody) parts.push(code`...body`);
  if (restIsQuery) parts.push(code`...query`);
  const source = optional ? code`params ?? ${empty}` : code`params`;
  const object = (all: readonly NamedArgument[]) =>
    bracketed(
      '{',
      all.map(({ argument }) => {
        const name = locals.get(argument) ?? code`undefined`;
        const key = propertyKey(argument.name);
        return key.text === name.text ? key : code`${key}: ${name}`;
      }),
      '}',
    );
  const [first] = body;
  return {
    word,
    optional,
    empty,
    destructuring: code`const ${bracketed('{', parts, '}')} = ${source};`,
    query: restIsQuery ? code`query` : query.length > 0 ? object(query) : null,
    body: restIsBody
      ? code`body`
      : whole && first !== undefined
        ? (locals.get(first.argument) ?? null)
        : body.length > 0
          ? object(body)
          : null,
    headers: headerEntries(headers, locals, context),
    locals,
    stream: streamKey === null ? null : code`params${memberAccess(streamKey)} ?? false`,
  };
}

/** Whether callers must pass it. */
export function isNeeded(argument: Argument): boolean {
  return argument.required && argument.constant === undefined && argument.clientOption === null;
}

function defaultOf(argument: Argument, { api, file, client }: MethodContext): Code | null {
  if (argument.constant !== undefined) return valueLiteral(argument.constant);
  if (argument.clientOption === null) return null;
  const option = api.client.options.find(({ name }) => name === argument.clientOption);
  const name = option && file.names.options.get(option);
  // A value that the client lacks is omitted, like one that is not passed.
  return name === undefined ? null : code`${client}.${identifierCode(name)} ?? undefined`;
}

function headerEntries(
  headers: readonly NamedArgument[],
  locals: ReadonlyMap<Argument, Code>,
  { file }: MethodContext,
): Code[] {
  return headers.map(({ argument }) => {
    const value = locals.get(argument) ?? code`undefined`;
    const isCookie = argument.in === 'cookie';
    const name = isCookie ? code`Cookie` : propertyKey(argument.name);
    const text = isCookie
      ? code`${file.use('internal/headers', 'cookieEntry', 'value')}(${stringLiteral(argument.name)}, ${value})`
      : isText(argument.type)
        ? value
        : code`String(${value})`;
    if (argument.required && text.text === value.text) return code`{ ${name}: ${value} }`;
    return code`${value} === undefined ? undefined : { ${name}: ${text} }`;
  });
}

function isText(type: Type): boolean {
  return type.kind === 'string' || (type.kind === 'enum' && type.of === 'string');
}

/** The type of fields of a form that the description does not name; null if there are none. */
export function extraFields({ body }: Method, models: Api['models']): Type | null {
  const kind = body?.encodings[0]?.kind;
  if (body === null || body.shape === 'whole' || (kind !== 'form' && kind !== 'multipart')) return null;
  const whole = unfolded(body.type, models);
  return whole.kind === 'object' ? whole.additional : null;
}

/** Fields of the type of a method's named arguments. */
export function paramFields(method: Method, sort: boolean): readonly DeclarationField[] {
  const named = paramKeys(method);
  const places = new Set(named.map(({ argument }) => argument.in));
  const place = {
    path: 'Path param',
    query: 'Query param',
    header: 'Header param',
    cookie: 'Cookie param',
    body: 'Body param',
  };
  const fields = named.map(({ argument, key }) => {
    const said = (argument.description ?? argument.type.description ?? '').trim();
    const text = places.size > 1 ? `${place[argument.in]}${said === '' ? '' : `: ${said}`}` : said;
    return {
      name: key,
      wire: argument.name,
      type: argument.type,
      required: isNeeded(argument),
      doc: docComment(text, argument.deprecated === null ? null : docTag('deprecated', argument.deprecated)),
      rank: places.size > 1 ? ['path', 'query', 'header', 'cookie', 'body'].indexOf(argument.in) : 0,
    };
  });
  if (!sort) return fields;
  return fields.toSorted(
    (a, b) => Number(b.required) - Number(a.required) || a.rank - b.rank || compare(a.name, b.name),
  );
}
