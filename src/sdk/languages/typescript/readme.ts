import type { ExampleCall } from '../../api/api-types.ts';
import type { Method, Resource } from '../../api/method-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { codeSpan, fencedBlock, link, prose } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { callCode, optionExample, shownValues, useOfResult, valuesOf } from './examples.ts';
import { httpUrl } from './package-files.ts';
import type { SdkWriter } from './resources.ts';
import { bracketed, identifierCode, memberAccess, shellWord, stringLiteral } from './text.ts';

interface Shown {
  readonly method: Method;
  readonly call: ExampleCall | null;
}

/** The README: what the package is, how it is installed and used. */
export function readme(sdk: SdkWriter, input: LanguageInput): Code {
  const { api, target } = input;
  const title = target.readmeTitle ?? `${sdk.names.client} TypeScript API library`;
  const main = shownFor(sdk, [api.readme.headline, api.readme.default]);
  const plain = shownFor(sdk, [api.readme.default, api.readme.headline]);
  const sections: Part[] = [
    code`# ${prose(title)}`,
    introduction(sdk, input),
    video(input),
    join(
      [code`## Installation`, fencedBlock(code`npm install ${shellWord(target.packageName)}`, 'sh')],
      '\n\n',
    ),
    main === null ? null : usage(main, sdk, input),
    plain === null ? null : requestTypes(plain, sdk, input),
    uploads(sdk, input),
    streaming(sdk, input),
    pagination(sdk, input),
    webhooks(sdk, input),
    plain === null ? null : errors(shownFor(sdk, [api.readme.errors]) ?? plain, sdk, input),
    retries(shownFor(sdk, [api.readme.retries]) ?? plain, sdk, input),
    timeouts(shownFor(sdk, [api.readme.timeouts]) ?? plain, sdk, input),
    advanced(shownFor(sdk, [api.readme.rawResponse]) ?? plain, sdk, input),
    code`
      ## Versions

      This package follows [semantic versioning](https://semver.org). Changes that only concern types, or what the
      package does not document, may come in minor versions.
    `,
    code`
      ## Requirements

      TypeScript 4.9 or newer, if any, and one of: Node.js 20 or newer, Deno 2, Bun 1, Cloudflare Workers, Vercel Edge,
      or a browser of today.
    `,
    code`
      ## Contributing

      See [CONTRIBUTING.md](./CONTRIBUTING.md).
    `,
  ];
  return join(sections, '\n\n');
}

function introduction(sdk: SdkWriter, { api }: LanguageInput): Code {
  const docs = httpUrl(api.organization.docs);
  const first = code`This library gives programs in TypeScript and JavaScript access to the ${prose(sdk.names.client)} REST API. It has types for every request and response, and no dependencies.`;
  const where =
    docs === null
      ? null
      : code`The API is documented at ${link(docs.replace(/^https?:\/\/|\/$/g, ''), docs)}.`;
  return join(
    [first, join([where, code`[api.md](./api.md) lists every method of the library.`], ' ')],
    '\n\n',
  );
}

function video({ target }: LanguageInput): Code | null {
  const url = httpUrl(target.screencast);
  return url === null ? null : code`${link('See it in a video', url)}.`;
}

function usage(shown: Shown, sdk: SdkWriter, input: LanguageInput): Code {
  const { names } = sdk;
  const client = identifierCode(names.exampleClient);
  const options = input.api.client.options.filter((option) => !option.nullable || option.auth !== null);
  const environments = input.api.client.environments;
  const given: Part[] = options.map((option) => {
    const name = identifierCode(names.options.get(option) ?? option.name);
    const value =
      option.env === null
        ? optionExample(option, sdk.casings)
        : code`process.env[${stringLiteral(option.env)}], // the default, which can be left out`;
    return option.env === null ? code`${name}: ${value},` : code`${name}: ${value}`;
  });
  const second = environments[1];
  if (second !== undefined) {
    given.push(
      code`environment: ${stringLiteral(second.name)}, // by default ${stringLiteral(environments[0]?.name ?? '')}`,
    );
  }
  const made =
    given.length === 0
      ? code`const ${client} = new ${identifierCode(names.client)}();`
      : code`
          const ${client} = new ${identifierCode(names.client)}({
            ${given}
          });
        `;
  return join(
    [
      code`## Usage`,
      fencedBlock(
        code`
          import ${identifierCode(names.client)} from ${stringLiteral(input.target.packageName)};

          ${made}

          ${exampleUse(shown, sdk)}
        `,
        'ts',
      ),
    ],
    '\n\n',
  );
}

function exampleUse({ method, call }: Shown, sdk: SdkWriter): Code {
  const made = callOf({ method, call }, sdk, null);
  const use = useOfResult(method, made, sdk, call?.assignTo ?? null);
  const property = call?.responseProperty ?? method.responseProperty;
  const isPlain = method.result.kind === 'value' || method.result.kind === 'text';
  if (use.name === null || !isPlain) return use.code;
  const shown =
    property === null
      ? use.name
      : join([use.name, ...property.split('.').map((part) => memberAccess(part))], '');
  return code`
    ${use.code}
    console.log(${shown});
  `;
}

function callOf({ method, call }: Shown, sdk: SdkWriter, extra: Code | null): Code {
  const values = call === null ? valuesOf(method, sdk, 'required') : shownValues(method, call, sdk);
  const client = identifierCode(sdk.names.exampleClient);
  const fileLiteral = code`fs.createReadStream('/path/to/file')`;
  return callCode(method, values, sdk, { client, fileLiteral, extra });
}

function requestTypes(shown: Shown, sdk: SdkWriter, input: LanguageInput): Code | null {
  const own = sdk.names.methods.get(shown.method);
  const { result } = shown.method;
  if (own === undefined || result.kind !== 'value') return null;
  const name = result.type.kind === 'model' ? sdk.names.models.get(result.type.model)?.name : own.response;
  if (name === undefined || name === '') return null;
  const Client = identifierCode(sdk.names.client);
  const isTop = shown.method.resourcePath.length <= 1;
  const params = own.params === '' ? null : code`${Client}.${identifierCode(own.params)}`;
  if (!isTop) return null;
  const made = callOf(shown, sdk, null);
  return join(
    [
      code`### Types of requests and responses`,
      code`Every type can be imported by the client's name; editors show its documentation.`,
      fencedBlock(
        code`
          import ${Client} from ${stringLiteral(input.target.packageName)};

          const ${identifierCode(sdk.names.exampleClient)} = new ${Client}();

          const response: ${Client}.${identifierCode(name)} = await ${made};
        `,
        'ts',
      ),
      params === null ? null : code`The parameters of this method are ${codeSpan(params.text)}.`,
    ],
    '\n\n',
  );
}

function uploads(sdk: SdkWriter, { api, target }: LanguageInput): Code | null {
  if (!sdk.features.uploads) return null;
  const configured = api.readme.fileUploads;
  const shown =
    shownFor(sdk, [configured]) ??
    first(sdk, ({ body }) => body?.encodings[0]?.kind === 'multipart' && hasFile(body.type));
  if (shown === null) return null;
  const Client = identifierCode(sdk.names.client);
  const client = identifierCode(sdk.names.exampleClient);
  const values =
    shown.call === null
      ? valuesOf(shown.method, sdk, 'required')
      : shownValues(shown.method, shown.call, sdk);
  const call = (fileLiteral: Code) => callCode(shown.method, values, sdk, { client, fileLiteral });
  return join(
    [
      code`## File uploads`,
      code`
        A file can be a \`File\`, a stream of \`fs.createReadStream\`, a \`Response\` of \`fetch\`, or whatever \`toFile\` makes
        one of.
      `,
      fencedBlock(
        code`
          import fs from 'node:fs';
          import ${Client}, { toFile } from ${stringLiteral(target.packageName)};

          const ${client} = new ${Client}();

          // A file on disk, in Node:
          await ${call(code`fs.createReadStream('/path/to/file')`)};

          // A file of the web:
          await ${call(code`new File(['my bytes'], 'file')`)};

          // Bytes:
          await ${call(code`await toFile(new Uint8Array([0, 1, 2]), 'file')`)};
        `,
        'ts',
      ),
    ],
    '\n\n',
  );
}

function hasFile(type: NonNullable<Method['body']>['type']): boolean {
  return type.kind === 'object' && type.properties.some((property) => property.type.kind === 'binary');
}

function streaming(sdk: SdkWriter, { api, target }: LanguageInput): Code | null {
  if (!sdk.features.streams) return null;
  const shown = shownAs('stream', api.readme.streaming, sdk);
  if (shown === null || shown.method.result.kind !== 'stream') return null;
  const { discriminator } = shown.method.result;
  const base =
    shown.call === null
      ? valuesOf(shown.method, sdk, 'required')
      : shownValues(shown.method, shown.call, sdk);
  const asking = shown.method.arguments.find(({ name }) => name === discriminator);
  const values = asking === undefined ? base : new Map([...base, [asking, true] as const]);
  const client = identifierCode(sdk.names.exampleClient);
  const call = callCode(shown.method, values, sdk, { client, fileLiteral: code`file` });
  const Client = identifierCode(sdk.names.client);
  return join(
    [
      code`## Streaming`,
      code`Responses of server-sent events are streams, whose items arrive one by one.`,
      fencedBlock(
        code`
          import ${Client} from ${stringLiteral(target.packageName)};

          const ${client} = new ${Client}();

          const stream = await ${call};
          for await (const event of stream) {
            console.log(event);
          }
        `,
        'ts',
      ),
      code`To end a stream early, \`break\` from the loop or call \`stream.controller.abort()\`.`,
    ],
    '\n\n',
  );
}

function pagination(sdk: SdkWriter, { api }: LanguageInput): Code | null {
  if (!sdk.features.pages) return null;
  const shown = shownAs('page', api.readme.pagination, sdk);
  if (shown === null || shown.method.result.kind !== 'page') return null;
  const call = callOf(shown, sdk, null);
  return join(
    [
      code`## Pagination`,
      code`Lists come in pages. \`for await\` goes through the items of all of them, and asks for each page when it is needed.`,
      fencedBlock(useOfResult(shown.method, call, sdk, shown.call?.assignTo ?? null).code, 'ts'),
      code`Or take one page at a time:`,
      fencedBlock(
        code`
          let page = await ${call};
          for (;;) {
            for (const item of page.getPaginatedItems()) {
              console.log(item);
            }
            if (!page.hasNextPage()) break;
            page = await page.getNextPage();
          }
        `,
        'ts',
      ),
    ],
    '\n\n',
  );
}

function webhooks(sdk: SdkWriter, { api }: LanguageInput): Code | null {
  const found = allMethods([api.root, ...api.resources]).find(({ kind }) => kind.kind === 'webhook_unwrap');
  if (found === undefined || found.kind.kind !== 'webhook_unwrap') return null;
  const client = identifierCode(sdk.names.exampleClient);
  const values = found.kind.keyOption === null ? null : code`{ headers: request.headers }`;
  const parts = [client, ...found.resourcePath.flatMap((_, depth) => accessPart(found, depth, sdk))];
  const name = identifierCode(sdk.names.methods.get(found)?.name ?? 'unwrap');
  return join(
    [
      code`## Webhooks`,
      found.kind.keyOption === null
        ? code`The text of a webhook becomes a typed event. Its signature is not checked.`
        : code`The text of a webhook becomes a typed event, after its signature is verified. Give the text as it came, to the byte.`,
      fencedBlock(
        code`
          const body = await request.text();
          const event = ${join([...parts, name], '.')}${bracketed('(', [code`body`, values], ')')};
        `,
        'ts',
      ),
    ],
    '\n\n',
  );
}

function accessPart(method: Method, depth: number, sdk: SdkWriter): Code[] {
  let all: readonly Resource[] = sdk.api.resources;
  let found: Resource | undefined;
  for (const name of method.resourcePath.slice(0, depth + 1)) {
    found = all.find((resource) => resource.name === name);
    all = found?.subresources ?? [];
  }
  const own = found && sdk.names.resources.get(found);
  return own === undefined ? [] : [identifierCode(own.property)];
}

function errors(shown: Shown, sdk: SdkWriter, _input: LanguageInput): Code {
  const Client = identifierCode(sdk.names.client);
  const call = callOf(shown, sdk, null);
  return join(
    [
      code`## Handling errors`,
      code`
        A response with a status of failure, or none at all, throws an error whose class is derived from \`APIError\`. All
        errors that the library throws on purpose are derived from ${codeSpan(sdk.names.clientError)}.
      `,
      fencedBlock(
        code`
          try {
            await ${call};
          } catch (error) {
            if (error instanceof ${Client}.APIError) {
              console.log(error.status); // 400
              console.log(error.constructor.name); // BadRequestError
              console.log(error.headers); // { server: 'nginx', … }
            } else {
              throw error;
            }
          }
        `,
        'ts',
      ),
      code`
        | Status | Class |
        | --- | --- |
        | 400 | \`BadRequestError\` |
        | 401 | \`AuthenticationError\` |
        | 403 | \`PermissionDeniedError\` |
        | 404 | \`NotFoundError\` |
        | 409 | \`ConflictError\` |
        | 422 | \`UnprocessableEntityError\` |
        | 429 | \`RateLimitError\` |
        | 500 and above | \`InternalServerError\` |
        | none: no connection | \`APIConnectionError\` |
        | none: no answer in time | \`APIConnectionTimeoutError\` |
      `,
      knownErrors(sdk),
    ],
    '\n\n',
  );
}

function knownErrors({ api, names }: SdkWriter): Code | null {
  const { errorUnion } = api.client;
  const [example] = names.errors.values();
  if (errorUnion === null || example === undefined) return null;
  return code`Known values of ${codeSpan(errorUnion.property)} in the body have subclasses of these, such as ${codeSpan(example)}.`;
}

function retries(shown: Shown | null, sdk: SdkWriter, { api }: LanguageInput): Code {
  const Client = identifierCode(sdk.names.client);
  const { max } = api.client.retries;
  const other = max === 0 ? 2 : 0;
  return join(
    [
      code`## Retries`,
      code`
        Lost connections, timeouts and the statuses 408, 409, 429 and 500 or above are retried: by default ${max} times, with
        growing pauses, or those that the server asks for.
      `,
      fencedBlock(
        join(
          [
            code`
              // For every request:
              const ${identifierCode(sdk.names.exampleClient)} = new ${Client}({
                maxRetries: ${other},
              });
            `,
            shown === null
              ? null
              : code`
                  // For one:
                  await ${callOf(shown, sdk, code`{ maxRetries: 5 }`)};
                `,
          ],
          '\n\n',
        ),
        'ts',
      ),
    ],
    '\n\n',
  );
}

function timeouts(shown: Shown | null, sdk: SdkWriter, { api }: LanguageInput): Code {
  const Client = identifierCode(sdk.names.client);
  const seconds = Math.round((api.client.timeoutMs ?? 60_000) / 1000);
  return join(
    [
      code`## Timeouts`,
      code`
        A request that has no answer after ${seconds} seconds throws \`APIConnectionTimeoutError\`, after its retries. The option
        is in milliseconds.
      `,
      fencedBlock(
        join(
          [
            code`
              const ${identifierCode(sdk.names.exampleClient)} = new ${Client}({
                timeout: 20 * 1000, // 20 seconds
              });
            `,
            shown === null
              ? null
              : code`
                  // For one request:
                  await ${callOf(shown, sdk, code`{ timeout: 5 * 1000 }`)};
                `,
          ],
          '\n\n',
        ),
        'ts',
      ),
    ],
    '\n\n',
  );
}

function advanced(shown: Shown | null, sdk: SdkWriter, { target }: LanguageInput): Code {
  const Client = identifierCode(sdk.names.client);
  const client = identifierCode(sdk.names.exampleClient);
  const variable = codeSpan(`${sdk.names.envPrefix}_LOG`);
  const raw =
    shown === null
      ? null
      : join(
          [
            code`### Raw responses`,
            code`
              \`.asResponse()\` gives the response of \`fetch\` as soon as its headers are there, and leaves its body to you.
              \`.withResponse()\` gives the parsed data too.
            `,
            fencedBlock(
              code`
                const response = await ${callOf(shown, sdk, null)}.asResponse();
                console.log(response.headers.get('X-My-Header'));

                const { data, response: raw } = await ${callOf(shown, sdk, null)}.withResponse();
                console.log(raw.status, data);
              `,
              'ts',
            ),
          ],
          '\n\n',
        );
  return join(
    [
      code`## Advanced`,
      raw,
      code`
        ### Logging

        The environment variable ${variable}, or the option \`logLevel\`, says what is logged: \`debug\`, \`info\`, \`warn\` (the
        default), \`error\` or \`off\`. \`debug\` shows requests and responses with their bodies; headers with credentials are
        hidden. The option \`logger\` takes any logger with these methods, e.g. pino or winston.
      `,
      join(
        [
          code`### Requests that the library does not know`,
          fencedBlock(
            code`
              await ${client}.post('/some/path', {
                body: { some_property: 'foo' },
                query: { some_parameter: 'bar' },
              });
            `,
            'ts',
          ),
          code`
            Parameters that a method does not have are sent as they are: put \`// @ts-expect-error\` above them. Properties of
            responses that have no type are there all the same.
          `,
        ],
        '\n\n',
      ),
      join(
        [
          code`### The HTTP client`,
          code`The library calls the platform's \`fetch\`. Pass another one, or options for it:`,
          fencedBlock(
            code`
              import ${Client} from ${stringLiteral(target.packageName)};
              import { ProxyAgent } from 'undici';

              const ${client} = new ${Client}({
                fetchOptions: { dispatcher: new ProxyAgent('http://localhost:8888') },
              });
            `,
            'ts',
          ),
        ],
        '\n\n',
      ),
    ],
    '\n\n',
  );
}

// --- What is shown --------------------------------------------------------------------------------------------------

/** The first of the calls whose method is known; else the first method that suits an example. */
function shownFor(sdk: SdkWriter, calls: readonly (ExampleCall | null)[]): Shown | null {
  const everything = allMethods([sdk.api.root, ...sdk.api.resources]);
  for (const call of calls) {
    if (call === null) continue;
    const method = everything.find(
      ({ name, resourcePath }) =>
        name === call.method && resourcePath.join('.') === call.resourcePath.join('.'),
    );
    if (method !== undefined && method.kind.kind === 'http') return { method, call };
  }
  return calls.length > 1 ? first(sdk, ({ result }) => result.kind === 'value') : null;
}

/** The call that the config file shows where it gives what is to be shown, else the first method that does. */
function shownAs(kind: 'page' | 'stream', call: ExampleCall | null, sdk: SdkWriter): Shown | null {
  const given = shownFor(sdk, [call]);
  return given?.method.result.kind === kind ? given : first(sdk, ({ result }) => result.kind === kind);
}

function first(sdk: SdkWriter, suits: (method: Method) => boolean): Shown | null {
  const method = allMethods([sdk.api.root, ...sdk.api.resources]).find(
    (one) => one.kind.kind === 'http' && suits(one),
  );
  return method === undefined ? null : { method, call: null };
}

function allMethods(all: readonly Resource[]): readonly Method[] {
  return all.flatMap((resource) => [...resource.methods, ...allMethods(resource.subresources)]);
}
