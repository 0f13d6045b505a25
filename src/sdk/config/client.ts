import { z } from 'zod';
import { duration, looseText, says, text } from './values.ts';

const scalar = () => z.union([z.string(), z.number(), z.bigint(), z.boolean()]);

export const Opt = z.looseObject({
  type: says(
    z.enum(['string', 'boolean', 'number', 'integer', 'null']),
    'Type; text from the environment is converted to it.',
  ),
  nullable: says(z.boolean(), 'true: optional. false: the constructor raises an error if there is no value.'),
  read_env: says(text(), 'Environment variable that is read if the argument is missing.'),
  default: says(scalar().nullable(), 'Value if neither the argument nor the environment provides one.'),
  example: says(scalar(), 'Value in tests and examples.'),
  description: says(text(), 'Documentation.'),
  auth: says(
    z.looseObject({
      security_scheme: says(text(), 'Security scheme that the option belongs to.'),
      role: says(
        z.enum(['value', 'username', 'password', 'client_id', 'client_secret']),
        'Its role in that scheme. By `client_id` and `client_secret`, clients in TypeScript and Python get tokens at `flows.clientCredentials.tokenUrl`, with the scopes that `security` names; other targets report a warning.',
      ),
    }),
    'The option is a credential.',
  ),
  send_in_header: says(text(), 'Header that carries the value in each request.'),
  send_as_query_param: says(text(), 'Query parameter that defaults to the value.'),
  send_as_path_param: says(text(), 'Path parameter that defaults to the value.'),
  send_as_body_param: says(text(), 'Body property that defaults to the value.'),
  send_in_cookie: says(text(), 'Cookie that carries the value.'),
  server_variable: says(text(), 'Variable in environment URLs that the value replaces.'),
  required_in_tests: says(z.boolean(), 'Tests pass it although it is optional.'),
});
export type Opt = z.infer<typeof Opt>;

export const ClientSettings = z.looseObject({
  opts: says(
    z.record(
      z.string(),
      Opt.nullable().transform((opt) => opt ?? {}),
    ),
    'Options of the client: name → type, environment variable, where it is sent.',
  ).nullish(),
  default_headers: says(
    z.record(z.string(), z.union([looseText(), z.looseObject({ value: looseText() })])),
    'Headers sent with each request.',
  ),
  default_timeout: says(duration(), 'Timeout of requests, in milliseconds or as an ISO 8601 duration.'),
  default_retries: says(
    z.looseObject({
      max_retries: says(z.number().int().nonnegative(), 'Maximum number of retries of a request.'),
      initial_delay_seconds: says(z.number().nonnegative(), 'Delay before the first retry.'),
      max_delay_seconds: says(z.number().nonnegative(), 'Maximum delay between retries.'),
    }),
    'Retries of requests.',
  ),
  idempotency: says(
    z.looseObject({ header: text().describe('Header with the key, the same for all retries of a request.') }),
    'Idempotency keys on requests other than GET.',
  ),
  default_env_prefix: says(
    text(),
    'Prefix of the environment variables `_BASE_URL`, `_LOG`, `_CUSTOM_HEADERS`.',
  ),
  default_client_name: says(text(), 'Name of the client class.'),
  default_client_example_name: says(text(), 'Name of the client variable in examples.'),
  response_headers: says(
    z.record(z.string(), text()),
    'Response headers available on results: property → header (TypeScript).',
  ),
  omit_stainless_headers: says(z.boolean(), 'Send no `X-Stainless-*` request headers.'),
});

export const SecurityRequirements = z.array(z.record(z.string(), z.array(z.string()).nullish()));

export const SecuritySchemes = z.record(z.string(), z.record(z.string(), z.unknown()));
