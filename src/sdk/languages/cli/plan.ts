import { type GoModule, sdkModule } from '../../../targets/files/go-module.ts';
import type { Api } from '../../api/api-types.ts';
import type { Argument, Method, Resource } from '../../api/method-types.ts';
import type { PageScheme } from '../../api/page-types.ts';
import type { LanguageInput } from '../../language.ts';
import { kebab, screaming, title } from '../../names/casing.ts';
import { exactFirst } from '../../names/exact-first.ts';
import { identifier } from '../../names/identifier.ts';
import { Scope } from '../../names/scope.ts';
import { planSdk, type SdkPlan } from '../go/sdk-plan.ts';
import { type FlagType, flagType, nestedFlags } from './flags.ts';

/** A command line with all its names decided. */
export interface CliPlan {
  readonly input: LanguageInput;
  readonly api: Api;
  /** Name of the executable. */
  readonly program: string;
  /** Path of the Go module. */
  readonly module: string;
  readonly title: string;
  readonly version: string;
  readonly envPrefix: string;
  /** The client of the Go SDK that is part of the module: without methods, which the commands' data stands for. */
  readonly sdk: SdkPlan;
  /** The Go SDK whose client is used instead. Null: that of the module. */
  readonly sdkModule: GoModule | null;
  readonly options: readonly CliOption[];
  /** The group without a name holds the methods of the client itself. */
  readonly groups: readonly CliGroup[];
}

export interface CliOption {
  readonly option: Api['client']['options'][number];
  readonly flag: string;
}

export interface CliGroup {
  /** `files:versions` */
  readonly name: string;
  /** Name of its file, without an extension, and of its variable. */
  readonly file: string;
  readonly variable: string;
  readonly resource: Resource;
  readonly commands: readonly CliCommand[];
}

export interface CliCommand {
  readonly name: string;
  readonly method: Method;
  readonly flags: readonly CliFlag[];
  readonly page: PageScheme | null;
}

export interface CliFlag {
  readonly name: string;
  readonly argument: Argument;
  /** Of a field within the argument's object; null: the argument itself. */
  readonly field: { readonly name: string; readonly description: string | null } | null;
  readonly type: FlagType;
}

/** Flags that every command has; parameters of the same name get another one. */
const GLOBAL_FLAGS =
  'format transform format-error transform-error base-url header timeout max-retries debug environment help h version v ' +
  'max-items output';

export function planCli(input: LanguageInput): CliPlan {
  const { api, target, casings } = input;
  const module = modulePath(input);
  // Of a published SDK, no option chooses among the credentials of a request.
  const published = api.settings.perEndpointSecurity ? null : sdkModule(target.options);
  const sdk = planSdk(
    clientOnly(input, `${module}/internal/sdk`, published === null ? {} : target.goOptions),
  );
  const reserved = new Set(GLOBAL_FLAGS.split(' '));
  const optionScope = new Scope({ reserved, escape: (name) => `${name}-option` });
  const options = api.client.options.map((option) => ({
    option,
    flag: optionScope.claim(option.name, flagName(option.name, input)),
  }));
  const taken = new Set([...reserved, ...options.map(({ flag }) => flag)]);
  const top = new Scope();
  const files = new Scope({
    reserved: new Set(['program', 'client', 'program_test', 'client_test']),
    fold: (name) => name.toLowerCase(),
  });
  const group = (resource: Resource, isRoot: boolean): CliGroup[] => {
    const name = isRoot
      ? ''
      : top.claim(resource.path.join('.'), resource.path.map((part) => flagName(part, input)).join(':'));
    const plain = isRoot ? 'client_commands' : resource.path.map((part) => identifier(part, ID)).join('_');
    const file = files.claim(`resource ${name}`, safeFile(plain));
    const scope = isRoot ? top : new Scope();
    const commands = resource.methods
      .filter(({ kind }) => kind.kind !== 'webhook_unwrap')
      .map((method) =>
        planCommand(input, method, scope.claim(`method ${method.name}`, flagName(method.name, input)), taken),
      );
    const own = commands.length === 0 ? [] : [{ name, file, variable: variableOf(file), resource, commands }];
    return [...own, ...resource.subresources.flatMap((inner) => group(inner, false))];
  };
  return {
    input,
    api,
    program: target.packageName.split('/').at(-1) ?? 'api',
    module,
    title: target.readmeTitle ?? (api.info.title.trim() || `${title(api.organization.name, casings)} API`),
    version: /^[\w.+-]+$/.test(target.packageVersion) ? target.packageVersion : '0.0.0',
    envPrefix: api.client.envPrefix ?? (screaming(sdk.clientName, casings) || 'API'),
    sdk,
    sdkModule: published,
    options,
    groups: [...group(api.root, true), ...api.resources.flatMap((resource) => group(resource, false))],
  };
}

const ID = { prefix: 'x', empty: 'x' } as const;

/** Letters, digits and dashes: what any shell takes as a word. */
function flagName(name: string, { casings }: LanguageInput): string {
  const made = identifier(kebab(name, casings).replaceAll('-', '_'), { prefix: '', empty: 'x' });
  return made.toLowerCase().replaceAll('_', '-').replace(/^-+/, '') || 'x';
}

/** A file whose name no part of Go's tool chain takes for a test or for one of another system. */
function safeFile(name: string): string {
  return `${name.toLowerCase()}_commands`;
}

function variableOf(file: string): string {
  return file.replaceAll(/_+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^_+/, '');
}

function planCommand(
  input: LanguageInput,
  method: Method,
  name: string,
  taken: ReadonlySet<string>,
): CliCommand {
  const { models, pageSchemes } = input.api;
  const scope = new Scope({ reserved: taken, escape: (flag) => `${flag}-param` });
  const labelOf = (argument: Argument) => flagName(argument.names.property ?? argument.label, input);
  const names = new Map(
    exactFirst(method.arguments, labelOf).map((argument) => {
      const label = labelOf(argument);
      return [
        argument,
        scope.claim(`${argument.in} ${argument.name}`, label, `${argument.in}-${label}`),
      ] as const;
    }),
  );
  const own = method.arguments.map(
    (argument): CliFlag => ({
      name: names.get(argument) ?? labelOf(argument),
      argument,
      field: null,
      type: flagType(argument.type, models),
    }),
  );
  const isSpread = method.body?.shape === 'spread';
  const flags = own.flatMap((flag) => [
    flag,
    ...(flag.argument.in !== 'body' || !isSpread
      ? []
      : nestedFlags(flag.argument.type, models).map(
          ({ property, type }): CliFlag => ({
            name: scope.claim(
              `${flag.argument.name} ${property.name}`,
              `${flag.name}.${flagName(property.names.property ?? property.name, input)}`,
            ),
            argument: flag.argument,
            field: { name: property.name, description: property.description },
            type,
          }),
        )),
  ]);
  const result = method.result.kind === 'stream' ? method.result.otherwise : method.result;
  const scheme =
    result?.kind === 'page' ? (pageSchemes.find((one) => one.name === result.scheme) ?? null) : null;
  const hasItems = scheme?.response.some(({ purpose }) => purpose === 'items') ?? false;
  return { name, method, flags, page: hasItems ? scheme : null };
}

/** The path under which the module is published; with `/vN` from the second major version on, as Go asks. */
function modulePath({ target }: LanguageInput): string {
  const { host, owner, name } = target.repository;
  const major = Number(/^(\d+)/.exec(target.packageVersion)?.[1] ?? 0);
  return `${host}/${owner}/${name}${major >= 2 ? `/v${major}` : ''}`.replaceAll(/[^\w.~/-]/g, '-');
}

/** The API without its methods and models: what is left is its client, under the names of the published SDK. */
function clientOnly(
  input: LanguageInput,
  path: string,
  { client_name = null, option_package_name = null }: LanguageInput['target']['goOptions'],
): LanguageInput {
  const { api, target } = input;
  return {
    ...input,
    api: {
      ...api,
      root: { ...api.root, models: [], methods: [], subresources: [] },
      resources: [],
      shared: [],
      models: new Map(),
      pageSchemes: [],
      streamRules: null,
      settings: { ...api.settings, disableTests: true },
    },
    target: {
      ...target,
      packageName: 'sdk',
      options: { enable_v2: true, go_module_path_override: path, client_name, option_package_name },
    },
  };
}
