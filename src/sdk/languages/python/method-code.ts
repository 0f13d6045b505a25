import type { Argument, Method } from '../../api/method-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import type { Imports } from './imports.ts';
import {
  importType,
  isBinaryBody,
  isRequired,
  isWholeBody,
  type MethodResult,
  orderedArguments,
  pageClass,
  type ResultType,
} from './methods.ts';
import type { ArgumentTypes } from './params.ts';
import { filePaths } from './shapes.ts';
import { docLines, docstring, name, str, value } from './text.ts';
import { type Expression, type TypeContext, TypeModule } from './type-module.ts';

export interface MethodContext {
  readonly context: TypeContext;
  readonly imports: Imports;
  readonly types: ArgumentTypes;
  readonly relative: (module: string) => string;
  /** The method belongs to the client itself. */
  readonly isClient?: boolean;
}

/** The method with its overloads. */
export function methodCode(
  method: Method,
  result: MethodResult,
  isAsync: boolean,
  given: MethodContext,
): Code {
  if (method.kind.kind === 'webhook_unwrap') return webhookCode(method, result, given);
  const writer = new Writer(method, result, isAsync, given);
  return join([...writer.overloads(), writer.implementation()], '\n\n');
}

class Writer {
  readonly #method: Method;
  readonly #result: MethodResult;
  readonly #isAsync: boolean;
  readonly #given: MethodContext;

  constructor(method: Method, result: MethodResult, isAsync: boolean, given: MethodContext) {
    this.#method = method;
    this.#result = result;
    this.#isAsync = isAsync;
    this.#given = given;
  }

  overloads(): Code[] {
    const result = this.#result;
    if (result.kind !== 'stream' || result.discriminator === null || result.otherwise === null) return [];
    const { imports } = this.#given;
    imports.from('typing_extensions', 'overload');
    imports.from('typing_extensions', 'Literal');
    const plain = this.#resultAnnotation(result.otherwise);
    const stream = this.#resultAnnotation({ ...result, otherwise: null });
    const variants: readonly [Part, boolean, Code][] = [
      [source('Optional[Literal[False]] | Omit = omit'), false, plain],
      [source('Literal[True]'), true, stream],
      [source('bool'), true, code`${plain} | ${stream}`],
    ];
    imports.from('typing', 'Optional');
    return variants.map(
      ([type, required, answer]) => code`
        @overload
        ${this.#deprecation()}
        ${this.#definition(this.#signature({ name: result.discriminator ?? '', type: type ?? source(''), required }), answer)}
            ${this.#documentation() ?? source('...')}
            ${this.#documentation() === null ? null : source('...')}
      `,
    );
  }

  implementation(): Code {
    const result = this.#result;
    const isOverloaded = this.overloads().length > 0;
    if (result.kind === 'stream' && isOverloaded && result.otherwise !== null) {
      this.#given.imports.from(this.#given.relative('_utils'), 'required_args');
      this.#given.imports.from('typing_extensions', 'Literal');
      const needed = orderedArguments(this.#method);
      const required = [...needed.positional, ...needed.named.filter(isRequired)].map((argument) =>
        this.#name(argument),
      );
      const flag = this.#argumentNamed(result.discriminator ?? '');
      const streaming = [
        ...required,
        ...(flag === null || required.includes(this.#name(flag)) ? [] : [this.#name(flag)]),
      ];
      const answer = code`${this.#resultAnnotation(result.otherwise)} | ${this.#resultAnnotation({ ...result, otherwise: null })}`;
      return code`
        @required_args([${join(required.map(str), ', ')}], [${join(streaming.map(str), ', ')}])
        ${this.#definition(
          this.#signature({
            name: result.discriminator ?? '',
            type: source('Optional[Literal[False]] | Literal[True] | Omit = omit'),
            required: false,
          }),
          answer,
        )}
            ${this.#body()}
      `;
    }
    return code`
      ${this.#deprecation()}
      ${this.#definition(this.#signature(null), this.#resultAnnotation(result))}
          ${this.#documentation()}
          ${this.#body()}
    `;
  }

  #deprecation(): Code | null {
    const text = this.#method.deprecated;
    if (text === null) return null;
    const mark = this.#given.imports.from('typing_extensions', 'deprecated');
    return code`@${mark}(${str(text === '' ? 'deprecated' : text)})`;
  }

  #definition(signature: readonly Code[], answer: Code): Code {
    const isCoroutine = this.#isAsync && this.#result.kind !== 'page';
    const own = name(this.#given.context.names.methods.get(this.#method)?.method ?? 'method');
    return code`
      ${isCoroutine ? source('async def') : source('def')} ${own}(
          self,
          ${signature.map((part) => code`${part},`)}
      ) -> ${answer}:
    `;
  }

  #name(argument: Argument): string {
    return this.#given.context.names.methods.get(this.#method)?.arguments.get(argument) ?? 'value';
  }

  #argumentNamed(wire: string): Argument | null {
    return this.#method.arguments.find((argument) => argument.name === wire) ?? null;
  }

  #signature(
    replaced: { readonly name: string; readonly type: Part; readonly required: boolean } | null,
  ): Code[] {
    const { imports, relative } = this.#given;
    const { positional, named } = orderedArguments(this.#method);
    const write = (argument: Argument) =>
      code`${name(this.#name(argument))}: ${this.#argumentType(argument)}${this.#default(argument)}`;
    const isReplaced = (argument: Argument) =>
      replaced !== null && argument.name === replaced.name && argument.in !== 'path';
    const rest = named.filter((argument) => !isReplaced(argument));
    const flag = this.#method.arguments.find(isReplaced);
    const flagPart =
      replaced === null
        ? []
        : [code`${name(flag === undefined ? 'stream' : this.#name(flag))}: ${replaced.type}`];
    const options = [
      code`extra_headers: ${imports.from(relative('_types'), 'Headers')} | None = None`,
      code`extra_query: ${imports.from(relative('_types'), 'Query')} | None = None`,
      code`extra_body: ${imports.from(relative('_types'), 'Body')} | None = None`,
      code`timeout: float | httpx.Timeout | None | ${imports.from(relative('_types'), 'NotGiven')} = ${imports.from(relative('_types'), 'not_given')}`,
    ];
    imports.module('httpx');
    if (this.#takesIdempotencyKey()) options.push(source('idempotency_key: str | None = None'));
    return [
      ...positional.map(write),
      source('*'),
      ...rest.filter(isRequired).map(write),
      ...(replaced?.required ? flagPart : []),
      ...rest.filter((argument) => !isRequired(argument)).map(write),
      ...(replaced?.required ? [] : flagPart),
      ...options,
    ];
  }

  #takesIdempotencyKey(): boolean {
    return this.#given.context.api.client.idempotencyHeader !== null && this.#method.verb !== 'get';
  }

  #argumentType(argument: Argument, full = false): Code {
    const { imports, relative, context, types } = this.#given;
    if (argument.in === 'body' && isBinaryBody(this.#method)) {
      if (this.#method.body?.encodings[0]?.kind === 'text') return source('str');
      const content = imports.from(relative('_types'), 'FileContent');
      return code`${content} | ${imports.from(relative('_types'), this.#isAsync ? 'AsyncBinaryTypes' : 'BinaryTypes')}`;
    }
    const known = types.get(argument);
    if (known !== undefined) return imported(full ? known.full : known.bare, this.#given);
    // Positional path arguments are not in the dictionary, and are plain values.
    return imported(
      new TypeModule(context, 'resources', 'sent').shared(argument.type, argument.label, { bare: true }),
      this.#given,
    );
  }

  #default(argument: Argument): Code {
    if (isRequired(argument)) return source('');
    if (argument.constant !== undefined) return code`${source(' = ')}${value(argument.constant)}`;
    const { imports, relative } = this.#given;
    const omitted = imports.from(relative('_types'), 'omit');
    return code`${source(' | ')}${imports.from(relative('_types'), 'Omit')} = ${omitted}`;
  }

  // --- Results -----------------------------------------------------------------------------------------------------

  #resultAnnotation(result: MethodResult): Code {
    const { imports, relative, context } = this.#given;
    const prefix = this.#isAsync ? 'Async' : '';
    switch (result.kind) {
      case 'nothing':
        return source('None');
      case 'binary':
        return imports.from(relative('_response'), `${prefix}BinaryAPIResponse`);
      case 'value':
        return this.#type(result.type);
      case 'page': {
        const page = code`${imports.from(relative('pagination'), pageClass(context.names, result.scheme, this.#isAsync))}[${this.#type(result.item)}]`;
        return this.#isAsync
          ? code`${imports.from(relative('_base_client'), 'AsyncPaginator')}[${this.#type(result.item)}, ${page}]`
          : page;
      }
      case 'stream':
        return code`${this.#streamClass(result.format)}[${this.#type(result.event)}]`;
      default:
        return result satisfies never;
    }
  }

  #streamClass(format: 'sse' | 'jsonl'): Code {
    const { imports, relative } = this.#given;
    const prefix = this.#isAsync ? 'Async' : '';
    return imports.from(relative('_streaming'), `${prefix}${format === 'jsonl' ? 'JSONLStream' : 'Stream'}`);
  }

  #type(type: ResultType): Code {
    return importType(type, this.#given.imports, this.#given.relative);
  }

  /** The class at run time; for type checkers, an alias is not a class. */
  #cast(type: ResultType): Code {
    if (type.kind === 'builtin' || type.form === 'class') return this.#type(type);
    this.#given.imports.from('typing', 'Any');
    return code`${this.#given.imports.from('typing', 'cast')}(Any, ${this.#type(type)})`;
  }

  // --- The call ----------------------------------------------------------------------------------------------------

  #documentation(): Code | null {
    const text = this.#method.description ?? this.#method.summary;
    const documented = [
      ...orderedArguments(this.#method).positional,
      ...orderedArguments(this.#method).named,
    ].filter((argument) => argument.description !== null && argument.description.trim() !== '');
    if (documented.length === 0) return docstring(text);
    const args = documented.map(
      (argument) => code`
        ${name(this.#name(argument))}: ${indentedLines(docLines(argument.description ?? ''))}
      `,
    );
    return code`
      """
      ${text === null ? null : docLines(text)}
      ${text === null ? null : source(' ')}
      Args:
        ${join(args, '\n\n')}
      """
    `;
  }

  #body(): Code {
    const method = this.#method;
    const checks = method.arguments
      .filter((argument) => argument.in === 'path' && !couldBeEmpty(argument))
      .map((argument) => {
        const own = name(this.#name(argument));
        return code`
          if not ${own}:
              raise ValueError(f"Expected a non-empty value for \`${own}\` but received {${own}!r}")
        `;
      });
    const fallbacks = method.arguments.flatMap((argument) => {
      const option =
        argument.clientOption === null
          ? undefined
          : this.#given.context.names.options.get(argument.clientOption);
      if (option === undefined) return [];
      const own = name(this.#name(argument));
      const holder = this.#given.isClient === true ? source('self') : source('self._client');
      this.#given.imports.from(this.#given.relative('_types'), 'Omit');
      return [
        code`
        if isinstance(${own}, Omit):
            ${own} = getattr(${holder}, ${str(option)})
      `,
      ];
    });
    return code`
      ${fallbacks}
      ${checks}
      ${this.#headers()}
      ${this.#files()}
      ${this.#returned()}
    `;
  }

  /** From the context of a `return`, type checkers do not infer what an alias of a union stands for. */
  #returned(): Code {
    const result = this.#result;
    const isOpaque = result.kind === 'value' && result.type.kind === 'named' && result.type.form === 'alias';
    if (!isOpaque || this.#isAsync) return code`return ${this.#call()}`;
    const taken = this.#method.arguments.map((argument) => this.#name(argument));
    const local = name(taken.includes('result') ? 'result_' : 'result');
    return code`
      ${local}: ${this.#type(result.type)} = ${this.#call()}
      return ${local}
    `;
  }

  #headers(): Part {
    const { imports, relative } = this.#given;
    const own = new Map<string, string>();
    const { body } = this.#method;
    const accept = this.#accept();
    if (accept !== null) own.set('Accept', accept);
    const encoding = body?.encodings[0];
    if (encoding !== undefined && encoding.contentType !== 'application/json')
      own.set('Content-Type', contentType(encoding));
    const fixed = [...own].map(([header, text]) => code`${str(header)}: ${str(text)}`);
    const entries = (place: 'header' | 'cookie') =>
      this.#method.arguments
        .filter((argument) => argument.in === place)
        .map((argument) => code`${str(argument.name)}: ${name(this.#name(argument))}`);
    const headers = entries('header');
    const cookies = entries('cookie');
    const parts: Code[] = [...fixed];
    if (headers.length > 0)
      parts.push(code`**${imports.from(relative('_utils'), 'header_values')}({${join(headers, ', ')}})`);
    if (cookies.length > 0)
      parts.push(code`**${imports.from(relative('_utils'), 'cookie_header')}({${join(cookies, ', ')}})`);
    if (parts.length === 0) return null;
    return code`extra_headers = {${join(parts, ', ')}, **(extra_headers or {})}`;
  }

  #accept(): string | null {
    const result = this.#result;
    if (result.kind === 'nothing') return '*/*';
    if (result.kind === 'binary') return result.accept;
    if (result.kind === 'value' && result.accept !== 'application/json') return result.accept;
    if (result.kind === 'stream' && result.otherwise === null)
      return result.format === 'sse' ? 'text/event-stream' : this.#method.accept;
    return null;
  }

  #isMultipart(): boolean {
    return this.#method.body?.encodings[0]?.kind === 'multipart';
  }

  /** Files of a form are separated from its other fields. */
  #files(): Part {
    if (!this.#isMultipart()) return null;
    const split = this.#given.imports.from(this.#given.relative('_files'), 'multipart_body');
    const paths = this.#filePaths().map((path) => code`[${join(path.map(str), ', ')}]`);
    return code`
      body, files = ${split}(
          ${this.#bodyDictionary()},
          paths=[${join(paths, ', ')}],
      )
    `;
  }

  #filePaths(): string[][] {
    const { api, names } = this.#given.context;
    const modelType = (id: Parameters<typeof api.models.get>[0]) => api.models.get(id)?.type ?? null;
    return this.#method.arguments
      .filter((argument) => argument.in === 'body')
      .flatMap((argument) =>
        filePaths(argument.type, modelType).map((path) =>
          isWholeBody(this.#method) ? path : [this.#name(argument), ...path],
        ),
      )
      .filter((path) => path.length > 0 && names !== null);
  }

  #bodyDictionary(): Code {
    const bodies = this.#method.arguments.filter((argument) => argument.in === 'body');
    const [only] = bodies;
    if (isWholeBody(this.#method) && only !== undefined) {
      this.#given.imports.from('typing', 'Any');
      return code`${this.#given.imports.from('typing', 'cast')}(Any, ${name(this.#name(only))})`;
    }
    return this.#dictionary(bodies);
  }

  #dictionary(members: readonly Argument[]): Code {
    return code`
      {
          ${members.map((argument) => code`${str(this.#name(argument))}: ${name(this.#name(argument))},`)}
      }
    `;
  }

  #call(): Code {
    const { imports, relative, context } = this.#given;
    const method = this.#method;
    const result = this.#result;
    const holder = this.#given.isClient === true ? source('self.') : source('self._');
    const verb = method.verb === 'query' ? source('query') : source(VERBS[method.verb]);
    const isQuery = method.verb === 'query' && this.#given.isClient === true;
    const wait = this.#isAsync && result.kind !== 'page' ? source('await ') : source('');
    const body = this.#bodyParts();
    const options = this.#options();
    const stream =
      result.kind === 'stream'
        ? [
            code`stream=${result.discriminator === null ? source('True') : code`${name(this.#flagName(result.discriminator))} or False`},`,
            code`stream_cls=${this.#streamClass(result.format)}[${this.#type(result.event)}],`,
          ]
        : [];
    if (result.kind === 'page') {
      const page = imports.from(
        relative('pagination'),
        pageClass(context.names, result.scheme, this.#isAsync),
      );
      return code`
        self._get_api_list(
            ${this.#path()},
            page=${page}[${this.#type(result.item)}],
            ${body}
            ${options}
            model=${this.#cast(result.item)},
            ${method.verb === 'get' ? null : code`method=${str(method.verb)},`}
        )
      `;
    }
    return code`
      ${wait}${isQuery ? source('self._') : holder}${verb}(
          ${this.#path()},
          ${body}
          ${options}
          cast_to=${this.#castTo(result)},
          ${stream}
      )
    `;
  }

  #flagName(wire: string): string {
    const argument = this.#argumentNamed(wire);
    return argument === null ? 'stream' : this.#name(argument);
  }

  #castTo(result: MethodResult): Code {
    const { imports, relative } = this.#given;
    switch (result.kind) {
      case 'nothing':
        return imports.from(relative('_types'), 'NoneType');
      case 'binary':
        return imports.from(relative('_response'), `${this.#isAsync ? 'Async' : ''}BinaryAPIResponse`);
      case 'value':
        return this.#cast(result.type);
      case 'stream':
        return result.otherwise === null ? this.#cast(result.event) : this.#castTo(result.otherwise);
      case 'page':
        return this.#cast(result.item);
      default:
        return result satisfies never;
    }
  }

  #path(): Code {
    const { imports, relative } = this.#given;
    const inPath = this.#method.arguments.filter((argument) => argument.in === 'path');
    const fixed = this.#method.fixedQuery
      .map((pair) => `${encodeURIComponent(pair.name)}=${encodeURIComponent(pair.value)}`)
      .join('&');
    const query = fixed === '' ? '' : `?${fixed}`;
    if (inPath.length === 0) return str(`${this.#method.path}${query}`);
    // Placeholders have the names of the arguments.
    const template = this.#method.path.replaceAll(/\{([^}]*)\}/g, (whole, wire: string) => {
      const argument = inPath.find((one) => one.name === wire);
      return argument === undefined ? whole : `{${this.#name(argument)}}`;
    });
    const fill = imports.from(relative('_utils'), 'path_template');
    const values = inPath.map(
      (argument) => code`${name(this.#name(argument))}=${name(this.#name(argument))}`,
    );
    return code`${fill}(${str(`${template}${query}`)}, ${join(values, ', ')})`;
  }

  #transform(data: Part, type: Part): Code {
    const { imports, relative } = this.#given;
    // A paginated method is not a coroutine, so it cannot wait.
    const waits = this.#isAsync && this.#result.kind !== 'page';
    const wait = waits ? source('await ') : source('');
    const own = imports.from(relative('_utils'), waits ? 'async_maybe_transform' : 'maybe_transform');
    return code`${wait}${own}(${data}, ${type})`;
  }

  #paramsClass(): Code {
    const known = this.#given.context.names.methods.get(this.#method);
    if (known === undefined) throw new Error(`${this.#method.name} has no names`);
    return this.#given.imports.from(this.#given.relative(known.params.module), known.params.class);
  }

  #bodyParts(): Code[] {
    const bodies = this.#method.arguments.filter((argument) => argument.in === 'body');
    const [only] = bodies;
    if (only === undefined) return [];
    if (this.#isMultipart()) {
      const type = isWholeBody(this.#method) ? this.#wholeType(only) : this.#paramsClass();
      return [code`body=${this.#transform(source('body'), type)},`, source('files=files,')];
    }
    if (isBinaryBody(this.#method)) return [this.#content(only)];
    if (isWholeBody(this.#method)) {
      return [code`body=${this.#transform(name(this.#name(only)), this.#wholeType(only))},`];
    }
    const multi = this.#transform(this.#dictionary(bodies), this.#paramsClass());
    return [code`body=${multi},`];
  }

  #content(only: Argument): Code {
    const own = name(this.#name(only));
    const missing = isRequired(only) ? null : code`None if isinstance(${own}, Omit) else `;
    if (this.#method.body?.encodings[0]?.kind === 'text') return code`content=${missing}${own}.encode(),`;
    const { imports, relative } = this.#given;
    imports.module('os');
    const read = imports.from(
      relative('_files'),
      this.#isAsync ? 'async_read_file_content' : 'read_file_content',
    );
    const wait = this.#isAsync ? source('await ') : source('');
    return code`content=${missing}${wait}${read}(${own}) if isinstance(${own}, os.PathLike) else ${own},`;
  }

  /** Type of a body that is one argument, in the dictionary of parameters. */
  #wholeType(argument: Argument): Code {
    return this.#argumentType(argument, true);
  }

  #options(): Code {
    const { imports, relative, context } = this.#given;
    const make = imports.from(relative('_base_client'), 'make_request_options');
    const method = this.#method;
    const query = method.arguments.filter((argument) => argument.in === 'query');
    const parts = ['extra_headers', 'extra_query', 'extra_body', 'timeout'].map((option) =>
      option === 'timeout' && method.timeoutMs !== null
        ? code`timeout=${value(method.timeoutMs / 1000)} if isinstance(timeout, NotGiven) else timeout,`
        : code`${name(option)}=${name(option)},`,
    );
    if (this.#takesIdempotencyKey()) parts.push(source('idempotency_key=idempotency_key,'));
    if (method.maxRetries !== null) parts.push(code`max_retries=${value(method.maxRetries)},`);
    if (this.#result.kind === 'value' && this.#result.unwrap !== null)
      parts.push(code`unwrap=${str(this.#result.unwrap)},`);
    if (
      this.#result.kind === 'stream' &&
      this.#result.otherwise?.kind === 'value' &&
      this.#result.otherwise.unwrap !== null
    )
      parts.push(code`unwrap=${str(this.#result.otherwise.unwrap)},`);
    const security = this.#security();
    if (security !== null) parts.push(code`security=${security},`);
    if (query.length > 0)
      parts.push(code`query=${this.#transform(this.#dictionary(query), this.#paramsClass())},`);
    void context;
    return code`
      options=${make}(
          ${parts}
      ),
    `;
  }

  #security(): Code | null {
    const { security } = this.#method;
    if (security === null) return null;
    if (security.length === 0 || security.some((set) => set.length === 0)) return source('{}');
    if (!this.#given.context.api.settings.perEndpointSecurity) return null;
    const schemes = [...new Set(security.flat())];
    return code`{${join(
      schemes.map((scheme) => code`${str(scheme)}: True`),
      ', ',
    )}}`;
  }
}

const VERBS = { get: 'get', post: 'post', put: 'put', patch: 'patch', delete: 'delete' } as const;

/** The type from its module of parameters, with its imports added here. */
function imported({ code: expression, uses }: Expression, { imports, relative }: MethodContext): Code {
  const targets = uses.map((use) => ({ ...use, module: use.isOurs ? relative(use.module) : use.module }));
  if (targets.some((use) => imports.isTaken(use.as, use.module, use.what))) return source('object');
  for (const use of targets) imports.from(use.module, use.what, use.as);
  return expression;
}

function contentType({ kind, contentType: given }: { kind: string; contentType: string }): string {
  return kind === 'multipart' ? 'multipart/form-data' : given;
}

/** Numbers and booleans are never empty: 0 and false are valid values. */
function couldBeEmpty(argument: Argument): boolean {
  const inner = argument.type.kind === 'nullable' ? argument.type.type : argument.type;
  return inner.kind === 'integer' || inner.kind === 'number' || inner.kind === 'boolean';
}

function indentedLines(lines: Code): Code {
  return join([lines], '\n');
}

/** Parses a webhook, and verifies its signature if the client has a key. */
function webhookCode(
  method: Method,
  result: MethodResult,
  { context, imports, relative, isClient }: MethodContext,
): Code {
  if (method.kind.kind !== 'webhook_unwrap') throw new Error(`${method.name} is no webhook`);
  const own = name(context.names.methods.get(method)?.method ?? 'unwrap');
  const type = result.kind === 'value' ? importType(result.type, imports, relative) : source('object');
  imports.from('typing', 'Any');
  const cast = imports.from('typing', 'cast');
  const construct = imports.from(relative('_models'), 'construct_type');
  const json = imports.from('json', 'loads', 'json_loads');
  const option =
    method.kind.keyOption === null ? undefined : context.names.options.get(method.kind.keyOption);
  if (option === undefined) {
    return code`
      def ${own}(self, payload: str) -> ${type}:
          """The event of a webhook's body. Its signature is not checked."""
          return ${cast}(${type}, ${construct}(type_=${cast}(Any, ${type}), value=${json}(payload)))
    `;
  }
  const verify = imports.from(relative('_webhooks'), 'verify_webhook');
  const mapping = imports.from('typing', 'Mapping');
  const holder = isClient === true ? source('self') : source('self._client');
  return code`
    def ${own}(self, payload: str, *, headers: ${mapping}[str, str], key: str | bytes | None = None) -> ${type}:
        """
        The event of a webhook's body. Raises \`APIWebhookValidationError\` where its signature is not of the key, which
        is the client's unless another is given.
        """
        ${verify}(payload, headers=headers, key=getattr(${holder}, ${str(option)}) if key is None else key)
        return ${cast}(${type}, ${construct}(type_=${cast}(Any, ${type}), value=${json}(payload)))
  `;
}
