import type { Api } from '../../api/api-types.ts';
import type { Method, Resource } from '../../api/method-types.ts';
import type { PageScheme } from '../../api/page-types.ts';
import type { Model } from '../../api/types.ts';
import type { LanguageInput } from '../../language.ts';
import { pascal, screaming } from '../../names/casing.ts';
import { Scope } from '../../names/scope.ts';
import { words } from '../../names/words.ts';
import type { Declaration } from './declarations.ts';
import { finishDeclarations } from './finish.ts';
import type { Module } from './gofile.ts';
import { type PlannedMethod, planMethod } from './methods.ts';
import {
  type ClientNames,
  clientNames,
  exported,
  newNames,
  RESERVED,
  resourceBase,
  resourceKey,
  serviceScope,
} from './names.ts';
import { Planner } from './planner.ts';

/** A resource with the names of its service. */
export interface PlannedResource {
  readonly resource: Resource;
  /** `FileVersionService`. */
  readonly service: string;
  /** Name of its field in the parent: `Versions`. */
  readonly field: string;
  /** Name of its file without `.go`. */
  readonly file: string;
  readonly children: readonly PlannedResource[];
  readonly methods: readonly PlannedMethod[];
  /** Types in its file. */
  readonly declarations: Declaration[];
  /** `['Files', 'Versions']`: its path from the client. */
  readonly reach: readonly string[];
}

export interface SdkPlan {
  readonly input: LanguageInput;
  readonly api: Api;
  readonly module: Module;
  readonly planner: Planner;
  /** Class name of the User-Agent and of texts: `OnebusawaySDK`. */
  readonly clientName: string;
  /** Names of the client in code. */
  readonly clientNames: ClientNames;
  readonly envPrefix: string;
  readonly client: {
    readonly children: readonly PlannedResource[];
    readonly methods: readonly PlannedMethod[];
    readonly declarations: Declaration[];
  };
  readonly shared: Declaration[];
  /** All resources, parents before children. */
  readonly resources: readonly PlannedResource[];
  readonly pages: readonly { readonly scheme: PageScheme; readonly name: string }[];
  readonly options: readonly PlannedOption[];
  readonly environments: readonly {
    readonly name: string;
    readonly function: string;
    readonly url: string;
  }[];
}

export interface PlannedOption {
  readonly option: Api['client']['options'][number];
  /** `APIKey`: field of the options, and the part after `With`. */
  readonly name: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64';
}

const OPTION_TYPES = { string: 'string', boolean: 'bool', integer: 'int64', number: 'float64' } as const;

const OWN_OPTIONS =
  'BaseURL HTTPClient Middleware MaxRetries Header HeaderAdd HeaderDel Query QueryAdd QueryDel JSONSet JSONDel ' +
  'ResponseBodyInto ResponseInto RequestBody RequestTimeout DebugLog';

/** All names and types of an SDK, decided once and in a fixed order. */
export function planSdk(input: LanguageInput): SdkPlan {
  const { api, target, casings } = input;
  const style = isV2(input) ? 'v2' : 'v1';
  const ofClient = clientNames(target.options.client_name, casings);
  const names = newNames(casings, ofClient);
  const planner = new Planner(api, names, style, target.options.subtle_union_naming === true);
  const options = planOptions(input);
  const pageScope = new Scope({ reserved: RESERVED });
  const pages = api.pageSchemes.map((scheme) => ({
    scheme,
    name: pageScope.claim(
      scheme.name,
      exported(scheme.name, casings),
      `${exported(scheme.name, casings)}Page`,
    ),
  }));
  const pageNames = new Map(pages.map(({ scheme, name }) => [scheme.name, name]));
  const files = new Scope({ reserved: new Set(FILES), fold: (name) => name.toLowerCase(), maxLength: 60 });
  const all = flatten(api.resources);
  // Names of services come first, so that they do not depend on the types of methods.
  const services = new Map(
    all.map((resource) => {
      const base = resourceBase(resource.path, casings);
      const plural = resource.path.map((part) => exported(part, casings)).join('');
      return [
        resourceKey(resource),
        {
          service: names.root.claim(resourceKey(resource), `${base}Service`, `${plural}Service`),
          file: files.claim(resourceKey(resource), fileName(base), `${fileName(plural)}resource`),
          base,
        },
      ];
    }),
  );
  for (const { service } of services.values()) names.root.claim(`new ${service}`, `New${service}`);
  const shared: Declaration[] = [];
  const placeOf = (model: Model, into: Declaration[]) =>
    planner.models.pkg(model.id) === 'shared'
      ? { pkg: 'shared' as const, into: shared }
      : { pkg: 'root' as const, into };
  for (const model of api.shared) planner.declareModel(model, { pkg: 'shared', into: shared });

  const planMethods = (
    methods: readonly Method[],
    base: string,
    isClient: boolean,
    children: readonly string[],
    into: Declaration[],
  ) => {
    const scope = serviceScope(isClient);
    const fields = children.map((child) =>
      scope.claim(`resource ${child}`, exported(child, casings), `${exported(child, casings)}Resource`),
    );
    const planned = methods
      .filter(({ kind }) => kind.kind !== 'webhook_unwrap')
      .map((method) => planMethod(planner, method, { base, scope, pages: pageNames }, { pkg: 'root', into }));
    return { fields, planned };
  };

  const planResource = (resource: Resource, field: string, parent: readonly string[]): PlannedResource => {
    const known = services.get(resourceKey(resource)) ?? { service: 'Service', file: 'service', base: 'X' };
    const declarations: Declaration[] = [];
    for (const model of resource.models) planner.declareModel(model, placeOf(model, declarations));
    const subs = resource.subresources;
    const { fields, planned } = planMethods(
      resource.methods,
      known.base,
      false,
      subs.map(({ name }) => name),
      declarations,
    );
    const reach = [...parent, field];
    const children = subs.map((child, index) => planResource(child, fields[index] ?? 'X', reach));
    return {
      resource,
      service: known.service,
      field,
      file: known.file,
      children,
      methods: planned,
      declarations,
      reach,
    };
  };

  const own: Declaration[] = [];
  for (const model of api.root.models) planner.declareModel(model, placeOf(model, own));
  const top = planMethods(
    api.root.methods,
    '',
    true,
    api.resources.map(({ name }) => name),
    own,
  );
  const children = api.resources.map((resource, index) =>
    planResource(resource, top.fields[index] ?? 'X', []),
  );
  const resources = flattenPlanned(children);
  const declarations = [shared, own, ...resources.map((resource) => resource.declarations)];
  finishDeclarations(declarations);
  const clientName = api.client.name ?? (pascal(api.organization.name, casings) || 'SDK');
  const module = moduleOf(input, style, options, declarations);
  return {
    input,
    api,
    module,
    planner,
    clientName,
    clientNames: ofClient,
    envPrefix: api.client.envPrefix ?? (screaming(clientName, casings) || 'SDK'),
    client: { children, methods: top.planned, declarations: own },
    shared,
    resources,
    pages,
    options,
    environments: planEnvironments(api, input),
  };
}

const FILES = ['client', 'field', 'aliases', 'doc', 'usage', 'field_v1', 'field_v2'];

function isV2({ target }: LanguageInput): boolean {
  const enabled = target.options.enable_v2;
  if (enabled !== undefined) return enabled !== false;
  // From the edition of 2026-04-15 on, v2 is the only style; without a config file it is too.
  return target.edition === null ? !target.repository.isProduction : target.edition >= 'go.2026-04-15';
}

function fileName(base: string): string {
  return (
    base
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{Nd}]/gu, '')
      .replace(/test$/, 'tests') || 'resource'
  );
}

function flatten(resources: readonly Resource[]): readonly Resource[] {
  return resources.flatMap((resource) => [resource, ...flatten(resource.subresources)]);
}

function flattenPlanned(resources: readonly PlannedResource[]): readonly PlannedResource[] {
  return resources.flatMap((resource) => [resource, ...flattenPlanned(resource.children)]);
}

function planOptions({ api, casings }: LanguageInput): readonly PlannedOption[] {
  const reserved = new Set([
    ...OWN_OPTIONS.split(' '),
    ...api.client.environments.map(({ name }) => `Environment${exported(name, casings)}`),
  ]);
  const scope = new Scope({ reserved, escape: (name) => `${name}Option` });
  return api.client.options.map((option) => ({
    option,
    name: scope.claim(option.name, exported(option.name, casings)),
    type: OPTION_TYPES[option.type],
  }));
}

function planEnvironments(api: Api, { casings }: LanguageInput): SdkPlan['environments'] {
  const scope = new Scope();
  return api.client.environments.map(({ name, url }) => ({
    name,
    function: scope.claim(name, `WithEnvironment${exported(name, casings)}`),
    url,
  }));
}

function moduleOf(
  { api, target }: LanguageInput,
  style: 'v1' | 'v2',
  options: readonly PlannedOption[],
  declarations: readonly (readonly Declaration[])[],
): Module {
  const major = Number(/^(\d+)/.exec(target.packageVersion)?.[1] ?? 0);
  const given = target.options.go_module_path_override;
  const { host, owner, name } = target.repository;
  const path =
    typeof given === 'string' && /^[\w.~/-]+$/.test(given)
      ? given
      : `${host}/${owner}/${name}${major >= 2 ? `/v${major}` : ''}`.replaceAll(/[^\w.~/-]/g, '-');
  const optionPackage = target.options.option_package_name;
  return {
    path,
    packageName: packageName(target.packageName),
    style,
    optionPackage:
      typeof optionPackage === 'string' && /^[a-z][a-z0-9_]*$/.test(optionPackage) ? optionPackage : 'option',
    fileHeader: api.settings.fileHeader,
    formats: {
      queryArrays: api.query.arrays,
      queryObjects: api.query.objects,
      formArrays: api.formArrays,
      multipartArrays: api.multipartArrays,
    },
    hasStreamRules: api.streamRules !== null,
    perEndpointSecurity: api.settings.perEndpointSecurity,
    optionFields: new Map(options.map((option) => [option.option.name, option.name])),
    textOptions: new Set(
      options.flatMap(({ name: field, type }) => (style === 'v2' && type === 'string' ? [field] : [])),
    ),
    textTypes: new Set(
      declarations
        .flat()
        .filter(
          (declaration) =>
            (declaration.kind === 'enum' && declaration.of === 'string') ||
            (declaration.kind === 'alias' &&
              declaration.type.kind === 'basic' &&
              declaration.type.name === 'string'),
        )
        .map((declaration) => declaration.name),
    ),
  };
}

/** A Go package name by convention: lower case, one word. */
function packageName(given: string): string {
  const last =
    given
      .replace(/\/v\d+\/?$/, '')
      .split('/')
      .filter(Boolean)
      .at(-1) ?? given;
  const word = words(last)
    .join('')
    .replaceAll(/[^a-z0-9]/g, '');
  const name = /^[a-z]/.test(word) ? word : `api${word}`;
  return RESERVED.has(name) ? `${name}api` : name;
}
