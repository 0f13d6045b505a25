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
        If the API responds with an error status, or does not respond, a subclass of \`APIError\` is thrown. All errors
        thrown by this library are subclasses of ${codeSpan(sdk.names.clientError)}.
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
        | Status code | Class |
        | --- | --- |
        | 400 | \`BadRequestError\` |
        | 401 | \`AuthenticationError\` |
        | 403 | \`PermissionDeniedError\` |
        | 404 | \`NotFoundError\` |
        | 409 | \`ConflictError\` |
        | 422 | \`UnprocessableEntityError\` |
        | 429 | \`RateLimitError\` |
        | 500 and above | \`InternalServerError\` |
        | no connection | \`APIConnectionError\` |
        | no response in time | \`APIConnectionTimeoutError\` |
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
  return code`Known values of ${codeSpan(errorUnion.property)} in the response body have subclasses of their own, such as ${codeSpan(example)}.`;
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
        Connection errors, timeouts, and responses with the status 408, 409, 429, or 500 and above are retried up to ${max}
        times by default, with exponential backoff or after the delay that the server requests.
      `,
      fencedBlock(
        join(
          [
            code`
              // For all requests:
              const ${identifierCode(sdk.names.exampleClient)} = new ${Client}({
                maxRetries: ${other},
              });
            `,
            shown === null
              ? null
              : code`
                  // For a single request:
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
        Requests time out after ${seconds} seconds by default. Set \`timeout\` in milliseconds. If the last retry times out
        too, \`APIConnectionTimeoutError\` is thrown.
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
                  // For a single request:
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
              \`.asResponse()\` returns the \`fetch\` response as soon as its headers have arrived, without reading the body.
              \`.withResponse()\` returns both the response and the parsed data.
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

        Set the log level with the environment variable ${variable} or the option \`logLevel\`: \`debug\`, \`info\`, \`warn\` (the
        default), \`error\` or \`off\`. \`debug\` logs requests and responses with their bodies; headers with credentials are
        redacted. The option \`logger\` accepts any logger with these methods, e.g. pino or winston.
      `,
      join(
        [
          code`### Undocumented endpoints and parameters`,
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
            Methods send undocumented parameters unchanged; put \`// @ts-expect-error\` above them. Undocumented properties of
            responses are kept.
          `,
        ],
        '\n\n',
      ),
      join(
        [
          code`### Configuring the HTTP client`,
          code`Requests use the global \`fetch\`. Pass another implementation as \`fetch\`, or options for it:`,
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
