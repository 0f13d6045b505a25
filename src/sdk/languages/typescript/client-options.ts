import type { Api } from '../../api/api-types.ts';
import type { ClientOption } from '../../api/client-types.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import type { ModuleWriter } from './modules.ts';
import type { SdkWriter } from './resources.ts';
import { bracketed, docComment, identifierCode, propertyKey, stringLiteral, valueLiteral } from './text.ts';

/** The client's property with an option's value. */
export function optionName(option: ClientOption, { names }: Pick<SdkWriter, 'names'>): Code {
  return identifierCode(names.options.get(option) ?? option.name);
}

/** The type of an option that is set. */
export function optionType({ type }: ClientOption): Code {
  return type === 'string' ? code`string` : type === 'boolean' ? code`boolean` : code`number`;
}

/** Whether the client may be without a value of an option. */
export function isOptional(option: ClientOption): boolean {
  return option.nullable && option.default === null;
}

/** The URLs of several environments by name; null if there is only one. */
export function environmentsCode(api: Api): Code | null {
  const { environments } = api.client;
  if (environments.length <= 1) return null;
  const entries = environments.map(({ name, url }) => code`${propertyKey(name)}: ${stringLiteral(url)},`);
  return code`
    const environments = {
      ${entries}
    };

    /** Where the API is: by default ${stringLiteral(environments[0]?.name ?? '')}. */
    type Environment = keyof typeof environments;
  `;
}

/** The interface of the constructor's argument. */
export function optionsInterface(sdk: SdkWriter, file: ModuleWriter, hasEnvironments: boolean): Code {
  const base = file.use('internal/base-client', 'BaseClientOptions', 'type');
  const own = sdk.api.client.options.map((option) => {
    const doc = docComment(
      option.description,
      option.env === null ? null : `Defaults to \`process.env['${option.env}']\`.`,
    );
    const nullable = isOptional(option) ? source(' | null') : null;
    return code`
      ${doc}
      ${optionName(option, sdk)}?: ${optionType(option)}${nullable} | undefined;
    `;
  });
  const environment = hasEnvironments
    ? code`
        /** Which of the API's environments to use. Not together with \`baseURL\`. */
        environment?: Environment | undefined;
      `
    : null;
  const browser = throwsInBrowsers(sdk)
    ? code`
        /**
         * Whether the client may be used in a browser, where everyone who opens the page can read its credentials.
         */
        dangerouslyAllowBrowser?: boolean | undefined;
      `
    : null;
  const members = [...own, environment, browser].filter((member) => member !== null);
  if (members.length === 0) return code`export type ClientOptions = ${base};`;
  return code`
    export interface ClientOptions extends ${base} {
      ${join(members, '\n\n')}
    }
  `;
}

function throwsInBrowsers({ browser }: SdkWriter): boolean {
  return browser === 'dangerous_allow';
}

/** The constructor: reads options and environment variables, and checks them. */
export function constructorCode(
  sdk: SdkWriter,
  file: ModuleWriter,
  Errors: Code,
  hasEnvironments: boolean,
): Code {
  const { api, names } = sdk;
  const { options, environments } = api.client;
  const readEnv = file.use('internal/utils/env', 'readEnv', 'value');
  const ClientError = code`${Errors}.${identifierCode(names.clientError)}`;
  const parameters = options.map((option) => {
    const fallback = optionFallback(option, file, readEnv);
    const name = optionName(option, sdk);
    return fallback === null ? name : code`${name} = ${fallback}`;
  });
  const required = options.filter((option) => !option.nullable && option.default === null);
  const checks = required.map((option) => {
    const name = optionName(option, sdk);
    const how = option.env === null ? '' : `set the environment variable ${option.env}, or `;
    const message = `The option '${name.text}' is missing: ${how}pass it to the client, e.g. new ${names.client}({ ${name.text}: … }).`;
    return code`
      if (${name} === undefined) {
        throw new ${ClientError}(
          ${stringLiteral(message)},
        );
      }
    `;
  });
  const assigned = options.map((option) => {
    const name = optionName(option, sdk);
    return isOptional(option) ? code`this.${name} = ${name} ?? null;` : code`this.${name} = ${name};`;
  });
  const own = options.map((option) => optionName(option, sdk));
  const standard = standardURL(sdk, environments[0]?.url ?? '');
  const environmentPart = hasEnvironments ? code`environment` : null;
  const names_ = [
    code`baseURL = ${readEnv}(${stringLiteral(`${names.envPrefix}_BASE_URL`)})`,
    ...parameters,
    environmentPart,
    code`...rest`,
  ];
  const browser = browserCode(sdk, file, ClientError);
  const conflict = hasEnvironments
    ? code`
        if (environment !== undefined && baseURL) {
          throw new ${ClientError}(
            'Give either baseURL or environment: both say where the API is. To use an environment, leave baseURL (and ${identifierCode(`${names.envPrefix}_BASE_URL`)}) unset or null.',
          );
        }
        const standardURL = ${environmentURL(sdk)};
      `
    : code`const standardURL = ${standard};`;
  const passed = bracketed(
    '{',
    [
      ...own,
      environmentPart === null ? null : code`...(environment !== undefined && { environment })`,
      code`...rest`,
      code`baseURL: baseURL || standardURL`,
    ].filter((part) => part !== null),
    '}',
    80,
  );
  return code`
    /** Options that are not given are taken from the environment. */
    constructor(${bracketed('{', names_, '}', 60)}: ClientOptions = {}) {
      ${checks}
      ${browser}
      ${conflict}
      const options: ClientOptions & { baseURL: string } = ${passed};
      super(options, standardURL);
      ${assigned}
    }
  `;
}

function browserCode(sdk: SdkWriter, file: ModuleWriter, ClientError: Code): Code | null {
  if (!throwsInBrowsers(sdk) && sdk.browser !== 'disallow') return null;
  const isBrowser = file.use('internal/detect-platform', 'isRunningInBrowser', 'value');
  const condition = throwsInBrowsers(sdk)
    ? code`!rest.dangerouslyAllowBrowser && ${isBrowser}()`
    : code`${isBrowser}()`;
  const message = throwsInBrowsers(sdk)
    ? 'The client runs in a browser, where everyone who opens the page can read its credentials. If that is what you want, pass dangerouslyAllowBrowser: true.'
    : 'The client does not run in browsers, where everyone who opens the page can read its credentials.';
  return code`
    if (${condition}) {
      throw new ${ClientError}(
        ${stringLiteral(message)},
      );
    }
  `;
}

function optionFallback(option: ClientOption, file: ModuleWriter, readEnv: Code): Code | null {
  const fallback = option.default === null ? null : valueLiteral(option.default);
  if (option.env === null) return fallback ?? (isOptional(option) ? code`null` : null);
  const read = code`${readEnv}(${stringLiteral(option.env)})`;
  const name =
    option.type === 'integer'
      ? 'maybeCoerceInteger'
      : option.type === 'number'
        ? 'maybeCoerceFloat'
        : 'maybeCoerceBoolean';
  const typed =
    option.type === 'string' ? read : code`${file.use('internal/utils/values', name, 'value')}(${read})`;
  if (fallback !== null) return code`${typed} ?? ${fallback}`;
  return isOptional(option) ? code`${typed} ?? null` : typed;
}

/** A URL whose variables are replaced by options. */
function standardURL(sdk: SdkWriter, url: string): Code {
  const variables = sdk.api.client.options.filter(
    ({ serverVariable }) => serverVariable !== null && url.includes(`{${serverVariable}}`),
  );
  return variables.reduce(
    (filled, option) =>
      code`${filled}.replaceAll(${stringLiteral(`{${option.serverVariable ?? ''}}`)}, encodeURIComponent(String(${optionName(option, sdk)} ?? '')))`,
    stringLiteral(url),
  );
}

function environmentURL(sdk: SdkWriter): Code {
  const { environments, options } = sdk.api.client;
  const first = stringLiteral(environments[0]?.name ?? '');
  const variables = options.filter(
    ({ serverVariable }) =>
      serverVariable !== null && environments.some(({ url }) => url.includes(`{${serverVariable}}`)),
  );
  return variables.reduce(
    (filled, option) =>
      code`${filled}.replaceAll(${stringLiteral(`{${option.serverVariable ?? ''}}`)}, encodeURIComponent(String(${optionName(option, sdk)} ?? '')))`,
    code`environments[environment ?? ${first}]`,
  );
}

/** The client's own options with their values; null if it has none. */
export function currentOptionsCode(sdk: SdkWriter): Code | null {
  const { options } = sdk.api.client;
  if (options.length === 0) return null;
  const own = options.map((option) => {
    const name = optionName(option, sdk);
    return code`${name}: this.${name}`;
  });
  return code`
    protected override currentOptions(): object {
      return ${bracketed('{', [code`...super.currentOptions()`, ...own], '}')};
    }
  `;
}

/** `withOptions` with the API's own options, and the state that both clients share. */
export function withOptionsCode(sdk: SdkWriter, hasEnvironments: boolean): Code | null {
  const hasTokens = sdk.features.tokens;
  if (sdk.api.client.options.length === 0 && !hasEnvironments && !throwsInBrowsers(sdk)) return null;
  const given = hasEnvironments
    ? code`
        const given: Partial<ClientOptions> = {
          // The base URL of this client stays, unless another environment has another.
          environment: undefined,
          ...(options.environment !== undefined && { baseURL: null }),
          ...options,
        };
      `
    : null;
  const made = code`super.withOptions(${given === null ? code`options` : code`given`})`;
  return code`
    /** A client with the options of this one, save those that are given. */
    override withOptions(options: Partial<ClientOptions>): this {
      ${given}
      ${hasTokens ? code`const client = ${made};` : code`return ${made};`}
      ${hasTokens ? code`client.#tokens = this.#tokens;` : null}
      ${hasTokens ? code`return client;` : null}
    }
  `;
}
