import { type Code, code, join } from '../../code/code.ts';
import { codeSpan, fencedBlock } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { callOf, type Shown } from './readme-examples.ts';
import type { SdkWriter } from './resources.ts';
import { identifierCode, stringLiteral } from './text.ts';

/** What a request throws, and how to catch it. */
export function errors(shown: Shown, sdk: SdkWriter, _input: LanguageInput): Code {
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

/** How often requests are retried, for the client and for one request. */
export function retries(shown: Shown | null, sdk: SdkWriter, { api }: LanguageInput): Code {
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

/** How long requests may take, for the client and for one request. */
export function timeouts(shown: Shown | null, sdk: SdkWriter, { api }: LanguageInput): Code {
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

/** Raw responses, undocumented requests, logging and the like. */
export function advanced(shown: Shown | null, sdk: SdkWriter, { target }: LanguageInput): Code {
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
