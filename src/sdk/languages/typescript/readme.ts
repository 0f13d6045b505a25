import type { Method, Resource } from '../../api/method-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { codeSpan, fencedBlock, link, prose } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { callCode, optionExample, shownValues, useOfResult, valuesOf } from './examples.ts';
import { httpUrl } from './package-files.ts';
import {
  allMethods,
  callOf,
  exampleUse,
  firstShown,
  type Shown,
  shownAs,
  shownFor,
} from './readme-examples.ts';
import { advanced, errors, retries, timeouts } from './readme-requests.ts';
import type { SdkWriter } from './resources.ts';
import { bracketed, identifierCode, shellWord, stringLiteral } from './text.ts';

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
      ## Versioning

      This package follows [semantic versioning](https://semver.org). Changes that affect only static types, or
      undocumented internals, may be released in minor versions.
    `,
    code`
      ## Requirements

      Node.js 20 or later, Deno 2, Bun 1, Cloudflare Workers, Vercel Edge, or an up-to-date browser. With TypeScript:
      4.9 or later.
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
  const first = code`The TypeScript and JavaScript library for the ${prose(sdk.names.client)} REST API. It has type definitions for all parameters and responses, and no dependencies.`;
  const where =
    docs === null
      ? null
      : code`The API is documented at ${link(docs.replace(/^https?:\/\/|\/$/g, ''), docs)}.`;
  return join([first, join([where, code`All methods are listed in [api.md](./api.md).`], ' ')], '\n\n');
}

function video({ target }: LanguageInput): Code | null {
  const url = httpUrl(target.screencast);
  return url === null ? null : code`${link('Watch a screencast', url)}.`;
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
        : code`process.env[${stringLiteral(option.env)}], // the default; can be omitted`;
    return option.env === null ? code`${name}: ${value},` : code`${name}: ${value}`;
  });
  const second = environments[1];
  if (second !== undefined) {
    given.push(
      code`environment: ${stringLiteral(second.name)}, // defaults to ${stringLiteral(environments[0]?.name ?? '')}`,
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
      code`### Request and response types`,
      code`All types are members of the client's namespace, with documentation that editors show.`,
      fencedBlock(
        code`
          import ${Client} from ${stringLiteral(input.target.packageName)};

          const ${identifierCode(sdk.names.exampleClient)} = new ${Client}();

          const response: ${Client}.${identifierCode(name)} = await ${made};
        `,
        'ts',
      ),
      params === null ? null : code`The type of this method's parameters is ${codeSpan(params.text)}.`,
    ],
    '\n\n',
  );
}

function uploads(sdk: SdkWriter, { api, target }: LanguageInput): Code | null {
  if (!sdk.features.uploads) return null;
  const configured = api.readme.fileUploads;
  const shown =
    shownFor(sdk, [configured]) ??
    firstShown(sdk, ({ body }) => body?.encodings[0]?.kind === 'multipart' && hasFile(body.type));
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
        Pass a file as a \`File\`, a stream from \`fs.createReadStream\`, a \`fetch\` \`Response\`, or the result of the helper
        \`toFile\`.
      `,
      fencedBlock(
        code`
          import fs from 'node:fs';
          import ${Client}, { toFile } from ${stringLiteral(target.packageName)};

          const ${client} = new ${Client}();

          // A file on disk, in Node.js:
          await ${call(code`fs.createReadStream('/path/to/file')`)};

          // A web File:
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
      code`Streaming responses use server-sent events. Iterate over the events as they arrive:`,
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
      code`To cancel a stream, \`break\` out of the loop or call \`stream.controller.abort()\`.`,
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
      code`List methods are paginated. \`for await\` iterates over the items of all pages, and requests further pages as needed:`,
      fencedBlock(useOfResult(shown.method, call, sdk, shown.call?.assignTo ?? null).code, 'ts'),
      code`Or request one page at a time:`,
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
        ? code`Parse the body of a webhook into a typed event. The signature is not verified.`
        : code`Verify the signature of a webhook and parse its body into a typed event. Pass the raw body, exactly as received.`,
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
