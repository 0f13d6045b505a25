import { nodeOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import { type Example, README_EXAMPLES, type ReadmeExample } from '../config/settings.ts';
import type { ExampleCall, Readme } from './api-types.ts';
import type { Method } from './method-types.ts';
import { parseEndpoint } from './operations.ts';
import type { Report } from './report.ts';
import { jsonOf } from './schema-facts.ts';

/** Calls in READMEs, by section. Calls of endpoints that no method of this target has are left out. */
export function readmeOf(config: SdkConfig, methods: readonly Method[], report: Report): Readme {
  const requests = nodeOf(config.readme?.example_requests);
  const examples = new Map<ReadmeExample, ExampleCall>();
  const files = nodeOf(requests.file_uploads);
  for (const name of README_EXAMPLES) {
    const call = callOf(nodeOf(requests[name]), name, methods, report);
    if (call !== null) examples.set(name, call);
  }
  const of = (name: ReadmeExample) => examples.get(name) ?? null;
  const uploads = of('file_uploads');
  const hasPages = methods.some(({ result }) => result.kind === 'page');
  if (
    hasPages &&
    requests.pagination === undefined &&
    config.readme !== undefined &&
    config.readme !== null
  ) {
    const message = 'There are paginated methods, but the README has no pagination example.';
    report.add('note', 'Readme/MissingPaginationSnippet', message, {
      config: ['readme', 'example_requests'],
    });
  }
  return {
    default: of('default'),
    headline: of('headline'),
    pagination: of('pagination'),
    streaming: of('streaming'),
    errors: of('errors'),
    retries: of('retries'),
    timeouts: of('timeouts'),
    rawResponse: of('raw_response'),
    nestedParams: of('nested_params'),
    defaultHeaders: of('default_headers'),
    fileUploads:
      uploads === null
        ? null
        : {
            ...uploads,
            fileParam: typeof files.file_param === 'string' ? files.file_param : '',
            filePath: typeof files.file_path === 'string' ? files.file_path : '/path/to/file',
          },
  };
}

function callOf(
  example: Example,
  name: ReadmeExample,
  methods: readonly Method[],
  report: Report,
): ExampleCall | null {
  if (example.endpoint === undefined) return null;
  const endpoint = parseEndpoint(example.endpoint);
  const config = ['readme', 'example_requests', name];
  const method = methods.find(
    ({ kind, verb, path }) =>
      kind.kind === 'http' && endpoint?.verb === verb && shape(path) === shape(endpoint.path),
  );
  if (method === undefined) {
    const message = `No method has the endpoint ${JSON.stringify(example.endpoint)}: the example is omitted.`;
    report.add('warning', 'ReadmeExample/EndpointNotFound', message, { config: [...config, 'endpoint'] });
    return null;
  }
  const params = example.params ?? {};
  for (const argument of method.arguments) {
    if (!argument.required || argument.constant !== undefined || argument.in === 'body') continue;
    if (Object.hasOwn(params, argument.name)) continue;
    const message = `The example has no value for the required parameter ${JSON.stringify(argument.name)}.`;
    report.add('note', 'ReadmeExample/MissingParam', message, { config: [...config, 'params'] });
  }
  return {
    resourcePath: method.resourcePath,
    method: method.name,
    values: Object.fromEntries(Object.entries(params).map(([key, value]) => [key, jsonOf(value)])),
    responseProperty:
      typeof example.response_property === 'string' ? example.response_property : method.responseProperty,
    assignTo: example.assign_to ?? null,
  };
}

const shape = (path: string) => path.replaceAll(/\{[^}]*\}/g, '{}');
