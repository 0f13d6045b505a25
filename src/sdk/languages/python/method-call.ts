import { encodingText } from '../../api/encodings.ts';
import type { Argument, FieldEncoding, Verb } from '../../api/method-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import type { MethodTypes } from './method-types.ts';
import { isBinaryBody, isRequired, isWholeBody, pageClass } from './methods.ts';
import { filePaths } from './shapes.ts';
import { name, str, value } from './text.ts';

/** The request that a method sends: its headers, files, body and options. */
export class MethodCall {
  readonly #own: MethodTypes;

  constructor(own: MethodTypes) {
    this.#own = own;
  }

  /** From the context of a `return`, type checkers do not infer what an alias of a union stands for. */
  returned(): Code {
    const result = this.#own.result;
    const isOpaque = result.kind === 'value' && result.type.kind === 'named' && result.type.form === 'alias';
    if (!isOpaque || this.#own.isAsync) return code`return ${this.#call()}`;
    const local = this.#local('result');
    return code`
      ${local}: ${this.#own.typeCode(result.type)} = ${this.#call()}
      return ${local}
    `;
  }

  /** A local variable: an argument of the same name keeps its own type. */
  #local(wanted: string): Code {
    const taken = new Set(this.#own.method.arguments.map((argument) => this.#own.nameOf(argument)));
    let free = wanted;
    while (taken.has(free)) free += '_';
    return name(free);
  }

  /** Headers of the method, in front of those of the caller; null if it has none. */
  headers(): Part {
    const { imports, relative } = this.#own.given;
    const own = new Map<string, string>();
    const { body } = this.#own.method;
    const accept = this.#accept();
    if (accept !== null) own.set('Accept', accept);
    const encoding = body?.encodings[0];
    if (encoding !== undefined && encoding.contentType !== 'application/json')
      own.set('Content-Type', contentType(encoding));
    const fixed = [...own].map(([header, text]) => code`${str(header)}: ${str(text)}`);
    const entries = (place: 'header' | 'cookie') =>
      this.#own.method.arguments
        .filter((argument) => argument.in === place)
        .map((argument) => code`${str(argument.name)}: ${name(this.#own.nameOf(argument))}`);
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
    const result = this.#own.result;
    if (result.kind === 'nothing') return '*/*';
    if (result.kind === 'binary') return result.accept;
    if (result.kind === 'value' && result.accept !== 'application/json') return result.accept;
    if (result.kind === 'stream' && result.otherwise === null)
      return result.format === 'sse' ? 'text/event-stream' : this.#own.method.accept;
    return null;
  }

  #isMultipart(): boolean {
    return this.#own.method.body?.encodings[0]?.kind === 'multipart';
  }

  /** Files of a form are separated from its other fields. */
  files(): Part {
    if (!this.#isMultipart()) return null;
    const split = this.#own.given.imports.from(this.#own.given.relative('_files'), 'multipart_body');
    const paths = this.#filePaths().map((path) => code`[${join(path.map(str), ', ')}]`);
    return code`
      ${this.#local('body')}, ${this.#local('files')} = ${split}(
          ${this.#bodyDictionary()},
          paths=[${join(paths, ', ')}],
      )
    `;
  }

  #filePaths(): string[][] {
    const { api, names } = this.#own.given.context;
    const modelType = (id: Parameters<typeof api.models.get>[0]) => api.models.get(id)?.type ?? null;
    return this.#own.method.arguments
      .filter((argument) => argument.in === 'body')
      .flatMap((argument) =>
        filePaths(argument.type, modelType).map((path) =>
          isWholeBody(this.#own.method) ? path : [this.#own.nameOf(argument), ...path],
        ),
      )
      .filter((path) => path.length > 0 && names !== null);
  }

  #bodyDictionary(): Code {
    const bodies = this.#own.method.arguments.filter((argument) => argument.in === 'body');
    const [only] = bodies;
    if (isWholeBody(this.#own.method) && only !== undefined) {
      this.#own.given.imports.from('typing', 'Any');
      return code`${this.#own.given.imports.from('typing', 'cast')}(Any, ${name(this.#own.nameOf(only))})`;
    }
    return this.#dictionary(bodies);
  }

  #dictionary(members: readonly Argument[]): Code {
    return code`
      {
          ${members.map((argument) => code`${str(this.#own.nameOf(argument))}: ${name(this.#own.nameOf(argument))},`)}
      }
    `;
  }

  #call(): Code {
    const { imports, relative, context } = this.#own.given;
    const method = this.#own.method;
    const result = this.#own.result;
    // The client's own methods for these verbs are private.
    const isRare = RARE.has(method.verb);
    const isPublic = this.#own.given.isClient === true && !isRare && method.verb !== 'head';
    const send = code`self.${isPublic ? null : source('_')}${isRare ? source('call') : name(method.verb)}`;
    const wait = this.#own.isAsync && result.kind !== 'page' ? source('await ') : source('');
    const body = this.#bodyParts();
    const options = this.#options();
    const stream =
      result.kind === 'stream'
        ? [
            code`stream=${result.discriminator === null ? source('True') : code`${name(this.#flagName(result.discriminator))} or False`},`,
            code`stream_cls=${this.#own.streamClass(result.format)}[${this.#own.typeCode(result.event)}],`,
          ]
        : [];
    if (result.kind === 'page') {
      const page = imports.from(
        relative('pagination'),
        pageClass(context.names, result.scheme, this.#own.isAsync),
      );
      return code`
        self._get_api_list(
            ${this.#path()},
            page=${page}[${this.#own.typeCode(result.item)}],
            ${body}
            ${options}
            model=${this.#own.cast(result.item)},
            ${method.verb === 'get' ? null : code`method=${str(method.verb)},`}
        )
      `;
    }
    return code`
      ${wait}${send}(
          ${this.#path()},
          ${isRare ? code`method=${str(method.verb)},` : null}
          ${body}
          ${options}
          cast_to=${this.#own.castTo(result)},
          ${stream}
      )
    `;
  }

  #flagName(wire: string): string {
    const argument = this.#own.argumentNamed(wire);
    return argument === null ? 'stream' : this.#own.nameOf(argument);
  }

  #path(): Code {
    const { imports, relative } = this.#own.given;
    const inPath = this.#own.method.arguments.filter((argument) => argument.in === 'path');
    const fixed = this.#own.method.fixedQuery
      .map((pair) => `${encodeURIComponent(pair.name)}=${encodeURIComponent(pair.value)}`)
      .join('&');
    const query = fixed === '' ? '' : `?${fixed}`;
    if (inPath.length === 0) return str(`${this.#own.method.path}${query}`);
    // Placeholders have the names of the arguments.
    const template = this.#own.method.path.replaceAll(/\{([^}]*)\}/g, (whole, wire: string) => {
      const argument = inPath.find((one) => one.name === wire);
      return argument === undefined ? whole : `{${this.#own.nameOf(argument)}}`;
    });
    const fill = imports.from(relative('_utils'), 'path_template');
    const values = inPath.map(
      (argument) => code`${name(this.#own.nameOf(argument))}=${name(this.#own.nameOf(argument))}`,
    );
    return code`${fill}(${str(`${template}${query}`)}, ${join(values, ', ')})`;
  }

  #transform(data: Part, type: Part): Code {
    const { imports, relative } = this.#own.given;
    // A paginated method is not a coroutine, so it cannot wait.
    const waits = this.#own.isAsync && this.#own.result.kind !== 'page';
    const wait = waits ? source('await ') : source('');
    const own = imports.from(relative('_utils'), waits ? 'async_maybe_transform' : 'maybe_transform');
    return code`${wait}${own}(${data}, ${type})`;
  }

  #paramsClass(): Code {
    const known = this.#own.given.context.names.methods.get(this.#own.method);
    if (known === undefined) throw new Error(`${this.#own.method.name} has no names`);
    return this.#own.given.imports.from(this.#own.given.relative(known.params.module), known.params.class);
  }

  #bodyParts(): Code[] {
    const bodies = this.#own.method.arguments.filter((argument) => argument.in === 'body');
    const [only] = bodies;
    if (only === undefined) return [];
    if (this.#isMultipart()) {
      const type = isWholeBody(this.#own.method) ? this.#wholeType(only) : this.#paramsClass();
      const form = this.#transform(this.#local('body'), type);
      return [
        code`body=${this.#formatted(form, this.#fieldFormats(), 'with_parts')},`,
        code`files=${this.#local('files')},`,
      ];
    }
    if (isBinaryBody(this.#own.method)) return [this.#content(only)];
    if (isWholeBody(this.#own.method)) {
      const whole = this.#transform(name(this.#own.nameOf(only)), this.#wholeType(only));
      return [code`body=${this.#formatted(whole, this.#fieldFormats(), 'with_formats')},`];
    }
    const multi = this.#transform(this.#dictionary(bodies), this.#paramsClass());
    return [code`body=${this.#formatted(multi, this.#fieldFormats(), 'with_formats')},`];
  }

  #fieldFormats(): readonly FieldEncoding[] {
    return this.#own.method.body?.encodings[0]?.fields ?? [];
  }

  /** The data with values that are written unlike the API's others. */
  #formatted(data: Code, formats: readonly FieldEncoding[], helper: 'with_formats' | 'with_parts'): Code {
    if (formats.length === 0) return data;
    const { imports, relative } = this.#own.given;
    const entries = formats.map(
      ({ name: wire, encoding }) => code`${str(wire)}: ${str(encodingText(encoding))}`,
    );
    return code`${imports.from(relative('_utils'), helper)}(${data}, {${join(entries, ', ')}})`;
  }

  #content(only: Argument): Code {
    const own = name(this.#own.nameOf(only));
    const missing = isRequired(only) ? null : code`None if isinstance(${own}, Omit) else `;
    if (this.#own.method.body?.encodings[0]?.kind === 'text') return code`content=${missing}${own}.encode(),`;
    const { imports, relative } = this.#own.given;
    imports.module('os');
    const read = imports.from(
      relative('_files'),
      this.#own.isAsync ? 'async_read_file_content' : 'read_file_content',
    );
    const wait = this.#own.isAsync ? source('await ') : source('');
    return code`content=${missing}${wait}${read}(${own}) if isinstance(${own}, os.PathLike) else ${own},`;
  }

  /** Type of a body that is one argument, in the dictionary of parameters. */
  #wholeType(argument: Argument): Code {
    return this.#own.argumentType(argument, true);
  }

  #options(): Code {
    const { imports, relative } = this.#own.given;
    const make = imports.from(relative('_base_client'), 'make_request_options');
    const method = this.#own.method;
    const query = method.arguments.filter((argument) => argument.in === 'query');
    const parts = ['extra_headers', 'extra_query', 'extra_body', 'timeout'].map((option) =>
      option === 'timeout' && method.timeoutMs !== null
        ? code`timeout=${value(method.timeoutMs / 1000)} if isinstance(timeout, NotGiven) else timeout,`
        : code`${name(option)}=${name(option)},`,
    );
    if (this.#own.takesIdempotencyKey()) parts.push(source('idempotency_key=idempotency_key,'));
    if (method.maxRetries !== null) parts.push(code`max_retries=${value(method.maxRetries)},`);
    if (this.#own.result.kind === 'value' && this.#own.result.unwrap !== null)
      parts.push(code`unwrap=${str(this.#own.result.unwrap)},`);
    if (
      this.#own.result.kind === 'stream' &&
      this.#own.result.otherwise?.kind === 'value' &&
      this.#own.result.otherwise.unwrap !== null
    )
      parts.push(code`unwrap=${str(this.#own.result.otherwise.unwrap)},`);
    const security = this.#security();
    if (security !== null) parts.push(code`security=${security},`);
    if (query.length > 0) {
      const formats = query.flatMap(({ name: wire, encoding }) =>
        encoding === null ? [] : [{ name: wire, encoding }],
      );
      const sent = this.#transform(this.#dictionary(query), this.#paramsClass());
      parts.push(code`query=${this.#formatted(sent, formats, 'with_formats')},`);
    }
    return code`
      options=${make}(
          ${parts}
      ),
    `;
  }

  #security(): Code | null {
    const { security } = this.#own.method;
    if (security === null) return null;
    if (security.length === 0 || security.some((set) => set.length === 0)) return source('{}');
    if (!this.#own.given.context.api.settings.perEndpointSecurity) return null;
    const schemes = [...new Set(security.flat())];
    return code`{${join(
      schemes.map((scheme) => code`${str(scheme)}: True`),
      ', ',
    )}}`;
  }
}

/** Verbs without a request method of their own. */
const RARE: ReadonlySet<Verb> = new Set(['options', 'query']);

function contentType({ kind, contentType: given }: { kind: string; contentType: string }): string {
  return kind === 'multipart' ? 'multipart/form-data' : given;
}
