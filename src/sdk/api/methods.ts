import { stringOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import { type ArgumentContext, bodyArguments, parametersOf, ranked } from './arguments.ts';
import { bodyOf, propertiesOf } from './body.ts';
import type { Client } from './client-types.ts';
import type { SpecDocument } from './document.ts';
import type { ListFormat } from './encodings.ts';
import { deprecationOf, textFor } from './extensions.ts';
import type { Method, MethodKind, Verb } from './method-types.ts';
import { type Operation, type Operations, parseEndpoint, VERBS } from './operations.ts';
import type { Report } from './report.ts';
import { type ResultContext, resultOf } from './results.ts';
import { deprecatedIn } from './schema-facts.ts';
import type { Schemas } from './schemas.ts';
import { requirementsOf } from './security.ts';
import type { MethodNode, ResourceNode } from './tree.ts';
import type { Model, ModelId, Type } from './types.ts';
import { reasonWithoutMock } from './untestable.ts';
import { webhookEvent } from './webhooks.ts';

export interface MethodContext extends ResultContext {
  readonly document: SpecDocument;
  readonly operations: Operations;
  readonly schemas: Schemas;
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly config: SdkConfig;
  readonly client: Client;
  readonly args: ArgumentContext;
  readonly lists: Readonly<Record<'query' | 'form' | 'multipart', ListFormat>>;
  readonly target: string;
  readonly report: Report;
}

/**
 * The methods of a resource, in the file's order. Methods whose endpoint is missing in the description are left out.
 */
export function methodsOf(resource: ResourceNode, context: MethodContext): Method[] {
  const found = resource.methods.map((node) => methodOf(node, resource, context));
  const byName = new Map(
    found.flatMap((method) => (method === null ? [] : [[method.name, method] as const])),
  );
  return resource.methods.flatMap((node, index): Method[] => {
    const made = found[index] ?? null;
    if (node.config.type !== 'alias') return made === null ? [] : [made];
    const to = node.config.to ?? '';
    const original = byName.get(to);
    if (original === undefined) {
      const message = `There is no method ${JSON.stringify(to)} in this resource.`;
      context.report.add('error', 'Method/AliasNotFound', message, { config: [...node.configPath, 'to'] });
      return [];
    }
    const deprecated = deprecationOf(node.config.deprecated, context.target);
    return [
      {
        ...original,
        name: node.name,
        kind: { kind: 'alias', to },
        description: node.config.description ?? original.description,
        deprecated: deprecated === undefined ? original.deprecated : deprecated,
      },
    ];
  });
}

function methodOf(node: MethodNode, resource: ResourceNode, context: MethodContext): Method | null {
  const { config, configPath } = node;
  const { report } = context;
  switch (config.type) {
    case 'alias':
      return null;
    case 'websocket':
      report.add('warning', 'Method/UnsupportedType', 'Methods of type websocket are not generated.', {
        config: configPath,
      });
      return null;
    case 'webhook_unwrap':
      return webhookMethod(node, resource, context);
    case 'http':
    case undefined:
      return httpMethod(node, resource, context);
  }
}

function httpMethod(node: MethodNode, resource: ResourceNode, context: MethodContext): Method | null {
  const { config, configPath, name } = node;
  const { operations, report, target, client, args, models } = context;
  const text = config.endpoint ?? '';
  const endpoint = parseEndpoint(text);
  if (endpoint === null) {
    const message = `The endpoint ${JSON.stringify(text)} is not \`verb /path\` with one of ${VERBS.join(', ')}.`;
    report.add('error', 'Endpoint/NotHttp', message, { config: configPath });
    return null;
  }
  const operation = operations.find(endpoint);
  if (operation === null) {
    const message = `The description has no ${endpoint.verb} ${endpoint.path}: the method is not generated.${near(endpoint.path, operations)}`;
    report.add('error', 'Endpoint/NotFound', message, { config: configPath });
    return null;
  }
  const body = endpoint.verb === 'head' ? null : bodyOf(operation, config, context);
  if (
    body !== null &&
    body.shape === 'whole' &&
    config.body_param_name === undefined &&
    isJsonBody(body.type)
  ) {
    const message =
      'The body is not an object: name its argument with `body_param_name`; by default it is `body`.';
    report.add('note', 'Method/BodyRootParamUnnamed', message, {
      config: configPath,
      oas: operation.at.pointer,
    });
  }
  const fixed = new Set(endpoint.query.map((pair) => pair.name));
  const parameters = parametersOf(operation, args).filter(
    (one) => one.in !== 'query' || !fixed.has(one.name),
  );
  const properties = body === null ? [] : propertiesOf(body.type, models);
  const all = ranked([...parameters, ...bodyArguments(body, properties, args)], config, operation.path, args);
  const missing = (config.positional_params ?? []).filter(
    (wanted) => !all.some((one) => one.name === wanted),
  );
  for (const wanted of missing) {
    const message = `The method has no argument ${JSON.stringify(wanted)}.`;
    report.add('error', 'Method/PositionalParamNotFound', message, {
      config: [...configPath, 'positional_params'],
    });
  }
  const { result, accept } = resultOf(operation, config, configPath, all, context);
  const options = config.default_request_options;
  return {
    name,
    resourcePath: resource.path,
    kind: { kind: 'http' },
    verb: endpoint.verb,
    path: operation.path.replace(/\?.*$/s, ''),
    fixedQuery: endpoint.query,
    operationId: stringOf(operation.node.operationId),
    summary: stringOf(operation.node.summary),
    description: config.description ?? stringOf(operation.node.description),
    deprecated: deprecationOf(config.deprecated, target) ?? methodDeprecation(config.deprecated, operation),
    arguments: all,
    body,
    result,
    accept,
    timeoutMs: options?.timeout ?? null,
    maxRetries: options?.max_retries ?? null,
    security: requirementsOf(operation.node.security),
    idempotent: client.idempotencyHeader !== null && !READING.has(endpoint.verb),
    skipTestReason:
      textFor(config.skip_test_reason, target) ??
      reasonWithoutMock(operation, body?.type ?? null, { models, report }),
    responseProperty:
      typeof config.docs?.response_property === 'string' ? config.docs.response_property : null,
  };
}

/** Requests that change nothing, which need no key to be repeated. */
const READING: ReadonlySet<Verb> = new Set(['get', 'head', 'options']);

function methodDeprecation(configured: unknown, operation: Operation): string | null {
  return configured === false ? null : deprecatedIn(operation.node);
}

function isJsonBody(type: Type): boolean {
  return type.kind !== 'binary' && type.kind !== 'unknown' && type.kind !== 'string';
}

/** A path of the description that differs only in case or a trailing slash. */
function near(path: string, { all }: Operations): string {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/\/$/, '')
      .replaceAll(/\{[^}]*\}/g, '{}');
  for (const operation of all.values()) {
    if (plain(operation.path) === plain(path)) return ` It has ${operation.verb} ${operation.path}.`;
  }
  return '';
}

function webhookMethod(node: MethodNode, resource: ResourceNode, context: MethodContext): Method | null {
  const { config, configPath, name } = node;
  const { client, report, target } = context;
  const option = config.webhook_key_opt ?? null;
  if (option !== null && !client.options.some((one) => one.name === option)) {
    const message = `There is no client option ${JSON.stringify(option)}.`;
    report.add('error', 'ClientOpt/NotFound', message, { config: [...configPath, 'webhook_key_opt'] });
    return null;
  }
  const kind: MethodKind = {
    kind: 'webhook_unwrap',
    keyOption: option,
    event: webhookEvent(config.discriminator ?? null, context),
  };
  return {
    name,
    resourcePath: resource.path,
    kind,
    verb: 'post',
    path: '',
    fixedQuery: [],
    operationId: null,
    summary: null,
    description: config.description ?? null,
    deprecated: deprecationOf(config.deprecated, target) ?? null,
    arguments: [],
    body: null,
    result: { kind: 'value', type: kind.event, unwrap: null, contentType: 'application/json' },
    accept: '*/*',
    timeoutMs: null,
    maxRetries: null,
    security: null,
    idempotent: false,
    skipTestReason: textFor(config.skip_test_reason, target),
    responseProperty: null,
  };
}
