import type { Api } from '../../api/api-types.ts';
import type { ClientOption, SecurityScheme } from '../../api/client-types.ts';
import type { Resource } from '../../api/method-types.ts';
import { tokenOptions } from '../../api/security.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { KNOWN_ERRORS } from './known-errors.ts';
import { type MethodContext, methodCode } from './methods.ts';
import { ModuleWriter } from './modules.ts';
import { type Exports, moduleCode, namespaceCode, resourceNames, type SdkWriter } from './resources.ts';
import { bracketed, docComment, identifierCode, propertyKey, stringLiteral, valueLiteral } from './text.ts';
import { TypeWriter } from './types.ts';

/** The module of the client class: options, credentials, environments, resources. */
export function clientModule(sdk: SdkWriter, resources: readonly Exports[]): Code {
  const { api, names } = sdk;
  const file = new ModuleWriter('client', names);
  const types = new TypeWriter(api, file, sdk.casings);
  const Client = identifierCode(names.client);
  const context: MethodContext = {
    ...sdk,
    file,
    types,
    client: code`this`,
    className: Client,
    own: (name) => file.use('resources/top-level', name, 'type'),
  };
  const BaseClient = file.use('internal/base-client', 'BaseClient', 'value');
  const hasEnvironments = api.client.environments.length > 1;
  const properties = api.client.options.map(
    (option) =>
      code`${optionName(option, sdk)}: ${optionType(option)}${isOptional(option) ? code` | null` : null};`,
  );
  const tree = api.resources.map((resource) => resourceProperty(resource, sdk, file));
  const methods = api.root.methods.map((method) => methodCode(method, api.root, context));
  const Errors = code`${file.space('core/error', 'Errors', 'value')}`;
  const statics: Part[] = [
    code`static ${Client} = this;`,
    code`static ${identifierCode(names.clientError)} = ${Errors}.${identifierCode(names.clientError)};`,
    code`static toFile = ${file.use('core/uploads', 'toFile', 'value')};`,
  ];
  const body: Part[] = [
    properties.length > 0 ? join(properties, '\n') : null,
    constructorCode(sdk, file, Errors, hasEnvironments),
    currentOptionsCode(sdk),
    withOptionsCode(sdk, hasEnvironments),
    ...apiHeaderCode(sdk, file),
    ...authCode(sdk, file, Errors),
    ...featureCode(sdk, file),
    ...methods.filter(({ text }) => text !== ''),
    join(statics, '\n'),
    tree.length > 0 ? join(tree, '\n') : null,
  ].filter((part) => part !== null);
  const requestOptions = file.use('internal/request-options', 'RequestOptions', 'type');
  const namespace = namespaceCode(Client, resources, file);
  return moduleCode(sdk, file, [
    environmentsCode(api),
    optionsInterface(sdk, file, hasEnvironments),
    code`
      ${docComment(clientDoc(api))}
      export class ${Client} extends ${BaseClient} {
        ${join(body, '\n\n')}
      }
    `,
    namespace,
    code`
      export declare namespace ${Client} {
        export type { ${requestOptions} };
      }
    `,
    code`export type { Logger, LogLevel } from './internal/utils/log.ts';`,
  ]);
}

function clientDoc(api: Api): string {
  const title = api.info.title.trim();
  return title === '' ? 'A client of the API.' : `A client of the API: ${title}.`;
}

function resourceProperty(resource: Resource, sdk: SdkWriter, file: ModuleWriter): Code {
  const own = resourceNames(resource, sdk);
  const Class = code`${file.space(own.module, own.className, 'value')}.${identifierCode(own.className)}`;
  return code`
    ${docComment(resource.description)}
    ${identifierCode(own.property)}: ${Class} = new ${Class}(this);
  `;
}

// --- Options --------------------------------------------------------------------------------------------------------

function optionName(option: ClientOption, { names }: Pick<SdkWriter, 'names'>): Code {
  return identifierCode(names.options.get(option) ?? option.name);
}

function optionType({ type }: ClientOption): Code {
  return type === 'string' ? code`string` : type === 'boolean' ? code`boolean` : code`number`;
}

function isOptional(option: ClientOption): boolean {
  return option.nullable && option.default === null;
}

function environmentsCode(api: Api): Code | null {
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

function optionsInterface(sdk: SdkWriter, file: ModuleWriter, hasEnvironments: boolean): Code {
  const base = file.use('internal/base-client', 'BaseClientOptions', 'type');
  const own = sdk.api.client.options.map((option) => {
    const doc = docComment(
      option.description,
      option.env === null ? null : `Defaults to \`process.env['${option.env}']\`.`,
    );
    const nullable = isOptional(option) ? code` | null` : null;
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

function constructorCode(sdk: SdkWriter, file: ModuleWriter, Errors: Code, hasEnvironments: boolean): Code {
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

function currentOptionsCode(sdk: SdkWriter): Code | null {
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
function withOptionsCode(sdk: SdkWriter, hasEnvironments: boolean): Code | null {
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

// --- Headers and credentials ----------------------------------------------------------------------------------------

function apiHeaderCode(sdk: SdkWriter, file: ModuleWriter): Part[] {
  const { api } = sdk;
  const fixed = api.client.defaultHeaders.map(
    ({ name, value }) => code`${propertyKey(name)}: ${stringLiteral(value)}`,
  );
  const sent = api.client.options.flatMap((option) => {
    const { header, cookie } = option.sendIn;
    const name = optionName(option, sdk);
    const parts: Code[] = [];
    if (header !== null) parts.push(code`${propertyKey(header)}: this.${name}${asText(option)}`);
    if (cookie !== null) {
      const text = code`${stringLiteral(`${cookie}=`)} + this.${name}`;
      parts.push(
        isOptional(option)
          ? code`Cookie: this.${name} === null ? undefined : ${text}`
          : code`Cookie: ${text}`,
      );
    }
    return parts;
  });
  const headers = [...fixed, ...sent];
  if (headers.length === 0) return [];
  return [
    code`
      protected override apiHeaders(): ${file.use('internal/headers', 'HeadersLike', 'type')} {
        return ${bracketed('{', headers, '}')};
      }
    `,
  ];
}

/** Converts an option to a header; null omits the header, but does not forbid it. */
function asText(option: ClientOption): Code | null {
  const missing = isOptional(option) ? code` ?? undefined` : null;
  if (option.type === 'string') return missing;
  return isOptional(option) ? code`?.toString()` : code`.toString()`;
}

interface Credential {
  readonly scheme: SecurityScheme;
  /** Expression of headers or query parameters; undefined if the option is not set. */
  readonly header: { readonly name: string; readonly value: Code; readonly given: Code } | null;
  readonly query: { readonly name: string; readonly value: Code } | null;
}

function credentials(sdk: SdkWriter, file: ModuleWriter): readonly Credential[] {
  const { securitySchemes, options } = sdk.api.client;
  return securitySchemes.flatMap((scheme) =>
    credentialOf(
      scheme,
      options.filter(({ auth }) => auth?.scheme === scheme.name),
      sdk,
      file,
    ),
  );
}

function credentialOf(
  scheme: SecurityScheme,
  bound: readonly ClientOption[],
  sdk: SdkWriter,
  file: ModuleWriter,
): readonly Credential[] {
  const byRole = (role: string) => bound.find(({ auth }) => auth?.role === role);
  const value = byRole('value') ?? bound[0];
  if (value === undefined) return [];
  const property = code`this.${optionName(value, sdk)}`;
  switch (scheme.kind) {
    case 'bearer': {
      const text = code`${stringLiteral(`${scheme.keyword} `)} + ${property}`;
      return [{ scheme, header: { name: 'Authorization', value: text, given: property }, query: null }];
    }
    case 'oauth2': {
      // The id of a client is not a token.
      const token = byRole('value') === undefined ? null : property;
      const text = code`'Bearer ' + ${property}`;
      const own = { name: 'Authorization', value: text, given: property };
      const fetched = fetchedToken(scheme, token, sdk);
      return [
        ...(token === null ? [] : [{ scheme, header: own, query: null }]),
        ...(fetched === null ? [] : [{ scheme, header: fetched, query: null }]),
      ];
    }
    case 'basic': {
      const user = byRole('username');
      const password = byRole('password');
      if (user === undefined || password === undefined) {
        const text = code`${stringLiteral(`${scheme.keyword} `)} + ${property}`;
        return [{ scheme, header: { name: 'Authorization', value: text, given: property }, query: null }];
      }
      const [name, word] = [code`this.${optionName(user, sdk)}`, code`this.${optionName(password, sdk)}`];
      const pair = code`${name} + ':' + ${word}`;
      const encoded = scheme.base64
        ? code`${file.use('internal/utils/base64', 'toBase64', 'value')}(${pair})`
        : pair;
      const text = code`${stringLiteral(`${scheme.keyword} `)} + ${encoded}`;
      return [
        {
          scheme,
          header: { name: 'Authorization', value: text, given: code`${name} && ${word}` },
          query: null,
        },
      ];
    }
    case 'apiKey': {
      if (scheme.in === 'query')
        return [{ scheme, header: null, query: { name: scheme.parameter, value: property } }];
      if (scheme.in === 'cookie') {
        const text = code`${stringLiteral(`${scheme.parameter}=`)} + ${property}`;
        return [{ scheme, header: { name: 'Cookie', value: text, given: property }, query: null }];
      }
      return [{ scheme, header: { name: scheme.parameter, value: property, given: property }, query: null }];
    }
    case 'custom':
      return [];
  }
}

/** A token that the client gets with its id and secret, unless the caller passed one (`token`). */
function fetchedToken(scheme: SecurityScheme, token: Code | null, sdk: SdkWriter): Credential['header'] {
  const plan = tokenOptions(scheme, sdk.api.client.options);
  if (plan === null || scheme.kind !== 'oauth2') return null;
  const text = (option: ClientOption) => {
    const value = code`this.${optionName(option, sdk)}`;
    return option.type === 'string' ? value : code`String(${value})`;
  };
  const credentials = bracketed(
    '{',
    [
      code`tokenURL: ${stringLiteral(plan.url)}`,
      code`id: ${text(plan.id)}`,
      code`secret: ${text(plan.secret)}`,
      code`scopes: ${bracketed('[', scheme.scopes.map(stringLiteral), ']')}`,
    ],
    '}',
  );
  const missing = token === null ? null : code`!${token} && `;
  const ids = code`this.${optionName(plan.id, sdk)} && this.${optionName(plan.secret, sdk)}`;
  return {
    name: 'Authorization',
    value: code`'Bearer ' + (await this.#token(${credentials}))`,
    given: code`${missing}${ids} && this.#wantsToken(options)`,
  };
}

/** Members of a client that gets tokens. */
function tokenCode(file: ModuleWriter): Part[] {
  const Credentials = file.use('internal/tokens', 'ClientCredentials', 'type');
  const Options = file.use('internal/request-options', 'FinalRequestOptions', 'type');
  const open = file.use('internal/security', 'isOpen', 'value');
  const hasOwn = file.use('internal/security', 'hasOwnAuthorization', 'value');
  return [
    code`
      #token(credentials: ${Credentials}): Promise<string> {
        const tokenURL = new URL(credentials.tokenURL, this.baseURL).toString();
        return this.#tokens.get(
          { ...credentials, tokenURL },
          {
            maxRetries: this.maxRetries,
            send: (url, request) => this.fetchWithTimeout(url, request, this.timeout, new AbortController()),
          },
        );
      }
    `,
    code`
      #wantsToken(options: ${Options}): boolean {
        return !${open}(options) && !${hasOwn}(this._options.defaultHeaders, options.headers);
      }
    `,
    code`
      protected override credentialsRefused(options: ${Options}): boolean {
        return this.#wantsToken(options) && this.#tokens.clear();
      }
    `,
  ];
}

function authCode(sdk: SdkWriter, file: ModuleWriter, Errors: Code): Part[] {
  const all = credentials(sdk, file);
  const headers = all.flatMap(({ scheme, header }) => (header === null ? [] : [{ scheme, ...header }]));
  const query = all.flatMap(({ scheme, query: own }) => (own === null ? [] : [{ scheme, ...own }]));
  const parts: Part[] = [];
  const perEndpoint = sdk.api.settings.perEndpointSecurity;
  const Options = () => file.use('internal/request-options', 'FinalRequestOptions', 'type');
  const wanted = (scheme: SecurityScheme, given: Code) =>
    perEndpoint
      ? code`${given} && ${file.use('internal/security', 'wantsScheme', 'value')}(options, ${stringLiteral(scheme.name)})`
      : given;
  const hasTokens = sdk.features.tokens;
  const argument = () => (perEndpoint || hasTokens ? code`options: ${Options()}` : null);
  if (hasTokens) parts.push(code`#tokens = new ${file.use('internal/tokens', 'TokenCache', 'value')}();`);
  if (headers.length > 0) {
    const build = file.use('internal/headers', 'buildHeaders', 'value');
    const Headers = file.use('internal/headers', 'NullableHeaders', 'type');
    const entries = headers.map(({ scheme, name, value, given }) => {
      const entry = code`{ ${propertyKey(name)}: ${value} }`;
      return code`${wanted(scheme, given)} ? ${entry} : undefined`;
    });
    parts.push(code`
      protected override ${hasTokens ? code`async ` : null}authHeaders(${argument()}): ${hasTokens ? code`Promise<${Headers}>` : Headers} {
        return ${build}(${bracketed('[', entries, ']')});
      }
    `);
  }
  if (hasTokens) parts.push(...tokenCode(file));
  if (query.length > 0) {
    const entries = query.map(({ scheme, name, value }) =>
      perEndpoint
        ? code`${propertyKey(name)}: ${wanted(scheme, value)} ? ${value} : undefined`
        : code`${propertyKey(name)}: ${value} ?? undefined`,
    );
    parts.push(code`
      protected override authQuery(${perEndpoint ? argument() : null}): Record<string, unknown> {
        return ${bracketed('{', entries, '}')};
      }
    `);
  }
  const check = validationCode(sdk, file, Errors, headers, query.length > 0);
  if (check !== null) parts.push(check);
  return parts;
}

/** Fails early if credentials are required, none is set, and the caller neither passes nor forbids one. */
function validationCode(
  sdk: SdkWriter,
  file: ModuleWriter,
  Errors: Code,
  headers: readonly { readonly name: string }[],
  hasQuery: boolean,
): Code | null {
  const { api, names } = sdk;
  const optional = api.client.options.filter(({ auth, nullable }) => auth !== null && nullable);
  const always = api.client.security.some((all) => all.length === 0);
  if (headers.length === 0 || optional.length === 0 || always || hasQuery || api.client.security.length === 0)
    return null;
  const distinct = [...new Set(headers.map(({ name }) => name.toLowerCase()))];
  const set = distinct.map((name) => {
    const literal = stringLiteral(name);
    return code`values.has(${literal}) || nulls.has(${literal})`;
  });
  const wanted = optional.map((option) => optionName(option, sdk).text).join(', ');
  const message = `No credentials: set one of ${wanted}, or omit the header (${distinct.join(', ')}) by setting it to null.`;
  const none = sdk.features.security;
  const Options = none ? file.use('internal/request-options', 'FinalRequestOptions', 'type') : null;
  const skip = none ? code`if (${file.use('internal/security', 'isOpen', 'value')}(options)) return;` : null;
  return code`
    protected override validateHeaders({ values, nulls }: ${file.use('internal/headers', 'NullableHeaders', 'type')}${none ? code`, options: ${Options}` : null}): void {
      ${skip}
      if (${orOf(set)}) return;
      throw new ${Errors}.${identifierCode(names.clientError)}(
        ${stringLiteral(message)},
      );
    }
  `;
}

function orOf(conditions: readonly Code[]): Code {
  return conditions.reduce((all, one, index) => (index === 0 ? one : code`${all} || ${one}`), code`false`);
}

// --- What only some APIs have ---------------------------------------------------------------------------------------

function featureCode(sdk: SdkWriter, file: ModuleWriter): Part[] {
  const parts: Part[] = [];
  if (sdk.features.streams) {
    const props = file.use('internal/parse', 'APIResponseProps', 'type');
    parts.push(code`
      override readStream(props: ${props}): unknown {
        return ${file.use('core/streaming', 'Stream', 'value')}.fromResponse(props, this);
      }
    `);
  }
  if (sdk.features.pages) {
    const Pagination = file.space('core/pagination', 'Pagination', 'value');
    const options = file.use('internal/request-options', 'RequestOptions', 'type');
    const value = file.use('internal/types', 'PromiseOrValue', 'type');
    const method = file.use('internal/types', 'HTTPMethod', 'type');
    parts.push(code`
      /** A list of items in pages. */
      getAPIList<Item, Page extends ${Pagination}.AbstractPage<Item> = ${Pagination}.AbstractPage<Item>>(
        path: string,
        Page: ${Pagination}.PageClass<Page>,
        options?: ${value}<${options} & { method?: ${method} }>,
      ): ${Pagination}.PagePromise<Page, Item> {
        const request = Promise.resolve(options).then((given) => ({ method: 'get' as const, path, ...given }));
        return new ${Pagination}.PagePromise<Page, Item>(this, request, Page);
      }
    `);
  }
  const { responseHeaders, errorMessageProperty } = sdk.api.client;
  const hasKnownErrors = sdk.names.errors.size > 0;
  if (errorMessageProperty !== null || hasKnownErrors) {
    const Errors = file.space('core/error', 'Errors', 'value');
    const general = code`super.makeStatusError(status, error, message, headers)`;
    const made = hasKnownErrors
      ? code`${file.use(KNOWN_ERRORS, 'knownError', 'value')}(status, error, message, headers) ?? ${general}`
      : general;
    const ownMessage =
      errorMessageProperty === null
        ? null
        : code`
            const said: unknown = error === undefined ? undefined : Reflect.get(error, ${stringLiteral(errorMessageProperty)});
            if (typeof said === 'string' && said !== '') made.message = \`\${status} \${said}\`;
          `;
    parts.push(code`
      protected override makeStatusError(
        status: number,
        error: object | undefined,
        message: string | undefined,
        headers: Headers,
      ): ${Errors}.APIError {
        const made = ${made};
        ${ownMessage}
        return made;
      }
    `);
  }
  if (responseHeaders.length > 0) {
    const entries = responseHeaders.map(
      ({ name, header }) =>
        code`${propertyKey(name)}: { value: response.headers.get(${stringLiteral(header)}), enumerable: false },`,
    );
    parts.push(code`
      override withResponseHeaders(value: unknown, response: Response): unknown {
        if (typeof value !== 'object' || value === null) return value;
        return Object.defineProperties(value, {
          ${entries}
        });
      }
    `);
  }
  return parts;
}
