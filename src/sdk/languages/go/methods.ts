import type { Argument, BodyEncoding, Method, Result } from '../../api/method-types.ts';
import { exactFirst } from '../../names/exact-first.ts';
import type { Field, Sending, StructDeclaration } from './declarations.ts';
import { BASIC, type GoType } from './gofile.ts';
import { below, exported, fieldScope, localScope, methodName, topPath, unexported } from './names.ts';
import type { Place } from './places.ts';
import type { Planner } from './planner.ts';

/** A method with all its names and types decided. */
export interface PlannedMethod {
  readonly method: Method;
  /** `New`; for a method that always streams `LogsStreaming`. */
  readonly name: string;
  /** Name of the method that requests a stream by its discriminator; null: there is none. */
  readonly streamingName: string | null;
  /** Path arguments that are function arguments, in order. */
  readonly positional: readonly {
    readonly argument: Argument;
    readonly name: string;
    readonly type: GoType;
  }[];
  /** The struct with all other arguments. */
  readonly params: {
    readonly type: string;
    readonly name: string;
    readonly declaration: StructDeclaration;
  } | null;
  /** A body of bytes, which is a function argument. */
  readonly binaryBody: BodyEncoding | null;
  readonly result: PlannedResult;
  readonly stream: PlannedStream | null;
}

export type PlannedResult =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'value'; readonly type: GoType; readonly unwrap: string | null }
  | { readonly kind: 'page'; readonly page: string; readonly item: GoType };

export interface PlannedStream {
  readonly event: GoType;
  readonly discriminator: Argument | null;
  readonly accept: string;
}

export interface ServiceNames {
  /** Prefix of its types: `FileVersion`. */
  readonly base: string;
  readonly scope: ReturnType<typeof fieldScope>;
  /** Page types by the name of their scheme. */
  readonly pages: ReadonlyMap<string, string>;
}

export function planMethod(
  planner: Planner,
  method: Method,
  service: ServiceNames,
  place: Place,
): PlannedMethod {
  const { casings } = planner.names;
  const always = method.result.kind === 'stream' && method.result.otherwise === null;
  const plain = methodName(method, casings);
  const name = service.scope.claim(
    `method ${method.name}`,
    always ? `${plain}Streaming` : plain,
    `${plain}Method`,
  );
  const streams = method.result.kind === 'stream' && !always;
  const streamingName = streams
    ? service.scope.claim(`streaming ${method.name}`, `${name}Streaming`, `${name}StreamingMethod`)
    : null;
  const base = `${service.base}${always ? name.replace(/Streaming$/, '') : name}`;
  const { result, stream } = planResult(planner, method, base, service, place);
  const locals = localScope();
  const isPositional = (argument: Argument) =>
    argument.in === 'path' &&
    argument.clientOption === null &&
    (planner.style === 'v1' || argument.positional !== null);
  const inOrder = planner.style === 'v1' ? pathOrder(method) : method.arguments.toSorted(byRank);
  const positional = inOrder.filter(isPositional).map((argument) => {
    const label = unexported(argument.label, casings);
    return {
      argument,
      name: locals.claim(argument.name, label, `${label}Param`),
      type: planner.typed(
        argument.type,
        below(topPath(`${base}Params`), exported(argument.label, casings)),
        place,
        'sent',
      ).type,
    };
  });
  const encoding = method.body?.encodings[0] ?? null;
  const isBinary = encoding !== null && (encoding.kind === 'binary' || encoding.kind === 'text');
  const others = method.arguments.filter(
    (argument) =>
      !isPositional(argument) &&
      !(isBinary && argument.in === 'body') &&
      argument.name !== (stream?.discriminator?.name ?? null),
  );
  return {
    method,
    name,
    streamingName,
    positional,
    params: others.length === 0 ? null : planParams(planner, method, others, base, place),
    binaryBody: isBinary ? encoding : null,
    result,
    stream,
  };
}

function byRank(a: Argument, b: Argument): number {
  return (a.positional ?? 0) - (b.positional ?? 0);
}

/** Path arguments in the order of the path. */
function pathOrder(method: Method): readonly Argument[] {
  const at = (argument: Argument) => method.path.indexOf(`{${argument.name}}`);
  return method.arguments.filter((argument) => argument.in === 'path').toSorted((a, b) => at(a) - at(b));
}

function planParams(
  planner: Planner,
  method: Method,
  others: readonly Argument[],
  base: string,
  place: Place,
) {
  const type = planner.names.root.claim(`params ${base}`, `${base}Params`, `${base}ParamsType`);
  const at = place.into.length;
  const scope = fieldScope();
  const labelOf = (argument: Argument) =>
    exported(argument.names.property ?? argument.label, planner.names.casings);
  const ordered = sorted(planner, others);
  const names = new Map(
    exactFirst(ordered, labelOf).map((argument) => {
      const label = labelOf(argument);
      const located = `${exported(argument.in, planner.names.casings)}${label}`;
      return [argument, scope.claim(`${argument.in} ${argument.name}`, label, located)] as const;
    }),
  );
  const fields: Field[] = ordered.map((argument) => {
    const field = names.get(argument) ?? labelOf(argument);
    return planner.argumentField(argument, field, below(topPath(type), field), place);
  });
  const whole =
    method.body?.shape === 'whole' ? (fields.find((field) => field.in === 'body')?.name ?? null) : null;
  const declaration: StructDeclaration = {
    kind: 'struct',
    name: type,
    pkg: 'root',
    doc: null,
    deprecated: null,
    implements: [],
    role: 'params',
    fields,
    embeds: [],
    extras: null,
    toParam: null,
    sending: sending(method, fields, whole),
  };
  place.into.splice(at, 0, declaration);
  return { type, name: paramsName(method, fields), declaration };
}

function sorted(planner: Planner, list: readonly Argument[]): readonly Argument[] {
  const place = (argument: Argument) => (argument.in === 'path' ? 0 : 1);
  const required = (argument: Argument) => (argument.required ? 0 : 1);
  return list.toSorted((a, b) => {
    if (place(a) !== place(b)) return place(a) - place(b);
    if (!planner.api.settings.sortProperties) return 0;
    const [x, y] = [a.name.toLowerCase(), b.name.toLowerCase()];
    return required(a) - required(b) || (x < y ? -1 : x > y ? 1 : 0);
  });
}

/** `query` or `body` if it has only these, otherwise `params`. */
function paramsName(method: Method, fields: readonly Field[]): string {
  const kinds = new Set(fields.map((field) => field.in));
  if (kinds.size > 1 || kinds.has('header') || kinds.has('cookie')) return 'params';
  if (kinds.has('query')) return 'query';
  return kinds.has('body') || method.verb !== 'get' ? 'body' : 'query';
}

function sending(method: Method, fields: readonly Field[], whole: string | null): Sending {
  const query = fields.some((field) => field.in === 'query');
  const hasBody = fields.some((field) => field.in === 'body');
  const kind = method.body?.encodings[0]?.kind;
  const body = !hasBody
    ? 'none'
    : kind === 'multipart' || kind === 'form'
      ? kind
      : whole !== null
        ? 'whole'
        : 'json';
  const formats = {
    query: method.arguments.flatMap(({ name, in: place, encoding }) =>
      place === 'query' && encoding !== null ? [{ name, encoding }] : [],
    ),
    form: method.body?.encodings[0]?.fields ?? [],
  };
  return { query, body, whole, formats };
}

function planResult(
  planner: Planner,
  method: Method,
  base: string,
  service: ServiceNames,
  place: Place,
): { readonly result: PlannedResult; readonly stream: PlannedStream | null } {
  const answer = `${base}Response`;
  const plan = (result: Exclude<Result, { kind: 'stream' }>): PlannedResult => {
    switch (result.kind) {
      case 'nothing':
        return { kind: 'nothing' };
      case 'binary':
        return { kind: 'binary' };
      case 'text':
        return { kind: 'value', type: BASIC.string, unwrap: null };
      case 'value':
        return {
          kind: 'value',
          type: planner.named(result.type, answer, place, 'received').type,
          unwrap: result.unwrap,
        };
      case 'page': {
        const page = service.pages.get(result.scheme);
        const item = planner.named(result.item, answer, place, 'received').type;
        return page === undefined
          ? { kind: 'value', type: planner.named(result.type, answer, place, 'received').type, unwrap: null }
          : { kind: 'page', page, item };
      }
    }
  };
  const { result } = method;
  if (result.kind !== 'stream') return { result: plan(result), stream: null };
  const otherwise = result.otherwise === null ? null : plan(result.otherwise);
  const event = planner.named(
    result.event,
    otherwise === null ? answer : `${base}Event`,
    place,
    'received',
  ).type;
  const discriminator = method.arguments.find((argument) => argument.name === result.discriminator) ?? null;
  const accept = result.format === 'sse' ? 'text/event-stream' : 'application/jsonl';
  return { result: otherwise ?? { kind: 'nothing' }, stream: { event, discriminator, accept } };
}
