import type { SecurityRequirement } from '../../api/client-types.ts';
import type { Method } from '../../api/method-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import type { Field } from './declarations.ts';
import type { GoFile, GoType } from './gofile.ts';
import type { PlannedMethod } from './methods.ts';
import { withDeprecation } from './render-parts.ts';
import { docComment, identifier, stringLiteral } from './text.ts';

/** The functions of a method: the call, its streaming form and its form that walks through all pages. */
export function renderMethod(file: GoFile, service: string, planned: PlannedMethod): readonly Part[] {
  const always = planned.stream !== null && planned.streamingName === null;
  return [
    always ? streaming(file, service, planned, planned.name) : call(file, service, planned),
    planned.result.kind === 'page' ? autoPaging(file, service, planned) : null,
    planned.streamingName === null ? null : streaming(file, service, planned, planned.streamingName),
  ];
}

/** Text over a method. */
function about({ method }: PlannedMethod): readonly Code[] {
  const text = [method.summary, method.description].filter((part) => part !== null && part.trim() !== '');
  const unique = text[0] === text[1] ? text.slice(0, 1) : text;
  return docComment(withDeprecation(unique.join('\n\n') || null, method.deprecated));
}

/** Arguments of the function after the context. */
export function argumentList(file: GoFile, planned: PlannedMethod): readonly Code[] {
  return [
    ...planned.positional.map(({ name, type }) => code`${identifier(name)} ${file.type(type)}`),
    ...(planned.binaryBody === null ? [] : [code`body ${file.std('io')}.Reader`]),
    ...(planned.params === null
      ? []
      : [code`${identifier(planned.params.name)} ${identifier(planned.params.type)}`]),
  ];
}

function signature(file: GoFile, service: string, name: string, planned: PlannedMethod): Code {
  const args = join(
    [
      code`ctx ${file.std('context')}.Context`,
      ...argumentList(file, planned),
      code`opts ...${file.own('option')}.RequestOption`,
    ],
    ', ',
  );
  return code`func (r *${identifier(service)}) ${identifier(name)}(${args})`;
}

/** The type that a method returns beside the error; null if there is none, or if it is a page. */
export function resultType({ result }: PlannedMethod): GoType | null {
  if (result.kind === 'value') return { kind: 'pointer', of: result.type };
  if (result.kind === 'binary')
    return { kind: 'pointer', of: { kind: 'library', path: 'net/http', name: 'Response' } };
  return null;
}

function call(file: GoFile, service: string, planned: PlannedMethod): Part {
  const { result } = planned;
  const fail = result.kind === 'nothing' ? code`return err` : code`return nil, err`;
  const prepared = prepare(file, planned, { fail, accept: acceptOf(planned.method, planned), stream: false });
  const head = signature(file, service, planned.name, planned);
  const request = (into: Code) => execute(file, planned, into);
  switch (result.kind) {
    case 'nothing':
      return code`
        ${about(planned)}
        ${head} (err error) {
        ${prepared}
        \treturn ${request(code`nil`)}
        }
      `;
    case 'page': {
      const page = code`${file.own('pagination')}.${identifier(result.page)}[${file.type(result.item)}]`;
      return code`
        ${about(planned)}
        ${head} (res *${page}, err error) {
        \tvar raw *${file.std('net/http')}.Response
        ${prepared}
        \topts = append([]${file.own('option')}.RequestOption{${file.own('option')}.WithResponseInto(&raw)}, opts...)
        \tcfg, err := ${file.own('requestconfig')}.NewRequestConfig(${requestArguments(file, planned, code`&res`)})
        \tif err != nil {
        \t\treturn nil, err
        \t}
        \tif err = cfg.Execute(); err != nil {
        \t\treturn nil, err
        \t}
        \tres.SetPageConfig(cfg, raw)
        \treturn res, nil
        }
      `;
    }
    case 'binary':
    case 'value': {
      const type = resultType(planned);
      const shown = type === null ? code`any` : file.type(type);
      if (result.kind === 'value' && result.unwrap !== null) {
        return code`
          ${about(planned)}
          ${head} (res ${shown}, err error) {
          ${prepared}
          \tvar env struct {
          \t\tValue ${file.type(result.type)} ${jsonTag(result.unwrap)}
          \t}
          \tif err = ${request(code`&env`)}; err != nil {
          \t\treturn nil, err
          \t}
          \treturn &env.Value, nil
          }
        `;
      }
      return code`
        ${about(planned)}
        ${head} (res ${shown}, err error) {
        ${prepared}
        \terr = ${request(code`&res`)}
        \treturn res, err
        }
      `;
    }
  }
}

function jsonTag(name: string): Code {
  return stringLiteral(`json:${stringLiteral(name).text}`);
}

function autoPaging(file: GoFile, service: string, planned: PlannedMethod): Part {
  if (planned.result.kind !== 'page') return null;
  const pager = `${planned.result.page}AutoPager`;
  const pagination = file.own('pagination');
  const item = file.type(planned.result.item);
  const passed = [
    ...planned.positional.map(({ name }) => identifier(name)),
    ...(planned.binaryBody === null ? [] : [code`body`]),
    ...(planned.params === null ? [] : [identifier(planned.params.name)]),
  ];
  const args = join([code`ctx`, ...passed, code`opts...`], ', ');
  return code`
    ${about(planned)}
    ${signature(file, service, `${planned.name}AutoPaging`, planned)} *${pagination}.${identifier(pager)}[${item}] {
    \treturn ${pagination}.New${identifier(pager)}(r.${identifier(planned.name)}(${args}))
    }
  `;
}

function streaming(file: GoFile, service: string, planned: PlannedMethod, name: string): Part {
  const { stream } = planned;
  if (stream === null) return null;
  const event = file.type(stream.event);
  const ssestream = file.own('ssestream');
  const make = (decoder: Code) =>
    file.module.hasStreamRules
      ? code`return ${ssestream}.NewStreamWithRule[${event}](${decoder}, ${ssestream}.DefaultRule, err)`
      : code`return ${ssestream}.NewStream[${event}](${decoder}, err)`;
  const option = file.own('option');
  const { discriminator } = stream;
  const ask =
    discriminator === null
      ? null
      : discriminator.in === 'body'
        ? code`${option}.WithJSONSet(${stringLiteral(escapePath(discriminator.name))}, true)`
        : discriminator.in === 'header'
          ? code`${option}.WithHeader(${stringLiteral(discriminator.name)}, "true")`
          : code`${option}.WithQuery(${stringLiteral(discriminator.name)}, "true")`;
  const prepared = prepare(file, planned, { fail: make(code`nil`), accept: stream.accept, stream: true });
  return code`
    ${about(planned)}
    ${signature(file, service, name, planned)} (stream *${ssestream}.Stream[${event}]) {
    \tvar (
    \t\traw *${file.std('net/http')}.Response
    \t\terr error
    \t)
    ${prepared}
    ${ask === null ? null : code`\topts = append(opts, ${ask})`}
    \terr = ${execute(file, planned, code`&raw`)}
    \t${make(code`${ssestream}.NewDecoder(raw)`)}
    }
  `;
}

/** A path of `option.WithJSONSet` that is one name. */
function escapePath(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll('.', '\\.');
}

interface Preparation {
  /** How the function ends on an error. */
  readonly fail: Code;
  readonly accept: string;
  readonly stream: boolean;
}

/** From the function's beginning to `path`. */
function prepare(file: GoFile, planned: PlannedMethod, { fail, accept }: Preparation): readonly Part[] {
  const option = file.own('option');
  const { method } = planned;
  const defaults: Code[] = [];
  if (accept !== 'application/json')
    defaults.push(code`${option}.WithHeader("Accept", ${stringLiteral(accept)})`);
  if (planned.binaryBody !== null) {
    defaults.push(code`${option}.WithRequestBody(${stringLiteral(planned.binaryBody.contentType)}, body)`);
  }
  const [encoding] = method.body?.encodings ?? [];
  if (encoding?.kind === 'json' && encoding.contentType !== 'application/json' && planned.params !== null) {
    defaults.push(code`${option}.WithHeader("Content-Type", ${stringLiteral(encoding.contentType)})`);
  }
  if (method.timeoutMs !== null) {
    defaults.push(
      code`${option}.WithRequestTimeout(${Math.round(method.timeoutMs)} * ${file.std('time')}.Millisecond)`,
    );
  }
  if (method.maxRetries !== null)
    defaults.push(code`${option}.WithMaxRetries(${Math.max(0, method.maxRetries)})`);
  return [
    clientDefaults(file, planned, fail),
    ...headers(file, planned),
    ...securityOptions(file, method.security),
    code`\topts = ${file.std('slices')}.Concat(r.Options, opts)`,
    defaults.length === 0
      ? null
      : code`\topts = append([]${option}.RequestOption{${join(defaults, ', ')}}, opts...)`,
    ...emptyChecks(file, planned, fail),
    pathOf(file, planned),
  ];
}

/** Only the credentials that the method needs. */
function securityOptions(file: GoFile, security: readonly SecurityRequirement[] | null): readonly Part[] {
  if (security === null || !file.module.perEndpointSecurity) return [];
  const wanted = [...new Set(security.flat())];
  return [
    code`\topts = append([]${file.own('option')}.RequestOption{${file.own('requestconfig')}.WithSecurity(${join(wanted.map(stringLiteral), ', ')})}, opts...)`,
  ];
}

/** Values that the client has for arguments which the caller left out. */
function clientDefaults(file: GoFile, planned: PlannedMethod, fail: Code): Part {
  const { params } = planned;
  if (params === null) return null;
  const taken = planned.method.arguments.flatMap((argument) => {
    if (argument.clientOption === null) return [];
    const field = params.declaration.fields.find(
      (one) => one.wireName === argument.name && one.in === argument.in,
    );
    const option = file.module.optionFields.get(argument.clientOption);
    return field === undefined ||
      option === undefined ||
      (field.type.kind !== 'opt' && field.type.kind !== 'field')
      ? []
      : [
          code`\t${file.own('requestconfig')}.UseDefaultParam(&${identifier(params.name)}.${identifier(field.name)}, ${file.module.style === 'v2' ? file.optionAddress(option) : code`precfg.${identifier(option)}`})`,
        ];
  });
  if (taken.length === 0) return null;
  return code`
    \tprecfg, err := ${file.own('requestconfig')}.PreRequestOptions(${file.std('slices')}.Concat(r.Options, opts)...)
    \tif err != nil {
    \t\t${fail}
    \t}
    ${taken}
  `;
}

function headers(file: GoFile, planned: PlannedMethod): readonly Part[] {
  const { params } = planned;
  if (params === null) return [];
  return params.declaration.fields
    .filter((field) => field.in === 'header' || field.in === 'cookie')
    .map((field) => {
      const value = code`${identifier(params.name)}.${identifier(field.name)}`;
      const text = code`${file.own('requestconfig')}.HeaderValue(${value})`;
      const option =
        field.in === 'header'
          ? code`WithHeader(${stringLiteral(field.wireName)}, text)`
          : code`WithHeaderAdd("Cookie", ${stringLiteral(`${field.wireName}=`)}+${file.own('requestconfig')}.CookieValue(text))`;
      return code`
        \tif text, ok := ${text}; ok {
        \t\topts = append([]${file.own('option')}.RequestOption{${file.own('option')}.${option}}, opts...)
        \t}
      `;
    });
}

interface PathValue {
  readonly wireName: string;
  readonly shown: string;
  readonly value: Code;
  readonly isText: boolean;
}

function pathValues(file: GoFile, planned: PlannedMethod): readonly PathValue[] {
  const { params } = planned;
  const inParams = params?.declaration.fields.filter((field) => field.in === 'path') ?? [];
  const held = (field: Field): Code => {
    const whole = code`${identifier(params?.name ?? 'params')}.${identifier(field.name)}`;
    return field.type.kind === 'opt' || field.type.kind === 'field' ? code`${whole}.Value` : whole;
  };
  const isText = (type: GoType): boolean =>
    type.kind === 'opt' || type.kind === 'field'
      ? isText(type.of)
      : (type.kind === 'basic' && type.name === 'string') ||
        (type.kind === 'named' && file.module.textTypes.has(type.name));
  return [
    ...inParams.map((field) => ({
      wireName: field.wireName,
      shown: field.wireName,
      value: held(field),
      isText: isText(field.type),
    })),
    ...planned.positional.map(({ argument, name, type }) => ({
      wireName: argument.name,
      shown: argument.name,
      value: identifier(name),
      isText: isText(type),
    })),
  ];
}

function emptyChecks(file: GoFile, planned: PlannedMethod, fail: Code): readonly Part[] {
  return pathValues(file, planned)
    .filter(({ isText }) => isText)
    .map(
      ({ shown, value }) => code`
        \tif ${value} == "" {
        \t\terr = ${file.std('errors')}.New(${stringLiteral(`missing required ${shown} parameter`)})
        \t\t${fail}
        \t}
      `,
    );
}

function pathOf(file: GoFile, { method, ...planned }: PlannedMethod): Part {
  const values = pathValues(file, { method, ...planned });
  const used: Code[] = [];
  // The fragment after # distinguishes operations of a description, and is never sent.
  const format = method.path
    .replace(/#.*$/s, '')
    .replace(/^\//, '')
    .split(/(\{[^{}]*\})/)
    .map((piece) => {
      const name = /^\{(.*)\}$/.exec(piece)?.[1];
      const value = values.find(({ wireName }) => wireName === name);
      if (value === undefined)
        return encodeURI(piece.toWellFormed()).replaceAll('?', '%3F').replaceAll('%', '%%');
      used.push(code`${file.own('requestconfig')}.PathSegment(${value.value})`);
      return '%s';
    });
  const query = method.fixedQuery
    .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const text = `${format.join('')}${query === '' ? '' : `?${query.replaceAll('%', '%%')}`}`;
  return used.length === 0
    ? code`\tpath := ${stringLiteral(text.replaceAll('%%', '%'))}`
    : code`\tpath := ${file.std('fmt')}.Sprintf(${stringLiteral(text)}, ${join(used, ', ')})`;
}

const VERBS = {
  get: 'MethodGet',
  post: 'MethodPost',
  put: 'MethodPut',
  patch: 'MethodPatch',
  delete: 'MethodDelete',
  head: 'MethodHead',
  options: 'MethodOptions',
} as const;

function requestArguments(file: GoFile, { method, params }: PlannedMethod, into: Code): Code {
  const verb =
    method.verb === 'query' ? code`"QUERY"` : code`${file.std('net/http')}.${identifier(VERBS[method.verb])}`;
  const { sending } = params?.declaration ?? { sending: null };
  const isSent = params !== null && (sending?.query === true || (sending?.body ?? 'none') !== 'none');
  const sent = isSent && params !== null ? identifier(params.name) : source('nil');
  return code`ctx, ${verb}, path, ${sent}, ${into}, opts...`;
}

function execute(file: GoFile, planned: PlannedMethod, into: Code): Code {
  return code`${file.own('requestconfig')}.ExecuteNewRequest(${requestArguments(file, planned, into)})`;
}

function acceptOf(method: Method, { result }: PlannedMethod): string {
  if (result.kind === 'nothing') return '*/*';
  return method.result.kind === 'stream' ? 'application/json' : method.accept;
}
