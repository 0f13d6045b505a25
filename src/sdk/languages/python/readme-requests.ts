import { Code, code, source } from '../../code/code.ts';
import { codeSpan } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { paragraph, python, type Shown } from './readme-examples.ts';
import type { ResourceContext } from './resources.ts';
import { name } from './text.ts';

/** Which exceptions a request raises, and how to catch them. */
export function errors(shown: Shown, given: ResourceContext): Code[] {
  const { names } = given.context;
  return [
    code`## Handling errors`,
    paragraph(
      `All exceptions are subclasses of \`${names.package}.APIError\`. A response with a status code of 400 or above raises a subclass of \`${names.package}.APIStatusError\`, which has \`status_code\`, \`response\` and \`body\`.`,
    ),
    python(code`
      import ${name(names.package)}

      try:
          ${shown.call}
      except ${name(names.package)}.APIConnectionError as error:
          print("The server could not be reached:", error.__cause__)
      except ${name(names.package)}.RateLimitError:
          print("Rate limited: retry later.")
      except ${name(names.package)}.APIStatusError as error:
          print(error.status_code, error.body)
    `),
    new Code(
      [
        '| Status code | Exception |',
        '| --- | --- |',
        '| 400 | `BadRequestError` |',
        '| 401 | `AuthenticationError` |',
        '| 403 | `PermissionDeniedError` |',
        '| 404 | `NotFoundError` |',
        '| 409 | `ConflictError` |',
        '| 422 | `UnprocessableEntityError` |',
        '| 429 | `RateLimitError` |',
        '| 500 and above | `InternalServerError` |',
        '| no response | `APIConnectionError`, `APITimeoutError` |',
      ].join('\n'),
    ),
    ...knownErrors(given),
  ];
}

function knownErrors({ context: { api, names } }: ResourceContext): Code[] {
  const { errorUnion } = api.client;
  const [example] = names.errors.values();
  if (errorUnion === null || example === undefined) return [];
  return [
    code`Known values of ${codeSpan(errorUnion.property)} in the response body have subclasses of their own, such as ${codeSpan(example)}.`,
  ];
}

/** How often requests are retried. */
export function retries(shown: Shown, { api }: LanguageInput): Code[] {
  return [
    code`## Retries`,
    paragraph(
      `Connection errors, timeouts, and responses with the status 408, 409, 429, or 500 and above are retried up to ${api.client.retries.max} times by default, with exponential backoff or after the delay that the server requests. Set \`max_retries\` on the client or for single requests:`,
    ),
    python(code`
      client.with_options(max_retries=5).${shown.through(source(''))}
    `),
  ];
}

/** How long requests may take. */
export function timeouts(shown: Shown, { api }: LanguageInput): Code[] {
  const seconds = (api.client.timeoutMs ?? 60_000) / 1000;
  return [
    code`## Timeouts`,
    paragraph(
      `Requests time out after ${seconds} seconds by default. Set \`timeout\` on the client or for single requests, in seconds or as an [\`httpx.Timeout\`](https://www.python-httpx.org/advanced/timeouts/). If the last retry times out too, \`APITimeoutError\` is raised.`,
    ),
    python(code`
      client.with_options(timeout=20.0).${shown.through(source(''))}
    `),
  ];
}

/** Logging, raw responses, undocumented requests and the HTTP client. */
export function advanced(shown: Shown, { names }: ResourceContext['context']): Code[] {
  return [
    code`## Advanced`,
    code`### Logging`,
    paragraph(
      `Set the environment variable \`${names.envPrefix}_LOG\` to \`info\`, or to \`debug\` for details of every request. Credentials in headers are redacted.`,
    ),
    code`### Missing and null properties`,
    paragraph(
      'A property that is missing from a response and one that is null are both `None`. To tell them apart, check `"name" in value.model_fields_set`, which is true only if the response had the property.',
    ),
    code`### Raw responses`,
    paragraph(
      'Prefix a method with `with_raw_response` to access headers and status code. `with_streaming_response` does the same in a `with` block, without reading the body first.',
    ),
    python(code`
      response = ${shown.raw}
      print(response.headers.get("X-My-Header"), response.status_code)
      value = response.parse()
    `),
    code`### Undocumented endpoints and parameters`,
    paragraph(
      'Call endpoints that this library has no method for with `client.get`, `client.post` and so on:',
    ),
    python(code`
      import httpx

      response = client.post("/foo", cast_to=httpx.Response, body={"my_param": True})
    `),
    paragraph(
      'Every method accepts `extra_headers`, `extra_query` and `extra_body` for parameters that are newer than this library.',
    ),
    code`### Configuring the HTTP client`,
    paragraph(
      'To use a proxy, a custom transport or other certificates, pass your own [httpx client](https://www.python-httpx.org/api/#client):',
    ),
    python(code`
      import httpx
      from ${name(names.package)} import DefaultHttpxClient, ${name(names.client)}

      client = ${name(names.client)}(
          http_client=DefaultHttpxClient(proxy="http://my.proxy.example.com"),
      )
    `),
    paragraph(
      'The client closes its connections when it is garbage-collected. Call `client.close()` or use a `with` block to close them earlier.',
    ),
  ];
}
