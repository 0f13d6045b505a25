import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '../contract/errors.ts';
import { ERROR_EXAMPLES, SCHEMA_EXAMPLES } from '../contract/examples/answers.ts';
import { REQUEST_EXAMPLES } from '../contract/examples/requests.ts';

const Content = z.record(z.string(), z.looseObject({}));

const Response = z.looseObject({ description: z.string(), content: Content.optional() });
type Response = z.infer<typeof Response>;

const Operation = z.looseObject({
  operationId: z.string().default(''),
  requestBody: z.looseObject({ content: Content }).optional(),
  /** Empty: no key is needed. */
  security: z.array(z.unknown()).optional(),
  parameters: z.array(z.looseObject({ name: z.string(), description: z.string().optional() })).optional(),
  responses: z.record(z.string(), Response).default({}),
});
type Operation = z.infer<typeof Operation>;

const Schemas = z.record(z.string(), z.looseObject({}));
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: Schemas.default({}) }),
});

/** Groups of routes, in reading order. */
export const TAGS = [
  { name: 'builds', description: 'Create builds, follow them, and get their outputs.' },
  { name: 'projects', description: 'An API and the SDKs generated from it.' },
  { name: 'branches', description: 'Project branches, with their config commits and custom code.' },
  { name: 'configs', description: 'The config files of a branch or commit.' },
  { name: 'conflicts', description: 'Conflicts between generated and custom code.' },
  { name: 'adoptions', description: 'Adoptions of existing repositories by a target.' },
  { name: 'schedules', description: 'Scheduled builds.' },
  { name: 'webhooks', description: 'Webhooks of a project, and their deliveries.' },
  { name: 'orgs', description: 'Organisations.' },
  { name: 'user', description: 'The user of the API key.' },
  { name: 'links', description: 'The targets of signed links; no key is required.' },
  { name: 'login', description: 'How a command line obtains its own key; no key is required.' },
  { name: 'health', description: 'Health of this server.' },
];

/** Descriptions of parameters by name, for routes that do not describe them. */
const PARAMETERS: Readonly<Record<string, string>> = {
  id: 'Id of a build.',
  build_id: 'Id of a build.',
  project: 'Slug of a project.',
  org: 'Slug of an organisation.',
  branch: 'Name of a project branch; its slashes are written %2F in a path.',
  target: 'A target of the build.',
  targets: 'Target names, comma-separated.',
  step: 'A check.',
  type: 'Which output.',
  output: 'A download link, or a Git remote.',
  file: 'Name of the file.',
  name: 'Name of the schedule.',
  number: 'Number of the conflict.',
  repository_id: 'ID of the trusted repository.',
  webhook: 'Id of the webhook.',
  delivery: 'Id of the delivery.',
  cursor: 'Where to continue: `next_cursor` of the previous page.',
  limit: 'Maximum number of results.',
  status: 'Open or closed ones.',
  severity: 'This level and more severe ones.',
  revision: 'A config commit, a branch, or the MD5 of files: `revision[openapi.yml][hash]=…`.',
  base: 'The branch or config commit to rebase this branch onto.',
  target_config_sha: 'The config commit to reset the branch to; required for main.',
  address: 'A URL, or a prefix of one.',
  url: 'The URL that a credential is for.',
  expires: 'Part of a signed link.',
  signature: 'Part of a signed link.',
  'idempotency-key': 'The same key with the same body gives the same build.',
  'last-event-id': 'Id of the last event received.',
};

const ERRORS: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'The message names the field and says what is wrong with it.',
  unauthorized: 'The key is missing, unknown or revoked.',
  forbidden: 'The key is not allowed to do this.',
  not_found: 'The organisation has nothing with this name.',
  conflict: 'The request conflicts with the current state.',
  payload_too_large: 'The body is larger than this server accepts.',
  unsupported_media_type: 'The body is not JSON.',
  rate_limited: 'Too many requests; `retry-after` says when to retry.',
  headers_too_large: 'The headers are larger than this server accepts.',
  internal: 'Something went wrong on the server.',
  unavailable: 'The database or Temporal is unavailable; retry.',
};

/** Bodies that are not JSON, by operation. */
const BODIES: Readonly<Record<string, string>> = {
  'links.log': 'text/plain',
  'links.commit': 'text/plain',
  'links.output': '*/*',
  'builds.events.list': 'text/event-stream',
  'projects.events.list': 'text/event-stream',
};

const READS: readonly ErrorCode[] = [
  'bad_request',
  'not_found',
  'rate_limited',
  'headers_too_large',
  'internal',
  'unavailable',
];
const WRITES: readonly ErrorCode[] = [...READS, 'conflict', 'payload_too_large', 'unsupported_media_type'];
const WITH_KEY: readonly ErrorCode[] = ['unauthorized', 'forbidden'];

/**
 * Adds what the routes' schemas lack in the OpenAPI document: descriptions of parameters, every error, and examples.
 */
export const completeDocument: typeof jsonSchemaTransformObject = (input) => {
  const document = jsonSchemaTransformObject(input);
  const { paths, components } = Document.parse(document);
  const named: z.infer<typeof Document>['paths'] = {};
  for (const [path, operations] of Object.entries(paths)) {
    // The router's wildcard is a parameter without a name.
    named[path.replace('{*}', '{file}')] = operations;
    for (const [method, operation] of Object.entries(operations)) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.name === '*') parameter.name = 'file';
        parameter.description ??= PARAMETERS[parameter.name];
      }
      const examples = REQUEST_EXAMPLES[operation.operationId];
      if (examples !== undefined)
        for (const body of Object.values(operation.requestBody?.content ?? {}))
          Object.assign(body, { examples });
      operation.responses = responsesOf(method, operation);
    }
  }
  const complete = inPlainNames({ paths: named, schemas: used(named, components.schemas) });
  for (const [name, example] of Object.entries(SCHEMA_EXAMPLES)) {
    const schema = complete.schemas[name];
    if (schema !== undefined) complete.schemas[name] = { ...schema, examples: [example] };
  }
  return Object.assign(document, {
    paths: complete.paths,
    components: { ...components, schemas: complete.schemas },
  });
};

const Parts = z.object({ paths: z.record(z.string(), z.unknown()), schemas: Schemas });

/** Request schemas have names that end in `Input`; the suffix is dropped if no response schema has that name. */
function inPlainNames(parts: z.infer<typeof Parts>): z.infer<typeof Parts> {
  const { schemas } = parts;
  const plain = (name: string): string => {
    const short = name.replace(/Input$/, '');
    const other = schemas[short];
    return other === undefined || JSON.stringify(other) === JSON.stringify(schemas[name]) ? short : name;
  };
  const text = JSON.stringify({
    ...parts,
    schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [plain(name), schema])),
  });
  const reference = /"#\/components\/schemas\/(\w+)"/g;
  return Parts.parse(
    JSON.parse(text.replace(reference, (_, name: string) => `"#/components/schemas/${plain(name)}"`)),
  );
}

/** The schemas that routes refer to. The generator makes each twice, for requests and for responses. */
function used(paths: unknown, schemas: z.infer<typeof Schemas>): z.infer<typeof Schemas> {
  const found = new Set<string>();
  const follow = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      follow(schemas[name] ?? null);
    }
  };
  follow(paths);
  // By name: the registry has them in the order in which their modules were loaded.
  const kept = Object.entries(schemas).filter(([name]) => found.has(name));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function responsesOf(method: string, { operationId, security, responses }: Operation) {
  const { '4XX': _all, ...own } = responses;
  const good = Object.entries(own).map(([status, response]): [string, Response] => {
    const type = BODIES[operationId];
    const described = { ...response, description: describe(status, response) };
    if (type === undefined || status === '204') return [status, described];
    return [status, { ...described, content: { [type]: bodyOf(type, response) } }];
  });
  if (operationId.startsWith('health.')) return Object.fromEntries(good);
  const codes = [...(method === 'get' ? READS : WRITES), ...(security?.length === 0 ? [] : WITH_KEY)];
  const bad = codes.map((code): [string, Response] => [
    String(ERROR_STATUS[code]),
    {
      description: ERRORS[code],
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/Error' },
          example: { error: code, message: ERROR_EXAMPLES[code] } satisfies ErrorBody,
        },
      },
    },
  ]);
  return { ...Object.fromEntries(good), ...Object.fromEntries(bad) };
}

/** What a body of a type other than JSON holds: each event of a stream is what its route names. */
function bodyOf(type: string, { content }: Response): Record<string, unknown> {
  if (type === 'text/plain') return { schema: { type: 'string' } };
  return type === 'text/event-stream' ? (content?.['application/json'] ?? {}) : {};
}

function describe(status: string, { description }: Response): string {
  if (description !== 'Default Response') return description;
  if (status === '503') return 'A required service is unavailable.';
  return status === '304' ? 'Not modified.' : 'Success.';
}
