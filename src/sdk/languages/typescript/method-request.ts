import { encodingText } from '../../api/encodings.ts';
import type { Argument, Body, FieldEncoding, Method, Result, Verb } from '../../api/method-types.ts';
import { isOpen } from '../../api/security.ts';
import type { Type } from '../../api/types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import type { MethodContext } from './method-context.ts';
import type { ParamsPlan } from './method-params.ts';
import type { ModuleWriter } from './modules.ts';
import type { MethodNames } from './names.ts';
import { bracketed, identifierCode, memberAccess, propertyKey, stringLiteral, templateText } from './text.ts';

/** Verbs without a request method of their own. */
const RARE: ReadonlySet<Verb> = new Set(['head', 'options', 'query']);

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

/** What a method returns, and how it is asked for. */
export function resultCode(result: Result, names: MethodNames, context: MethodContext): ResultPlan {
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

/** The call of the runtime that sends the request. */
export function requestCode(
  method: Method,
  params: ParamsPlan | null,
  positional: readonly { readonly argument: Argument; readonly name: Code }[],
  result: ResultPlan,
  context: MethodContext,
): Code {
  const { file, client } = context;
  const body = bodyCode(method.body, params, positional, file);
  const headers = headersCode(method, params, context, body !== null);
  const needsVerb = result.page !== null && method.verb !== 'get';
  const entries: Part[] = [
    queryCode(method, params, file),
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
      : RARE.has(method.verb)
        ? code`${client}.request(Promise.resolve(${sent}).then((given) => ({ ...given, method: ${stringLiteral(method.verb)}, path: ${path} })))`
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
  file: ModuleWriter,
): Code | null {
  if (body === null) return null;
  const given = params?.body ?? positional.find(({ argument }) => argument.in === 'body')?.name ?? null;
  if (given === null) return null;
  const [encoding] = body.encodings;
  const formats = encoding?.kind === 'form' ? formatsCode(encoding.fields) : null;
  if (formats !== null) return code`body: ${formattedCode(given, formats, file)}`;
  return given.text === 'body' ? code`body` : code`body: ${given}`;
}

function queryCode(method: Method, params: ParamsPlan | null, file: ModuleWriter): Code | null {
  const query = params?.query ?? null;
  if (query === null) return null;
  const own = method.arguments.flatMap(({ name, in: place, encoding }) =>
    place === 'query' && encoding !== null ? [{ name, encoding }] : [],
  );
  const formats = formatsCode(own);
  if (formats !== null) return code`query: ${formattedCode(query, formats, file)}`;
  return query.text === 'query' ? query : code`query: ${query}`;
}

/** Values of which some are written unlike the API's others. */
function formattedCode(values: Code, formats: Code, file: ModuleWriter): Code {
  return code`${file.use('internal/utils/formats', 'withFormats', 'value')}(${values}, ${formats})`;
}

function formatsCode(fields: readonly FieldEncoding[]): Code | null {
  if (fields.length === 0) return null;
  const entries = fields.map(
    ({ name, encoding }) => code`${propertyKey(name)}: ${stringLiteral(encodingText(encoding))}`,
  );
  return bracketed('{', entries, '}', 76);
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
  const formats = formatsCode(encodings[multipart]?.fields ?? []);
  const arrays =
    api.multipartArrays === 'brackets' && formats === null ? null : stringLiteral(api.multipartArrays);
  return code`${file.use('internal/uploads', name, 'value')}${bracketed('(', [options, client, arrays, formats], ')', 90)}`;
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
