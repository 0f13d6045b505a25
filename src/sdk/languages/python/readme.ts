import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { fencedBlock, markdown, prose } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { hasWebhooks } from './package-files.ts';
import { distributionName } from './pyproject.ts';
import { Examples, paragraph, python, type Shown } from './readme-examples.ts';
import { advanced, errors, retries, timeouts } from './readme-requests.ts';
import type { ResourceContext } from './resources.ts';
import { name, str } from './text.ts';

/** `README.md`: everything for first-time users of the package, with calls of this API. */
export function readme(input: LanguageInput, given: ResourceContext): Part {
  const { api } = input;
  const { names } = given.context;
  const examples = new Examples(input, given);
  const headline =
    examples.shown(api.readme.headline) ?? examples.shown(api.readme.default) ?? examples.first();
  const some = examples.shown(api.readme.default) ?? headline;
  const sections: Code[] = [
    ...introduction(input, names),
    ...(headline === null ? [] : usage(headline, given)),
    ...pagination(examples, input, names),
    ...uploads(examples, input),
    ...streaming(examples, input),
    ...webhooks(input),
    ...(some === null
      ? []
      : [
          ...errors(some, given),
          ...retries(some, input),
          ...timeouts(some, input),
          ...advanced(some, given.context),
        ]),
    code`## Versioning`,
    paragraph(
      `This library follows [SemVer](https://semver.org). Changes that affect only static types, or names that begin with an underscore, may be released in minor versions. \`${names.package}.__version__\` is the installed version.`,
    ),
    code`## Requirements`,
    paragraph('Python 3.9 or later.'),
    code`## Contributing`,
    paragraph('See [CONTRIBUTING.md](CONTRIBUTING.md).'),
  ];
  return join(sections, '\n\n');
}

type Names = ResourceContext['context']['names'];

function introduction({ api, target }: LanguageInput, names: Names): Code[] {
  const title = target.readmeTitle ?? `${api.info.title || names.client} Python library`;
  const docs = api.organization.docs;
  return [
    code`# ${prose(title)}`,
    paragraph(
      `The Python library for the ${apiName(api.info.title, names)}, for Python 3.9 and later. It has type definitions for all parameters and responses, and synchronous and asynchronous clients based on [httpx](https://github.com/encode/httpx).`,
    ),
    ...(api.info.description.trim() === '' ? [] : [markdown(api.info.description)]),
    code`## Documentation`,
    paragraph(
      `${docs === null || docs === '' ? '' : `The API is documented at ${linkText(docs)}. `}All methods and types of this library are listed in [api.md](api.md).`,
    ),
    code`## Installation`,
    fencedBlock(source(`pip install ${distributionName(names.distribution)}`), 'sh'),
  ];
}

function usage(shown: Shown, { context: { names, api } }: ResourceContext): Code[] {
  const option = api.client.options.find((one) => one.env !== null);
  return [
    code`## Usage`,
    python(code`
      ${option === undefined ? null : source('import os')}

      from ${name(names.package)} import ${name(names.client)}

      ${client(names, api)}

      ${result(shown, source(''))}
    `),
    ...(option === undefined
      ? []
      : [
          paragraph(
            `If \`${names.options.get(option.name) ?? option.name}\` is not given, the environment variable \`${option.env ?? ''}\` is used, which keeps the value out of your code.`,
          ),
        ]),
    paragraph(
      'Parameters that are objects are passed as dictionaries. Responses are [Pydantic](https://docs.pydantic.dev) models; convert them with `.to_dict()` and `.to_json()`. Properties that this version of the library does not know can be read as attributes too.',
    ),
    code`## Async usage`,
    paragraph(`\`${names.asyncClient}\` has the same methods; use \`await\` with each call:`),
    python(code`
      import asyncio

      from ${name(names.package)} import ${name(names.asyncClient)}

      client = ${name(names.asyncClient)}()


      async def main() -> None:
          ${result(shown, shown.result.kind === 'page' ? source('') : source('await '))}


      asyncio.run(main())
    `),
    paragraph(
      `To send requests through aiohttp, run \`pip install ${distributionName(names.distribution)}[aiohttp]\` and create the client with \`${names.asyncClient}(http_client=DefaultAioHttpClient())\`.`,
    ),
  ];
}

function client(names: Names, api: ResourceContext['context']['api']): Code {
  const args = api.client.options
    .filter((option) => option.env !== null && (!option.nullable || option.auth !== null))
    .map(
      (option) =>
        code`${name(names.options.get(option.name) ?? 'option')}=os.environ.get(${str(option.env ?? '')}),`,
    );
  if (args.length === 0) return code`client = ${name(names.client)}()`;
  return code`
    client = ${name(names.client)}(
        ${args}
    )
  `;
}

function pagination(examples: Examples, { api }: LanguageInput, names: Names): Code[] {
  const shown = examples.shownAs('page', api.readme.pagination);
  if (shown === null) return [];
  return [
    code`## Pagination`,
    paragraph('List methods are paginated. Iterating over the result requests further pages as needed:'),
    python(code`
      for item in ${shown.call}:
          print(item)
    `),
    paragraph('With the asynchronous client:'),
    python(code`
      import asyncio

      from ${name(names.package)} import ${name(names.asyncClient)}

      client = ${name(names.asyncClient)}()


      async def main() -> None:
          async for item in ${shown.call}:
              print(item)


      asyncio.run(main())
    `),
    paragraph('You can also request one page at a time; `page.iter_pages()` iterates over all of them:'),
    python(code`
      page = ${shown.call}
      if page.has_next_page():
          page = page.get_next_page()
    `),
  ];
}

function uploads(examples: Examples, { api }: LanguageInput): Code[] {
  const shown =
    examples.shown(api.readme.fileUploads) ??
    examples.find((_, method) => method.body?.encodings[0]?.kind === 'multipart');
  if (shown === null) return [];
  return [
    code`## File uploads`,
    paragraph(
      'Pass a file as `bytes`, as an open file, as a path (`pathlib.Path`), or as a tuple of file name, content and content type.',
    ),
    python(code`
      ${shown.call}
    `),
  ];
}

function streaming(examples: Examples, { api }: LanguageInput): Code[] {
  const shown = examples.shownAs('stream', api.readme.streaming);
  if (shown === null || shown.result.kind !== 'stream') return [];
  const flag = shown.result.discriminator;
  const call = flag === null ? shown.call : shown.through(source('client'), source('stream=True'));
  return [
    code`## Streaming`,
    paragraph('Iterate over streamed responses:'),
    python(code`
      with ${call} as stream:
          for event in stream:
              print(event)
    `),
    paragraph(
      'Leaving the `with` block closes the stream. With the asynchronous client, use `async with await …` and `async for`.',
    ),
  ];
}

function webhooks({ api }: LanguageInput): Code[] {
  if (!hasWebhooks(api)) return [];
  return [
    code`## Webhooks`,
    paragraph(
      '`unwrap` verifies the signature of a [webhook](https://www.standardwebhooks.com) and returns its event. It raises `APIWebhookValidationError` if the signature is invalid.',
    ),
  ];
}

function result(shown: Shown, wait: Code): Code {
  if (shown.result.kind === 'nothing') return code`${wait}${shown.call}`;
  return code`
    result = ${wait}${shown.call}
    print(result)
  `;
}

/** The title of the API, which may end with "API" itself. */
function apiName(title: string, names: Names): string {
  const shown = prose(title).text || names.client;
  return /\bAPIs?$/i.test(shown) ? shown : `${shown} API`;
}

function linkText(url: string): string {
  return /^https?:\/\/[^\s<>()`]+$/.test(url) ? `<${url}>` : prose(url).text;
}
