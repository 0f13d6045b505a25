import type { ClientOption, SecurityScheme } from '../../api/client-types.ts';
import { tokenOptions } from '../../api/security.ts';
import { type Code, code, type Part, source } from '../../code/code.ts';
import { isOptional, optionName } from './client-options.ts';
import type { ModuleWriter } from './modules.ts';
import type { SdkWriter } from './resources.ts';
import { bracketed, identifierCode, propertyKey, stringLiteral } from './text.ts';

/** Headers that the API always gets: those of the config file, and options that are sent as headers or cookies. */
export function apiHeaderCode(sdk: SdkWriter, file: ModuleWriter): Part[] {
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
      const text = cookieCode(cookie, code`this.${name}`, file);
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

/** An entry of the `Cookie` header, encoded like the cookie parameters of methods. */
function cookieCode(name: string, value: Code, file: ModuleWriter): Code {
  return code`${file.use('internal/headers', 'cookieEntry', 'value')}(${stringLiteral(name)}, ${value})`;
}

/** Converts an option to a header; null omits the header, but does not forbid it. */
function asText(option: ClientOption): Code | null {
  const missing = isOptional(option) ? source(' ?? undefined') : null;
  if (option.type === 'string') return missing;
  return isOptional(option) ? code`?.toString()` : code`.toString()`;
}

interface Credential {
  readonly scheme: SecurityScheme;
  /** Expression of headers or query parameters; undefined if the option is not set. */
  readonly header: { readonly name: string; readonly value: Code; readonly given: Code } | null;
  readonly query: { readonly name: string; readonly value: Code } | null;
}

/** The credentials that the client can send: one for each security scheme with options. */
export function credentials(sdk: SdkWriter, file: ModuleWriter): readonly Credential[] {
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
        const text = cookieCode(scheme.parameter, property, file);
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

/** Members of the class that send credentials, and throw if there are none. */
export function authCode(sdk: SdkWriter, file: ModuleWriter, Errors: Code): Part[] {
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
