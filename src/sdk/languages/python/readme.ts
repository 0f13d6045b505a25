import type { ExampleCall } from '../../api/api-types.ts';
import { exampleArguments } from '../../api/examples.ts';
import type { Argument, Method, Resource } from '../../api/method-types.ts';
import type { Json } from '../../api/types.ts';
import { Code, code, join, type Part, source } from '../../code/code.ts';
import { codeSpan, fencedBlock, markdown, prose } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { ExampleWriter, resourceCode } from './example-code.ts';
import type { MethodResult } from './methods.ts';
import { hasWebhooks } from './package-files.ts';
import { distributionName } from './pyproject.ts';
import { type ResourceContext, resultOf } from './resources.ts';
import { name, str } from './text.ts';

/** `README.md`: everything for first-time users of the package, with calls of this API. */
export function readme(input: LanguageInput, given: ResourceContext): Part {
  const writer = new ReadmeWriter(input, given);
  return join(writer.sections(), '\n\n');
}

interface Shown {
  readonly method: Method;
  readonly result: MethodResult;
  /** `client.pets.list(...)`. */
  readonly call: Code;
  readonly through: (client: Code, extra?: Code) => Code;
}

class ReadmeWriter {
  readonly #input: LanguageInput;
  readonly #given: ResourceContext;

  constructor(input: LanguageInput, given: ResourceContext) {
    this.#input = input;
    this.#given = given;
  }

  sections(): Code[] {
    const { api, target } = this.#input;
    const { names } = this.#given.context;
    const title = target.readmeTitle ?? `${api.info.title || names.client} Python library`;
    const distribution = distributionName(names.distribution);
    const headline = this.#shown(api.readme.headline) ?? this.#shown(api.readme.default) ?? this.#first();
    const some = this.#shown(api.readme.default) ?? headline;
    const docs = api.organization.docs;
    return [
      code`# ${prose(title)}`,
      paragraph(
        `This library calls the ${oneLineOf(api.info.title) || names.client} API from Python 3.9 and later. It has types for every request and answer, and clients that wait and that are awaited, both on [httpx](https://github.com/encode/httpx).`,
      ),
      ...(api.info.description.trim() === '' ? [] : [markdown(api.info.description)]),
      code`## Documentation`,
      paragraph(
        `${docs === null || docs === '' ? '' : `The API is described at ${linkText(docs)}. `}All methods and types of this library are listed in [api.md](api.md).`,
      ),
      code`## Installation`,
      fenced('sh', new Code(`pip install ${distribution}`)),
      ...(headline === null ? [] : this.#usage(headline)),
      ...this.#pagination(),
      ...this.#uploads(),
      ...this.#streaming(),
      ...this.#webhooks(),
      ...(some === null
        ? []
        : [...this.#errors(some), ...this.#retries(some), ...this.#timeouts(some), ...this.#advanced(some)]),
      code`## Versioning`,
      paragraph(
        'Versions follow [SemVer](https://semver.org). Changes of types alone, and of what begins with an underscore, may come in minor versions. `' +
          `${names.package}.__version__` +
          '` tells which one is installed.',
      ),
      code`## Requirements`,
      paragraph('Python 3.9 or later.'),
      code`## Contributing`,
      paragraph('See [CONTRIBUTING.md](CONTRIBUTING.md).'),
    ];
  }

  #usage(shown: Shown): Code[] {
    const { names, api } = this.#given.context;
    const option = api.client.options.find((one) => one.env !== null);
    return [
      code`## Usage`,
      python(code`
        ${option === undefined ? null : source('import os')}

        from ${name(names.package)} import ${name(names.client)}

        ${this.#client(names.client)}

        ${result(shown, source(''))}
      `),
      ...(option === undefined
        ? []
        : [
            paragraph(
              `\`${names.options.get(option.name) ?? option.name}\` need not be given where the environment has \`${option.env ?? ''}\`, which keeps it out of your code.`,
            ),
          ]),
      paragraph(
        `Answers are [Pydantic](https://docs.pydantic.dev) models: \`.to_dict()\` and \`.to_json()\` write them. Parameters that are objects are dictionaries. Properties that are newer than this library are kept, and can be read as attributes.`,
      ),
      code`## Async usage`,
      paragraph(`\`${names.asyncClient}\` has the same methods, to be awaited:`),
      python(code`
        import asyncio

        from ${name(names.package)} import ${name(names.asyncClient)}

        client = ${name(names.asyncClient)}()


        async def main() -> None:
            ${result(shown, shown.result.kind === 'page' ? source('') : source('await '))}


        asyncio.run(main())
      `),
      paragraph(
        `With \`pip install ${distributionName(names.distribution)}[aiohttp]\` requests can go through aiohttp: \`${names.asyncClient}(http_client=DefaultAioHttpClient())\`.`,
      ),
    ];
  }

  #client(className: string): Code {
    const { names, api } = this.#given.context;
    const args = api.client.options
      .filter((option) => option.env !== null && (!option.nullable || option.auth !== null))
      .map(
        (option) =>
          code`${name(names.options.get(option.name) ?? 'option')}=os.environ.get(${str(option.env ?? '')}),`,
      );
    if (args.length === 0) return code`client = ${name(className)}()`;
    return code`
      client = ${name(className)}(
          ${args}
      )
    `;
  }

  #pagination(): Code[] {
    const { names } = this.#given.context;
    const shown = this.#shownAs('page', this.#input.api.readme.pagination);
    if (shown === null) return [];
    return [
      code`## Pagination`,
      paragraph('Lists come page by page. Iterating over one reads further pages as they are needed:'),
      python(code`
        for item in ${shown.call}:
            print(item)
      `),
      paragraph('Or, with the client that is awaited:'),
      python(code`
        import asyncio

        from ${name(names.package)} import ${name(names.asyncClient)}

        client = ${name(names.asyncClient)}()


        async def main() -> None:
            async for item in ${shown.call}:
                print(item)


        asyncio.run(main())
      `),
      paragraph('Pages can be read one at a time too; `page.iter_pages()` gives all of them:'),
      python(code`
        page = ${shown.call}
        if page.has_next_page():
            page = page.get_next_page()
      `),
    ];
  }

  #uploads(): Code[] {
    const given = this.#input.api.readme.fileUploads;
    const shown =
      this.#shown(given) ?? this.#find((_, method) => method.body?.encodings[0]?.kind === 'multipart');
    if (shown === null) return [];
    return [
      code`## File uploads`,
      paragraph(
        'A file is `bytes`, an open file, a path (`pathlib.Path`), or a tuple of name, content and content type.',
      ),
      python(code`
        ${shown.call}
      `),
    ];
  }

  #streaming(): Code[] {
    const shown = this.#shownAs('stream', this.#input.api.readme.streaming);
    if (shown === null || shown.result.kind !== 'stream') return [];
    const flag = shown.result.discriminator;
    const call = flag === null ? shown.call : shown.through(source('client'), source('stream=True'));
    return [
      code`## Streaming`,
      paragraph('Answers that come piece by piece are iterated:'),
      python(code`
        with ${call} as stream:
            for event in stream:
                print(event)
      `),
      paragraph(
        'Leaving the block ends the stream. With the client that is awaited it is `async with await …` and `async for`.',
      ),
    ];
  }

  #webhooks(): Code[] {
    if (!hasWebhooks(this.#input.api)) return [];
    return [
      code`## Webhooks`,
      paragraph(
        '`unwrap` checks the signature of a webhook (https://www.standardwebhooks.com) and gives its event. It raises `APIWebhookValidationError` where the signature is not of your key.',
      ),
    ];
  }

  #errors(shown: Shown): Code[] {
    const { names } = this.#given.context;
    return [
      code`## Handling errors`,
      paragraph(`Every error is a subclass of \`${names.package}.APIError\`.`),
      python(code`
        import ${name(names.package)}

        try:
            ${shown.call}
        except ${name(names.package)}.APIConnectionError as error:
            print("The server could not be reached:", error.__cause__)
        except ${name(names.package)}.RateLimitError:
            print("Too many requests: wait a little.")
        except ${name(names.package)}.APIStatusError as error:
            print(error.status_code, error.body)
      `),
      new Code(
        [
          '| Status | Error |',
          '| --- | --- |',
          '| 400 | `BadRequestError` |',
          '| 401 | `AuthenticationError` |',
          '| 403 | `PermissionDeniedError` |',
          '| 404 | `NotFoundError` |',
          '| 409 | `ConflictError` |',
          '| 422 | `UnprocessableEntityError` |',
          '| 429 | `RateLimitError` |',
          '| 500 and above | `InternalServerError` |',
          '| no answer | `APIConnectionError`, `APITimeoutError` |',
        ].join('\n'),
      ),
      ...this.#knownErrors(),
    ];
  }

  #knownErrors(): Code[] {
    const { errorUnion } = this.#input.api.client;
    const [example] = this.#given.context.names.errors.values();
    if (errorUnion === null || example === undefined) return [];
    return [
      code`Known values of ${codeSpan(errorUnion.property)} in the body have subclasses of these, such as ${codeSpan(example)}.`,
    ];
  }

  #retries(shown: Shown): Code[] {
    const { retries } = this.#input.api.client;
    return [
      code`## Retries`,
      paragraph(
        `Requests that found no server, timed out, or were answered with 408, 409, 429 or 500 and above are sent again, by default ${retries.max} times, after a growing delay or that which the server asks for.`,
      ),
      python(code`
        client.with_options(max_retries=5).${shown.through(source(''))}
      `),
    ];
  }

  #timeouts(shown: Shown): Code[] {
    const seconds = (this.#input.api.client.timeoutMs ?? 60_000) / 1000;
    return [
      code`## Timeouts`,
      paragraph(
        `A request may take ${seconds} seconds. \`timeout\` of a client or a call takes another number of seconds, or an [\`httpx.Timeout\`](https://www.python-httpx.org/advanced/timeouts/). \`APITimeoutError\` is raised after the last retry.`,
      ),
      python(code`
        client.with_options(timeout=20.0).${shown.through(source(''))}
      `),
    ];
  }

  #advanced(shown: Shown): Code[] {
    const { names } = this.#given.context;
    return [
      code`## Advanced`,
      code`### Logging`,
      paragraph(
        `The environment variable \`${names.envPrefix}_LOG\` switches logging on: \`info\`, or \`debug\` for every request. Headers with credentials are hidden.`,
      ),
      code`### Absent and null`,
      paragraph(
        'A property that the API did not send and one that is null are both `None`; `"name" in value.model_fields_set` tells which it is.',
      ),
      code`### Raw responses`,
      paragraph(
        '`with_raw_response` before a method gives the answer with its headers and status. `with_streaming_response` gives it, in a `with` block, before its content is read.',
      ),
      python(code`
        response = ${shown.through(source('client'), RAW)}
        print(response.headers.get("X-My-Header"), response.status_code)
        value = response.parse()
      `),
      code`### Requests that this library has no method for`,
      python(code`
        import httpx

        response = client.post("/foo", cast_to=httpx.Response, body={"my_param": True})
      `),
      paragraph(
        'Every method takes `extra_headers`, `extra_query` and `extra_body` for parameters that are newer than this library.',
      ),
      code`### The HTTP client`,
      paragraph(
        'Proxies, transports and certificates are those of the [httpx client](https://www.python-httpx.org/api/#client) that you may pass:',
      ),
      python(code`
        import httpx
        from ${name(names.package)} import DefaultHttpxClient, ${name(names.client)}

        client = ${name(names.client)}(
            http_client=DefaultHttpxClient(proxy="http://my.proxy.example.com"),
        )
      `),
      paragraph(
        'A client closes its connections when it is no longer used; `client.close()` and `with` do it at once.',
      ),
    ];
  }

  // --- Calls -------------------------------------------------------------------------------------------------------

  #shown(example: ExampleCall | null): Shown | null {
    if (example === null) return null;
    const resource = this.#resource(example.resourcePath);
    const method = resource?.methods.find((one) => one.name === example.method);
    return method === undefined ? null : this.#show(method, example.values);
  }

  /** The configured example call if it fits the purpose, or else the first call that does. */
  #shownAs(kind: MethodResult['kind'], example: ExampleCall | null): Shown | null {
    const given = this.#shown(example);
    return given?.result.kind === kind ? given : this.#find((result) => result.kind === kind);
  }

  #resource(path: readonly string[]): Resource | undefined {
    const { api } = this.#input;
    if (path.length === 0) return api.root;
    let level = api.resources;
    let found: Resource | undefined;
    for (const part of path) {
      found = level.find((one) => one.name === part);
      level = found?.subresources ?? [];
    }
    return found;
  }

  #first(): Shown | null {
    return (
      this.#find((result) => result.kind === 'value' || result.kind === 'page') ?? this.#find(() => true)
    );
  }

  #find(fits: (result: MethodResult, method: Method) => boolean): Shown | null {
    for (const [method, result] of this.#given.results)
      if (method.kind.kind === 'http' && fits(result, method)) return this.#show(method, null);
    return null;
  }

  #show(method: Method, values: { readonly [name: string]: Json } | null): Shown {
    const { names, api } = this.#given.context;
    const required = exampleArguments(method, api.models, 'required');
    const given = new Map<Argument, Json>(
      method.arguments.flatMap((argument) => {
        const own = values?.[argument.name];
        const value = own === undefined ? required.get(argument) : own;
        return value === undefined || argument.constant !== undefined ? [] : [[argument, value] as const];
      }),
    );
    const args = new ExampleWriter(names, api.models).arguments(method, given);
    const own = names.methods.get(method)?.method ?? 'method';
    const through = (client: Code, extra?: Code): Code => {
      const path = resourceCode(method.resourcePath, api.resources, names, client);
      const target = client.text === '' ? new Code(path.text.replace(/^\./, '')) : path;
      const prefix = target.text === '' ? code`` : code`${target}.`;
      const all = extra === undefined || extra === RAW ? args : [...args, extra];
      const raw = extra === RAW ? source('with_raw_response.') : source('');
      const line = code`${prefix}${raw}${name(own)}(${join(all, ', ')})`;
      if (line.text.length <= 88) return line;
      return code`
        ${prefix}${raw}${name(own)}(
            ${all.map((arg) => code`${arg},`)}
        )
      `;
    };
    return {
      method,
      result: resultOf(method, this.#given.results),
      call: through(source('client')),
      through,
    };
  }
}

const RAW = source('with_raw_response');

function result(shown: Shown, wait: Code): Code {
  const { result: made } = shown;
  if (made.kind === 'nothing') return code`${wait}${shown.call}`;
  return code`
    result = ${wait}${shown.call}
    print(result)
  `;
}

function python(content: Code): Code {
  return fenced(
    'python',
    new Code(
      content.text
        .replaceAll(/^[ \t]+$/gm, '')
        .replaceAll(/\n{4,}/g, '\n\n\n')
        .trim(),
    ),
  );
}

function fenced(language: 'python' | 'sh', content: Code): Code {
  return fencedBlock(content, language);
}

/** Fixed words: names in them come from the names table. */
function paragraph(text: string): Code {
  return new Code(text);
}

function oneLineOf(text: string): string {
  return prose(text).text;
}

function linkText(url: string): string {
  return /^https?:\/\/[^\s<>()`]+$/.test(url) ? `<${url}>` : prose(url).text;
}
