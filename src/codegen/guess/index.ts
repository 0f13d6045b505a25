import { stringify } from 'yaml';
import { documentOf, listOf, nodeOf, stringOf } from '../json.ts';
import { clientOptions, environmentsOf, envPrefix } from './client.ts';
import { type Endpoint, endpointsOf } from './endpoints.ts';
import { paginationOf } from './pagination.ts';
import { querySettingsOf } from './queries.ts';
import { type Resource, resourcesOf } from './resources.ts';

export interface GuessContext {
  readonly project: string;
  /** The settings of each target in the guessed file. */
  readonly targets: Readonly<Record<string, unknown>>;
}

/** Guesses a first config file for a description (a JSON value), as YAML. */
export function guessConfig(description: unknown, context: GuessContext): string {
  return stringify(guessedConfig(description, context), { lineWidth: 100, aliasDuplicateObjects: false });
}

/**
 * The value of a guessed config file: organisation, targets, client authentication, servers, resources with methods
 * and models, the format of lists in queries, pagination, and an example for READMEs. Pure. Every operation
 * of the description that an SDK can call has a method.
 */
export function guessedConfig(
  description: unknown,
  { project, targets }: GuessContext,
): Record<string, unknown> {
  const document = documentOf(description);
  const endpoints = endpointsOf(document);
  const pagination = paginationOf(document, endpoints);
  const prefix = envPrefix(project);
  const info = nodeOf(document.root.info);
  const contact = nodeOf(info.contact);
  const resources = Object.fromEntries(
    [...resourcesOf(document, endpoints)].map(([name, resource]) => [name, plain(resource)]),
  );
  const config = {
    organization: defined({
      name: stringOf(info.title)?.trim() || project,
      docs: stringOf(nodeOf(document.root.externalDocs).url) ?? stringOf(contact.url),
      contact: stringOf(contact.email),
    }),
    targets,
    client_settings: defined({
      default_env_prefix: prefix,
      opts: filled(clientOptions(document, prefix)),
    }),
    environments: filled(environmentsOf(document)),
    query_settings: querySettingsOf(document, endpoints),
    resources: filled(resources),
    pagination: pagination.schemes.length === 0 ? undefined : pagination.schemes,
    readme: readmeOf(endpoints, pagination.first),
  };
  return defined(config);
}

function plain({ models, methods, subresources }: Resource): Record<string, unknown> {
  const below = [...subresources].map(([name, resource]) => [name, plain(resource)] as const);
  return defined({
    models: filled(Object.fromEntries(models)),
    methods: filled(Object.fromEntries(methods)),
    subresources: filled(Object.fromEntries(below)),
  });
}

/** The simplest operation is the example: a list, or else the first. */
function readmeOf(endpoints: readonly Endpoint[], paged: Endpoint | null): unknown {
  const needsLittle = ({ parameters, node }: Endpoint) =>
    node.requestBody === undefined && !parameters.some(({ required }) => required === true);
  const first = endpoints.find((one) => one.method === 'get' && needsLittle(one)) ?? endpoints[0];
  if (first === undefined) return undefined;
  const example = (endpoint: Endpoint) => ({
    type: 'request',
    endpoint: endpoint.endpoint,
    params: parametersOf(endpoint),
  });
  return {
    example_requests: defined({
      default: example(first),
      headline: example(first),
      pagination: paged === null ? undefined : example(paged),
    }),
  };
}

/** Values of the required parameters, if the description has any. */
function parametersOf({ parameters }: Endpoint): Record<string, unknown> {
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const schema = nodeOf(parameter.schema);
      const value = parameter.example ?? schema.example ?? schema.default ?? listOf(schema.enum)[0];
      const name = stringOf(parameter.name);
      return parameter.required === true && name !== null ? [[name, value ?? 'REPLACE_ME']] : [];
    }),
  );
}

function defined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== null),
  );
}

function filled<T extends object>(object: T): T | undefined {
  return Object.values(object).some((value) => value !== undefined) ? object : undefined;
}
