import type { Api } from '../../api/api-types.ts';
import type { ClientOption } from '../../api/client-types.ts';
import type { Argument, Method, Resource } from '../../api/method-types.ts';
import type { Model, ModelId } from '../../api/types.ts';
import type { LanguageFinding, TargetView } from '../../language.ts';
import { type Casings, pascal, screaming, singular, snake } from '../../names/casing.ts';
import { errorNames } from '../../names/error-names.ts';
import { exactFirst } from '../../names/exact-first.ts';
import { identifier } from '../../names/identifier.ts';
import { Scope } from '../../names/scope.ts';
import { KEYWORDS } from './text.ts';

/** All names of an SDK, decided once: emitters use only these. */
export interface PythonNames {
  /** Import name, e.g. `acme_pets`. */
  readonly package: string;
  /** Name in the package index, e.g. `acme-pets`. */
  readonly distribution: string;
  readonly client: string;
  readonly asyncClient: string;
  readonly error: string;
  readonly envPrefix: string;
  /** By key in `client_settings.opts`. */
  readonly options: ReadonlyMap<string, string>;
  readonly resources: ReadonlyMap<Resource, ResourceNames>;
  readonly models: ReadonlyMap<ModelId, ModelNames>;
  readonly methods: ReadonlyMap<Method, MethodNames>;
  /** Page class without `Sync` and `Async`, by scheme. */
  readonly pages: ReadonlyMap<string, string>;
  /** Classes of `errors.union`, by value. */
  readonly errors: ReadonlyMap<string, string>;
  readonly casings: Casings;
  readonly findings: readonly LanguageFinding[];
}

export interface ResourceNames {
  /** On the client or its parent. */
  readonly attribute: string;
  readonly class: string;
  /** Below the package: `resources.chat.completions`. */
  readonly module: string;
  /** It has subresources, so it is a folder. */
  readonly isFolder: boolean;
}

export interface ModelNames {
  readonly class: string;
  /** Below the package: `types.chat.message`. */
  readonly module: string;
  readonly param: { readonly class: string; readonly module: string };
}

export interface MethodNames {
  readonly method: string;
  /** For a result without its own name. */
  readonly response: { readonly class: string; readonly module: string };
  /** The first with that type: other methods that unwrap the same property of the same schema share its name. */
  readonly ownsResponse: boolean;
  /** For events of a stream without their own name, unless they equal the response without the stream. */
  readonly event: { readonly class: string; readonly module: string };
  readonly params: { readonly class: string; readonly module: string };
  /** By argument. */
  readonly arguments: ReadonlyMap<Argument, string>;
}

/** Members of every client. */
const CLIENT_MEMBERS = (
  'get post put patch delete request copy with_options close is_closed base_url timeout max_retries default_headers ' +
  'default_query auth_headers auth_query qs custom_auth user_agent platform_headers with_raw_response ' +
  'with_streaming_response'
).split(' ');
const CLIENT_ARGUMENTS = (
  'self base_url environment timeout max_retries default_headers default_query set_default_headers ' +
  'set_default_query http_client'
).split(' ');
const METHOD_ARGUMENTS = 'self extra_headers extra_query extra_body timeout'.split(' ');
const ROOT_NAMES = (
  'types Timeout Transport ProxiesTypes NotGiven NoneType Omit RequestOptions Client AsyncClient Stream AsyncStream ' +
  'BaseModel APIError APIStatusError APITimeoutError APIConnectionError APIResponseValidationError BadRequestError ' +
  'AuthenticationError PermissionDeniedError NotFoundError ConflictError UnprocessableEntityError RateLimitError ' +
  'InternalServerError APIResponse AsyncAPIResponse APIWebhookValidationError'
).split(' ');
/** Names that modules of types import. */
const TYPE_NAMES = (
  'Any Dict List Union Optional Iterable Literal Annotated Required TypedDict TypeAlias TypeAliasType BaseModel ' +
  'FieldInfo PropertyInfo FileTypes Base64FileInput SequenceNotStr TYPE_CHECKING None True False'
).split(' ');

export function pythonNames(api: Api, target: TargetView, casings: Casings): PythonNames {
  const packageName = packageIdentifier(target.packageName);
  const client = new Scope({ reserved: new Set([...KEYWORDS, ...ROOT_NAMES]) }).claim(
    'client',
    identifier(api.client.name ?? pascal(api.organization.name, casings), {
      prefix: 'Client',
      empty: 'APIClient',
    }),
  );
  const error = `${client}Error`;
  const context: Context = {
    casings,
    packageName,
    hasIdempotencyKey: api.client.idempotencyHeader !== null,
    resources: new Map(),
    models: new Map(),
    methods: new Map(),
    folders: new Map(),
    inner: innerFolders(api, casings),
    unwrapped: new Map(),
  };
  const options = new Map<string, string>();
  const optionScope = new Scope({ reserved: new Set([...KEYWORDS, ...CLIENT_ARGUMENTS, ...CLIENT_MEMBERS]) });
  for (const option of api.client.options)
    options.set(option.name, optionScope.claim(option.name, lower(option.name, casings, 'option')));

  const members = new Scope({
    reserved: new Set([...KEYWORDS, ...CLIENT_MEMBERS, ...options.values(), client]),
  });
  nameModels(api, context);
  nameMethods(api.root, context, members);
  const modules = new Scope({ reserved: KEYWORDS, fold: (text) => text.toLowerCase() });
  const scopes = { members, modules, classes: resourceClasses() };
  for (const resource of api.resources) nameResource(resource, 'resources', context, scopes);

  const pages = new Map<string, string>();
  const pageScope = new Scope();
  for (const scheme of api.pageSchemes)
    pages.set(scheme.name, pageScope.claim(scheme.name, upper(scheme.name, casings, 'Page')));
  return {
    package: packageName,
    distribution: target.projectName ?? nameOnPypi(target) ?? target.packageName,
    client,
    asyncClient: `Async${client}`,
    error: ROOT_NAMES.includes(error) ? `${client}SDKError` : error,
    envPrefix: identifier(api.client.envPrefix ?? screaming(client, casings), { prefix: '_', empty: 'API' }),
    options,
    resources: context.resources,
    models: context.models,
    methods: context.methods,
    pages,
    errors: errorNames(
      api.client.errorUnion,
      casings,
      new Set([...KEYWORDS, ...ROOT_NAMES, client, `Async${client}`, error]),
    ),
    casings,
    findings: [],
  };
}

interface Context {
  readonly casings: Casings;
  readonly packageName: string;
  readonly hasIdempotencyKey: boolean;
  readonly resources: Map<Resource, ResourceNames>;
  readonly models: Map<ModelId, ModelNames>;
  readonly methods: Map<Method, MethodNames>;
  /** Classes and files of each folder of types. */
  readonly folders: Map<string, { readonly classes: Scope; readonly files: Scope }>;
  /** Folders of types in each folder of types: a package shadows a module of its name. */
  readonly inner: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of unwrapped results, by the pointer of their schema. */
  readonly unwrapped: Map<string, MethodNames['response']>;
}

/** `acme-pets` → `acme_pets`; dots would mean namespace packages, which config files do not use. */
export function packageIdentifier(packageName: string): string {
  const last = packageName.split('/').at(-1) ?? packageName;
  const plain = identifier(last.replaceAll(/[-.\s]+/g, '_').toLowerCase(), { prefix: 'sdk_', empty: 'sdk' });
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

export function lower(text: string, casings: Casings, empty: string): string {
  return identifier(snake(text, casings), { prefix: '_', empty }).replace(/^_+(?=[A-Za-z])/, '');
}

export function upper(text: string, casings: Casings, empty: string): string {
  return identifier(pascal(text, casings), { prefix: `${empty}`, empty });
}

function folderOf(context: Context, folder: string): { readonly classes: Scope; readonly files: Scope } {
  const known = context.folders.get(folder);
  if (known !== undefined) return known;
  const made = {
    classes: new Scope({ reserved: new Set([...KEYWORDS, ...TYPE_NAMES]) }),
    files: new Scope({
      reserved: new Set([
        ...KEYWORDS,
        ...(folder === 'types' ? ['shared', 'shared_params'] : []),
        ...(context.inner.get(folder) ?? []),
      ]),
      fold: (text) => text.toLowerCase(),
    }),
  };
  context.folders.set(folder, made);
  return made;
}

function typesFolder(resourcePath: readonly string[], casings: Casings): string {
  return ['types', ...resourcePath.slice(0, -1).map((part) => folderName(part, casings))].join('.');
}

/** A folder's name is imported, so it is no keyword. */
function folderName(part: string, casings: Casings): string {
  const plain = lower(part, casings, 'resource');
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

function innerFolders(api: Api, casings: Casings): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const visit = (resource: Resource): boolean => {
    // Every subresource is checked, not only the first one with types.
    const hasFolder = resource.subresources.map(visit).includes(true);
    if (hasFolder) {
      const parent = typesFolder(resource.path, casings);
      found.set(parent, (found.get(parent) ?? new Set()).add(folderName(resource.name, casings)));
    }
    return hasFolder || resource.models.length > 0 || resource.methods.length > 0;
  };
  api.resources.forEach(visit);
  return found;
}

function nameModels(api: Api, context: Context): void {
  for (const model of api.models.values()) {
    const key = String(model.id);
    if (model.owner === '$shared') {
      const own = claimType(context, 'types.shared', key, wanted(model, context.casings));
      const param = claimType(context, 'types.shared_params', key, model.names.paramModel ?? own.class);
      context.models.set(model.id, { ...own, param });
      continue;
    }
    const folder = typesFolder(model.resourcePath, context.casings);
    const own = claimType(context, folder, key, wanted(model, context.casings));
    const paramName = model.names.paramModel ?? `${own.class}${model.noParamsSuffix ? '' : 'Param'}`;
    const param = paramName === own.class ? own : claimType(context, folder, `${key} param`, paramName);
    context.models.set(model.id, { ...own, param });
  }
}

function wanted(model: Model, casings: Casings): string {
  return identifier(model.names.model ?? model.names.type ?? pascal(model.name, casings), {
    prefix: 'Model',
    empty: 'Model',
  });
}

function claimType(
  context: Context,
  folder: string,
  key: string,
  className: string,
): { class: string; module: string } {
  const { classes, files } = folderOf(context, folder);
  const claimed = classes.claim(key, className);
  const file = files.claim(key, lower(claimed, context.casings, 'model'));
  return { class: claimed, module: `${folder}.${file}` };
}

/** What the resources in a resource, or in the client, must not share. */
interface ResourceScopes {
  readonly members: Scope;
  readonly modules: Scope;
  readonly classes: Scope;
}

/** Names of the resource classes in a folder. Each has an asynchronous class, which its module sees beside its base. */
function resourceClasses(): Scope {
  const classes = new Scope({ fold: (text) => text.replace(/^A?[Ss]ync/, '') });
  classes.claim('runtime', 'SyncAPIResource');
  return classes;
}

function nameResource(
  resource: Resource,
  parent: string,
  context: Context,
  { members, modules, classes }: ResourceScopes,
): void {
  const { casings } = context;
  const key = resource.path.join('.');
  const attribute = members.claim(key, lower(resource.name, casings, 'resource'));
  const file = modules.claim(key, lower(resource.name, casings, 'resource'));
  const isFolder = resource.subresources.length > 0;
  const module = isFolder ? `${parent}.${file}.${file}` : `${parent}.${file}`;
  const className = classes.claim(
    key,
    `${upper(resource.name, casings, 'Resource')}Resource`,
    `${upper(['client', ...resource.path].slice(-2).join(' '), casings, 'Resource')}Resource`,
  );
  context.resources.set(resource, { attribute, class: className, module, isFolder });
  const own = new Scope({
    reserved: new Set([...KEYWORDS, 'with_raw_response', 'with_streaming_response']),
  });
  nameMethods(resource, context, own);
  // The folder's own module has the name of the folder, and its class is exported beside those of subresources.
  const inner = {
    members: own,
    modules: new Scope({ reserved: new Set([...KEYWORDS, file]), fold: (text) => text.toLowerCase() }),
    classes: resourceClasses(),
  };
  inner.classes.claim(key, className);
  for (const sub of resource.subresources) nameResource(sub, `${parent}.${file}`, context, inner);
}

function nameMethods(resource: Resource, context: Context, members: Scope): void {
  const { casings } = context;
  const folder = typesFolder(resource.path, casings);
  const subject = resource.path.length === 0 ? 'client' : singular(resource.name);
  for (const method of resource.methods) {
    const key = [...resource.path, method.name].join('.');
    const base = upper(`${subject} ${method.name}`, casings, 'Method');
    const args = new Map<Argument, string>();
    const scope = new Scope({
      reserved: new Set([
        ...KEYWORDS,
        ...METHOD_ARGUMENTS,
        ...(context.hasIdempotencyKey ? ['idempotency_key'] : []),
      ]),
    });
    // Of `q` and `Q`, the first is named like itself, whichever the description has first.
    for (const argument of exactFirst(method.arguments, (one) => argumentName(one, casings)))
      args.set(argument, scope.claim(`${argument.in} ${argument.name}`, argumentName(argument, casings)));
    const methodName = members.claim(`method ${key}`, lower(method.name, casings, 'method'));
    const isEvent = method.kind.kind === 'webhook_unwrap';
    const responseName = isEvent
      ? `${upper(method.name, casings, 'Webhook')}WebhookEvent`
      : `${base}Response`;
    const unwrapped = unwrappedPointer(method);
    const known = unwrapped === null ? undefined : context.unwrapped.get(unwrapped);
    const response = known ?? lazyClaim(context, folder, `${key} response`, responseName);
    if (unwrapped !== null) context.unwrapped.set(unwrapped, response);
    context.methods.set(method, {
      method: methodName,
      response,
      ownsResponse: known === undefined,
      event: lazyClaim(context, folder, `${key} event`, `${base}StreamEvent`),
      params: lazyClaim(context, folder, `${key} params`, `${base}Params`),
      arguments: args,
    });
  }
}

/** The pointer of the property that a method returns instead of the response; null: the whole response. */
function unwrappedPointer({ result }: Method): string | null {
  return result.kind === 'value' && result.unwrap !== null && result.type.pointer !== ''
    ? result.type.pointer
    : null;
}

/** Not every method has its own response or parameters: a name is only claimed on request. */
function lazyClaim(
  context: Context,
  folder: string,
  key: string,
  className: string,
): { class: string; module: string } {
  let claimed: { class: string; module: string } | null = null;
  const get = () => (claimed ??= claimType(context, folder, key, className));
  return {
    get class() {
      return get().class;
    },
    get module() {
      return get().module;
    },
  };
}

function argumentName(argument: Argument, casings: Casings): string {
  return argument.names.property === undefined
    ? lower(argument.label, casings, 'value')
    : identifier(argument.names.property, { prefix: '_', empty: 'value' });
}

export type NamedOption = ClientOption & { readonly attribute: string };

/** `publish.pypi.package_name`; null if the file has none. */
function nameOnPypi({ publish: { pypi } }: TargetView): string | null {
  if (typeof pypi !== 'object' || pypi === null || !('package_name' in pypi)) return null;
  return typeof pypi.package_name === 'string' && pypi.package_name !== '' ? pypi.package_name : null;
}
