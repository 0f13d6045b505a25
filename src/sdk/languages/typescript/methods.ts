import type { Api } from '../../api/api-types.ts';
import type { Argument, Body, Method, Resource, Result } from '../../api/method-types.ts';
import { isOpen } from '../../api/security.ts';
import type { Type } from '../../api/types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import type { Casings } from '../../names/casing.ts';
import type { Features } from './features.ts';
import type { ModuleWriter } from './modules.ts';
import { localNames, type MethodNames, namedArguments, positionalArguments } from './names.ts';
import {
  bracketed,
  docComment,
  docExample,
  docTag,
  identifierCode,
  memberAccess,
  propertyKey,
  stringLiteral,
  templateText,
  valueLiteral,
} from './text.ts';
import { compare, type DeclarationField, type TypeWriter } from './types.ts';

/** Context of a method's code. */
export interface MethodContext {
  readonly api: Api;
  readonly file: ModuleWriter;
  readonly types: TypeWriter;
  readonly casings: Casings;
  readonly features: Features;
  /** How code in the class accesses the client: `this._client`, or `this` in the client itself. */
  readonly client: Code;
  /** The class of the method. */
  readonly className: Code;
  /** A type of this method, by its name, which may be in another module. */
  own(name: string): Code;
  /** An example call of the method, for its documentation; null if there is none. */
  example(method: Method): Code | null;
}

/** A method of a resource's class. */
export function methodCode(method: Method, resource: Resource, context: MethodContext): Code {
  const names = namesOf(method, context);
  const doc = docComment(
    method.description ?? method.summary,
    method.deprecated === null ? null : docTag('deprecated', method.deprecated),
    exampleOf(method, context),
  );
  switch (method.kind.kind) {
    case 'alias': {
      const { to } = method.kind;
      const target = resource.methods.find((other) => other.name === to);
      if (target === undefined) return code``;
      const type = code`${context.className}[${stringLiteral(namesOf(target, context).name)}]`;
      return code`
        ${doc}
        ${identifierCode(names.name)}: ${type} = this.${identifierCode(namesOf(target, context).name)}.bind(this) as ${type};
      `;
    }
    case 'webhook_unwrap':
      return webhookMethod(method, names, context, doc);
    case 'http':
      return httpMethod(method, names, context, doc);
  }
}

function namesOf(method: Method, { file }: MethodContext): MethodNames {
  const names = file.names.methods.get(method);
  if (names === undefined) throw new Error(`no names for method ${method.name}`);
  return names;
}

function exampleOf(method: Method, context: MethodContext): Code | null {
  const example = context.example(method);
  return example === null ? null : docExample(example);
}

function httpMethod(method: Method, names: MethodNames, context: MethodContext, doc: Code | null): Code {
  const { file, types } = context;
  const local = localNames(context.casings);
  const options = file.use('internal/request-options', 'RequestOptions', 'type');
  const positional = positionalArguments(method).map((argument) => ({
    argument,
    name: identifierCode(local(argument.label)),
  }));
  const params = paramsPlan(method, context, local);
  const paramsType = names.params === '' ? code`undefined` : context.own(names.params);
  const parameters: Part[] = positional.map(
    ({ argument, name }) => code`${name}: ${types.expression(argument.type)}`,
  );
  const result = resultCode(method.result, names, context);
  const request = requestCode(method, params, positional, result, context);
  const signature = (paramsPart: Part, returned: Code) =>
    code`${identifierCode(names.name)}${bracketed('(', [...parameters, paramsPart, code`options?: ${options}`], ')', 96)}: ${returned}`;

  if (result.overloads !== null && params !== null) {
    const { streaming, plain } = result.overloads;
    const base = params.optional ? code`?` : null;
    const word = params.word;
    const asking = (suffix: 'NonStreaming' | 'Streaming') => context.own(`${names.params}${suffix}`);
    return code`
      ${doc}
      ${signature(code`${word}${base}: ${asking('NonStreaming')}`, code`APIPromise<${plain}>`)};
      ${signature(code`${word}: ${asking('Streaming')}`, code`APIPromise<${streaming}>`)};
      ${signature(code`${word}${base}: ${paramsType}`, code`APIPromise<${streaming} | ${plain}>`)};
      ${signature(params.optional ? code`${word}: ${paramsType} = ${params.empty}` : code`${word}: ${paramsType}`, code`APIPromise<${streaming} | ${plain}>`)} {
        ${params.destructuring}
        ${request};
      }
    `;
  }
  const paramsPart =
    params === null
      ? null
      : params.optional
        ? code`${params.word}: ${paramsType} | null | undefined = ${params.empty}`
        : code`${params.word}: ${paramsType}`;
  return code`
    ${doc}
    ${signature(paramsPart, result.returned)} {
      ${params?.destructuring ?? null}
      ${request};
    }
  `;
}

// --- Arguments ------------------------------------------------------------------------------------------------------

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

interface ParamsPlan {
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
function paramsPlan(
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
    headers: headerEntries(headers, locals),
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

function headerEntries(headers: readonly NamedArgument[], locals: ReadonlyMap<Argument, Code>): Code[] {
  return headers.map(({ argument }) => {
    const value = locals.get(argument) ?? code`undefined`;
    const isCookie = argument.in === 'cookie';
    const name = isCookie ? code`Cookie` : propertyKey(argument.name);
    const text = isCookie
      ? code`${stringLiteral(`${argument.name}=`)} + String(${value})`
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

// --- The request ----------------------------------------------------------------------------------------------------

interface ResultPlan {
  /** Result type of the method. */
  readonly returned: Code;
  /** Set if one argument decides whether it streams. */
  readonly overloads: { readonly streaming: Code; readonly plain: Code } | null;
  /** Class of the pages, with the item type. */
  readonly page: Code | null;
  readonly options: readonly Code[];
  readonly unwrap: { readonly field: string; readonly type: Code } | null;
  readonly cast: Code | null;
}

function resultCode(result: Result, names: MethodNames, context: MethodContext): ResultPlan {
  const { file, types } = context;
  const promise = () => file.use('core/api-promise', 'APIPromise', 'type');
  const named = (type: Type, name: string) =>
    type.kind === 'model' ? types.model(type.model) : context.own(name);
  const none = { overloads: null, page: null, options: [], unwrap: null, cast: null };
  switch (result.kind) {
    case 'nothing':
      return { ...none, returned: code`${promise()}<void>` };
    case 'text':
      return { ...none, returned: code`${promise()}<string>` };
    case 'binary':
      return { ...none, returned: code`${promise()}<Response>`, options: [code`__binaryResponse: true`] };
    case 'value': {
      const value = named(result.type, names.response);
      const unwrap = result.unwrap === null ? null : { field: result.unwrap, type: value };
      return { ...none, returned: code`${promise()}<${value}>`, unwrap };
    }
    case 'page': {
      const item = named(result.item, names.response);
      const Page = file.use(
        'core/pagination',
        file.names.pages.get(result.scheme) ?? 'AbstractPage',
        'value',
      );
      const PagePromise = file.use('core/pagination', 'PagePromise', 'type');
      return {
        ...none,
        returned: code`${PagePromise}<${context.own(names.page)}, ${item}>`,
        page: code`${Page}<${item}>`,
      };
    }
    case 'stream': {
      promise();
      const event = named(result.event, names.event);
      const streaming = code`${file.use('core/streaming', 'Stream', 'type')}<${event}>`;
      const format =
        result.format === 'jsonl'
          ? [code`__streamFormat: 'jsonl'`]
          : result.event.kind === 'string'
            ? [code`__streamFormat: 'text'`]
            : [];
      if (result.discriminator === null || result.otherwise === null) {
        return {
          ...none,
          returned: code`APIPromise<${streaming}>`,
          options: [code`stream: true`, ...format],
          cast: null,
        };
      }
      const otherwise = result.otherwise;
      const plain =
        otherwise.kind === 'value'
          ? named(otherwise.type, names.response)
          : otherwise.kind === 'binary'
            ? code`Response`
            : otherwise.kind === 'text'
              ? code`string`
              : code`void`;
      return {
        ...none,
        returned: code`APIPromise<${streaming} | ${plain}>`,
        overloads: { streaming, plain },
        options: format,
        cast: code`APIPromise<${streaming} | ${plain}>`,
      };
    }
  }
}

function requestCode(
  method: Method,
  params: ParamsPlan | null,
  positional: readonly { readonly argument: Argument; readonly name: Code }[],
  result: ResultPlan,
  context: MethodContext,
): Code {
  const { file, client } = context;
  const body = bodyCode(method.body, params, positional);
  const headers = headersCode(method, params, context, body !== null);
  const needsVerb = result.page !== null && method.verb !== 'get';
  const query = params?.query ?? null;
  const entries: Part[] = [
    query === null || query.text === 'query' ? query : code`query: ${query}`,
    body,
    needsVerb ? code`method: ${stringLiteral(method.verb)}` : null,
    method.timeoutMs === null ? null : code`timeout: ${method.timeoutMs}`,
    method.maxRetries === null ? null : code`maxRetries: ${method.maxRetries}`,
  ];
  const security = securityCode(method, context);
  const after: Part[] = [
    headers === null ? null : code`headers: ${headers}`,
    params?.stream && result.overloads !== null ? code`stream: ${params.stream}` : null,
    ...result.options,
    security,
  ];
  const needsMore = [...entries, ...after].some((entry) => entry !== null);
  const plain: Code = needsMore
    ? bracketed('{', [...entries, code`...options`, ...after], '}', 84)
    : code`options`;
  const sent = multipartCode(method, plain, context, file);
  const path = pathCode(method, params, positional, file);
  const verb = result.page !== null ? code`getAPIList` : identifierCode(method.verb);
  const call =
    result.page !== null
      ? code`${client}.${verb}${bracketed('(', [path, result.page, sent], ')', 100)}`
      : method.verb === 'query'
        ? code`${client}.request(Promise.resolve(${sent}).then((given) => ({ ...given, method: 'query', path: ${path} })))`
        : code`${client}.${verb}${bracketed('(', [path, sent], ')', 100)}`;
  if (result.unwrap !== null) {
    const { field, type } = result.unwrap;
    const answer = code`{ ${propertyKey(field)}: ${type} }`;
    return code`
      return (${call} as APIPromise<${answer}>)._thenUnwrap(
        (answer) => answer${memberAccess(field)},
      )
    `;
  }
  return result.cast === null ? code`return ${call}` : code`return ${call} as ${result.cast}`;
}

function bodyCode(
  body: Body | null,
  params: ParamsPlan | null,
  positional: readonly { readonly argument: Argument; readonly name: Code }[],
): Code | null {
  if (body === null) return null;
  const given = params?.body ?? positional.find(({ argument }) => argument.in === 'body')?.name ?? null;
  if (given === null) return null;
  return given.text === 'body' ? code`body` : code`body: ${given}`;
}

function multipartCode(
  method: Method,
  options: Code,
  { api, client }: MethodContext,
  file: ModuleWriter,
): Code {
  const encodings = method.body?.encodings ?? [];
  const multipart = encodings.findIndex(({ kind }) => kind === 'multipart');
  if (multipart < 0 || options.text === 'options') return options;
  const name = multipart === 0 ? 'multipartFormRequestOptions' : 'maybeMultipartFormRequestOptions';
  const arrays = api.multipartArrays === 'brackets' ? null : stringLiteral(api.multipartArrays);
  return code`${file.use('internal/uploads', name, 'value')}${bracketed('(', [options, client, arrays], ')', 90)}`;
}

/** Headers that differ from the client's defaults for JSON. */
function headersCode(
  method: Method,
  params: ParamsPlan | null,
  { file }: MethodContext,
  hasBody: boolean,
): Code | null {
  const own: Part[] = [];
  const [encoding] = method.body?.encodings ?? [];
  if (hasBody && encoding !== undefined && sendsContentType(encoding.kind, encoding.contentType)) {
    own.push(code`'Content-Type': ${stringLiteral(encoding.contentType)}`);
  }
  if (method.accept !== 'application/json') own.push(code`Accept: ${stringLiteral(method.accept)}`);
  const parts = [...(own.length > 0 ? [bracketed('{', own, '}')] : []), ...(params?.headers ?? [])];
  if (parts.length === 0) return null;
  const build = file.use('internal/headers', 'buildHeaders', 'value');
  return code`${build}(${bracketed('[', [...parts, code`options?.headers`], ']', 76)})`;
}

function sendsContentType(kind: Body['encodings'][number]['kind'], contentType: string): boolean {
  return kind === 'multipart' ? false : kind !== 'json' || contentType !== 'application/json';
}

/** A request's requirements for credentials, if the client checks them. */
function securityCode({ security }: Method, { api, features }: MethodContext): Code | null {
  if (security === null || !features.security) return null;
  const said = api.settings.perEndpointSecurity ? security : [];
  if (said.length === 0 && !isOpen(security)) return null;
  const alternatives = (said.length > 0 ? said : [[]]).map((all) =>
    bracketed('[', all.map(stringLiteral), ']'),
  );
  return code`__security: ${bracketed('[', alternatives, ']')}`;
}

function pathCode(
  method: Method,
  params: ParamsPlan | null,
  positional: readonly { readonly argument: Argument; readonly name: Code }[],
  file: ModuleWriter,
): Code {
  const fixed = method.fixedQuery
    .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const whole = fixed === '' ? method.path : `${method.path}?${fixed}`;
  const parts: Part[] = [];
  let constant = true;
  let last = 0;
  for (const match of whole.matchAll(/\{([^{}]+)\}/g)) {
    const argument = method.arguments.find((one) => one.in === 'path' && one.name === match[1]);
    const value =
      positional.find((one) => one.argument === argument)?.name ??
      (argument === undefined ? undefined : params?.locals.get(argument));
    if (value === undefined) continue;
    parts.push(templateText(whole.slice(last, match.index)), code`$`, code`{${value}}`);
    last = match.index + match[0].length;
    constant = false;
  }
  if (constant) return stringLiteral(whole);
  parts.push(templateText(whole.slice(last)));
  return code`${file.use('internal/utils/path', 'path', 'value')}${code`\``}${join(parts, '')}${code`\``}`;
}

// --- Webhooks -------------------------------------------------------------------------------------------------------

function webhookMethod(method: Method, names: MethodNames, context: MethodContext, doc: Code | null): Code {
  if (method.kind.kind !== 'webhook_unwrap') return code``;
  const { api, file, types, client } = context;
  const { event, keyOption } = method.kind;
  const type = event.kind === 'model' ? types.model(event.model) : context.own(names.event);
  const name = identifierCode(names.name);
  if (keyOption === null) {
    return code`
      ${doc}
      ${name}(body: string): ${type} {
        return JSON.parse(body) as ${type};
      }
    `;
  }
  const option = api.client.options.find((one) => one.name === keyOption);
  const key = option && file.names.options.get(option);
  const known = key === undefined ? code`undefined` : code`${client}.${identifierCode(key)}`;
  const headers = file.use('internal/headers', 'HeadersLike', 'type');
  return code`
    ${doc}
    ${name}(
      body: string,
      { headers, key = ${known} }: { headers: ${headers}; key?: string | null | undefined },
    ): ${type} {
      ${file.use('internal/webhooks', 'verifyWebhook', 'value')}(body, headers, key);
      return JSON.parse(body) as ${type};
    }
  `;
}
