import type { Api } from '../../api/api-types.ts';
import type { ClientOption } from '../../api/client-types.ts';
import type { Argument, Method, Resource, Result } from '../../api/method-types.ts';
import type { Model, ModelId, Type } from '../../api/types.ts';
import { type Casings, camel, kebab, pascal, screaming, singular } from '../../names/casing.ts';
import { errorNames } from '../../names/error-names.ts';
import { identifier } from '../../names/identifier.ts';
import { Scope, stableHash } from '../../names/scope.ts';
import { BASE_CLIENT_MEMBERS, FILE_NAMES, RESERVED_WORDS } from './reserved.ts';

/** A resource's module and names. */
export interface ResourceNames {
  /** Property of the client or of the parent resource. */
  readonly property: string;
  readonly className: string;
  /** Module of its class and types, below `src`, without extension: `resources/instances/instances`. */
  readonly module: string;
  /** Folder of its subresources below `src`; null if it has none. */
  readonly folder: string | null;
}

export interface MethodNames {
  readonly name: string;
  /** Type of its result, or of the items of its pages, if that is unnamed; otherwise empty. */
  readonly response: string;
  /** Type of its events if they are unnamed; otherwise empty. */
  readonly event: string;
  /** Type of its named arguments; empty if it has none. */
  readonly params: string;
  /** Alias of its page type; empty if it has none. */
  readonly page: string;
}

export interface TypeScriptNames {
  /** Class of the client, e.g. `Hypeman`. */
  readonly client: string;
  /** Base of the errors, e.g. `HypemanError`. */
  readonly clientError: string;
  readonly envPrefix: string;
  /** Variable of the client in examples. */
  readonly exampleClient: string;
  readonly options: ReadonlyMap<ClientOption, string>;
  readonly resources: ReadonlyMap<Resource, ResourceNames>;
  readonly methods: ReadonlyMap<Method, MethodNames>;
  readonly models: ReadonlyMap<ModelId, { readonly name: string; readonly module: string }>;
  /** Names of the types and classes of a module, extended by imports. */
  scopeOf(module: string): Scope;
  readonly pages: ReadonlyMap<string, string>;
  /** Classes of `errors.union`, by value. */
  readonly errors: ReadonlyMap<string, string>;
}

const SHARED = 'resources/shared';
const TOP_LEVEL = 'resources/top-level';

/** All names of a TypeScript SDK, decided once. */
export function nameTypeScript(api: Api, casings: Casings): TypeScriptNames {
  const pascalName = (text: string) =>
    identifier(pascal(text, casings), { prefix: '_', empty: 'Unnamed', unicode: true });
  const camelName = (text: string) =>
    identifier(camel(text, casings), { prefix: '_', empty: 'unnamed', unicode: true });
  const client = api.client.name ?? pascalName(api.organization.name);
  const clientName = identifier(client, { prefix: '_', empty: 'Client', unicode: true });
  const clientError = clientName === 'API' ? 'APIClientError' : `${clientName}Error`;

  const options = new Map<ClientOption, string>();
  const members = new Scope({ reserved: BASE_CLIENT_MEMBERS });
  for (const option of api.client.options) {
    options.set(option, members.claim(`option ${option.name}`, camelName(option.name)));
  }

  const pages = new Map<string, string>();
  const pageScope = new Scope({ reserved: FILE_NAMES });
  for (const scheme of api.pageSchemes) {
    pages.set(
      scheme.name,
      pageScope.claim(scheme.name, pascalName(scheme.name), `${pascalName(scheme.name)}Page`),
    );
  }

  const scopes = new Map<string, Scope>();
  const resources = new Map<Resource, ResourceNames>();
  const methods = new Map<Method, MethodNames>();
  const models = new Map<ModelId, { name: string; module: string }>();
  const reserved = new Set([...FILE_NAMES, clientName, clientError, ...pages.values()]);
  const barrel = () => new Scope({ reserved });

  /** A name that is free in a module and in the barrels that export it. */
  const claim = (key: string, all: readonly Scope[], first: string, ...others: readonly string[]): string => {
    const [main, ...rest] = all;
    if (main === undefined) return first;
    const isFree = (name: string) => all.every((scope) => scope.isFree(name));
    let free = [first, ...others].find(isFree);
    for (let length = 4; free === undefined; length += 2) {
      const candidate = `${first}_${stableHash(key, length)}`;
      if (isFree(candidate)) free = candidate;
    }
    const name = main.claim(key, free);
    for (const scope of rest) scope.claim(key, name);
    return name;
  };
  const nameModels = (all: readonly Model[], module: string, inScopes: readonly Scope[]) => {
    for (const model of all) {
      const wanted = model.names.model ?? model.names.type ?? pascalName(model.name);
      const valid = identifier(wanted, { prefix: '_', empty: 'Unnamed', unicode: true });
      models.set(model.id, { name: claim(`model ${model.id}`, inScopes, valid, `${valid}Model`), module });
    }
  };
  const nameMethods = (resource: Resource, base: string, taken: Scope, inScopes: readonly Scope[]) => {
    for (const method of resource.methods) {
      const name = taken.claim(`method ${method.name}`, camelName(method.name));
      const stem = base + pascalName(method.name);
      const key = `${resource.path.join('.')}.${method.name}`;
      const named = (kind: string, needed: boolean, wanted: string) =>
        needed ? claim(`${kind} ${key}`, inScopes, wanted) : '';
      const { value, event } = inlineTypes(method);
      const response = named('response', value !== null, `${stem}Response`);
      const streamName = method.result.kind === 'stream' ? method.result.paramsTypeName : null;
      const params = streamName === null ? `${stem}Params` : pascalName(streamName);
      const page = method.result.kind === 'page' ? pageAlias(method.result, response, models, pages) : '';
      methods.set(method, {
        name,
        response,
        event: named('event', event !== null, value === null ? `${stem}Response` : `${stem}Event`),
        params: named('params', hasParams(method), params),
        page: named('page', page !== '', page),
      });
    }
  };

  // Models are named before methods, because their names are the owner's own words.
  const later: (() => void)[] = [];
  const root = barrel();
  const nameResources = (
    all: readonly Resource[],
    folder: string,
    outer: readonly Scope[],
    parents: readonly string[],
    properties: Scope,
  ) => {
    const files = new Scope({ reserved: new Set(['index', 'shared', 'top-level', parents.at(-1) ?? '']) });
    for (const resource of all) {
      const key = resource.path.join('.');
      const plain = identifier(kebab(resource.name, casings).replaceAll('-', '_'), {
        prefix: 'r',
        empty: 'unnamed',
      });
      const file = files.claim(key, plain.replaceAll('_', '-'), `${plain.replaceAll('_', '-')}-resource`);
      const nests = resource.subresources.length > 0;
      const module = nests ? `${folder}/${file}/${file}` : `${folder}/${file}`;
      const own = new Scope({ reserved });
      const inner = nests ? barrel() : null;
      const inScopes = [own, ...outer, ...(inner === null ? [] : [inner])];
      scopes.set(module, own);
      const wanted = pascalName(resource.name);
      const className = claim(`class ${key}`, inScopes, wanted, `${wanted}Resource`);
      const property = properties.claim(
        `resource ${key}`,
        camelName(resource.name),
        `${camelName(resource.name)}Resource`,
      );
      resources.set(resource, { property, className, module, folder: nests ? `${folder}/${file}` : null });
      nameModels(resource.models, module, inScopes);
      const taken = new Scope({ reserved: new Set(['_client', 'constructor']) });
      later.push(() => nameMethods(resource, pascalName(singular(resource.name)), taken, inScopes));
      if (inner !== null)
        nameResources(resource.subresources, `${folder}/${file}`, [inner, own], [...parents, file], taken);
    }
  };

  const sharedScope = new Scope({ reserved });
  scopes.set(SHARED, sharedScope);
  nameModels(api.shared, SHARED, [sharedScope, root]);
  const topScope = new Scope({ reserved });
  scopes.set(TOP_LEVEL, topScope);
  nameModels(api.root.models, TOP_LEVEL, [topScope, root]);
  nameMethods(api.root, 'Client', members, [topScope, root]);
  nameResources(api.resources, 'resources', [root], [], members);
  for (const name of later) name();

  return {
    client: clientName,
    clientError,
    envPrefix: api.client.envPrefix ?? screaming(clientName, { ...casings, custom: new Map() }),
    exampleClient: identifier(camel(api.client.exampleName ?? 'client', casings), {
      prefix: '_',
      empty: 'client',
    }),
    options,
    resources,
    methods,
    models,
    pages,
    errors: errorNames(api.client.errorUnion, casings, new Set([...FILE_NAMES, clientName, clientError])),
    scopeOf: (module) => {
      const known = scopes.get(module) ?? new Scope({ reserved });
      scopes.set(module, known);
      return known;
    },
  };
}

function pageAlias(
  result: Extract<Result, { kind: 'page' }>,
  response: string,
  models: ReadonlyMap<ModelId, { readonly name: string }>,
  pages: ReadonlyMap<string, string>,
): string {
  const item = result.item.kind === 'model' ? (models.get(result.item.model)?.name ?? response) : response;
  return `${pluralName(item)}${pages.get(result.scheme) ?? 'Page'}`;
}

function pluralName(name: string): string {
  if (/(?:ss|x|z|ch|sh)$/.test(name)) return `${name}es`;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? name : `${name}s`;
}

/** Unnamed types of a method's response. */
export function inlineTypes(method: Method): { readonly value: Type | null; readonly event: Type | null } {
  const { result } = method;
  const inline = (type: Type) => (type.kind === 'model' ? null : type);
  if (result.kind !== 'stream') return { value: inlineValue(result), event: null };
  return {
    value: result.otherwise === null ? null : inlineValue(result.otherwise),
    event: inline(result.event),
  };
}

function inlineValue(result: Result): Type | null {
  if (result.kind === 'value') return result.type.kind === 'model' ? null : result.type;
  if (result.kind === 'page') return result.item.kind === 'model' ? null : result.item;
  return null;
}

/** Arguments that are passed in one object. */
export function namedArguments(method: Method): readonly Argument[] {
  return method.arguments.filter((argument) => argument.positional === null);
}

export function positionalArguments(method: Method): readonly Argument[] {
  return method.arguments
    .filter((argument) => argument.positional !== null)
    .toSorted((a, b) => (a.positional ?? 0) - (b.positional ?? 0));
}

function hasParams(method: Method): boolean {
  return method.kind.kind === 'http' && namedArguments(method).length > 0;
}

/** Names of local variables of one function. */
export function localNames(casings: Casings): (text: string) => string {
  const scope = new Scope({ reserved: RESERVED_WORDS });
  const byText = new Map<string, string>();
  return (text) => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const wanted = identifier(camel(text, casings), { prefix: '_', empty: 'value', unicode: true });
    const name = scope.claim(text, wanted);
    byText.set(text, name);
    return name;
  };
}
