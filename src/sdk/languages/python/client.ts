import type { Api } from '../../api/api-types.ts';
import type { ClientOption, SecurityScheme } from '../../api/client-types.ts';
import { tokenOptions } from '../../api/security.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { identifier } from '../../names/identifier.ts';
import { Imports } from './imports.ts';
import { methodCode } from './method-code.ts';
import type { PythonNames } from './names.ts';
import { type ResourceContext, resultOf, subresourceProperty, wrappedMethods } from './resources.ts';
import { comment, docstring, name, str, value } from './text.ts';
import { relativeTo } from './types.ts';

/** `_client`: both clients and their wrappers of methods. */
export function clientModule(given: ResourceContext): Code {
  const { context, results, types } = given;
  const { api, names } = context;
  const imports = new Imports();
  const relative = relativeTo('_client');
  imports.from('__future__', 'annotations');
  imports.module('os');
  imports.module('httpx');
  for (const what of ['Any', 'Mapping']) imports.from('typing', what);
  imports.from('typing_extensions', 'Self');
  for (const what of ['NotGiven', 'Timeout', 'Transport', 'ProxiesTypes', 'RequestOptions', 'not_given'])
    imports.from('._types', what);
  imports.from('._compat', 'cached_property');
  imports.from('._version', '__version__');
  imports.from('._streaming', 'Stream');
  imports.from('._streaming', 'AsyncStream');
  for (const what of ['DEFAULT_MAX_RETRIES', 'AsyncAPIClient', 'SyncAPIClient'])
    imports.from('._base_client', what);
  const resources = api.resources.flatMap((resource) => {
    const own = names.resources.get(resource);
    return own === undefined ? [] : [own];
  });
  const context2 = { context, results, imports, types, relative, isClient: true };
  const clients = [false, true].map((isAsync) => {
    const kind = isAsync ? 'Async' : '';
    const className = isAsync ? names.asyncClient : names.client;
    const members = [
      initMethod(api, names, isAsync, imports),
      ...resources.map((own) =>
        subresourceProperty(own, `${kind}${own.class}`, `.${folderOf(own)}`, source('self')),
      ),
      code`
        @cached_property
        def with_raw_response(self) -> ${name(`${className}WithRawResponse`)}:
            return ${name(`${className}WithRawResponse`)}(self)
      `,
      code`
        @cached_property
        def with_streaming_response(self) -> ${name(`${className}WithStreamingResponse`)}:
            return ${name(`${className}WithStreamingResponse`)}(self)
      `,
      ...authentication(api, names, imports),
      ...sdkHeaders(api, imports),
      ...errorMessage(api, names, imports),
      ...tokens(api, names, imports),
      copy(api, names, isAsync),
      ...api.root.methods.map((method) => methodCode(method, resultOf(method, results), isAsync, context2)),
    ];
    return code`
      class ${name(className)}(${isAsync ? source('AsyncAPIClient') : source('SyncAPIClient')}):
          ${docstring(`${isAsync ? 'Asynchronous' : 'Synchronous'} client of the ${api.info.title || names.client} API.`)}

          # Options of the client.
          ${api.client.options.map((option) => code`${name(attribute(names, option))}: ${optionType(option)}`)}

          ${join(members, '\n\n')}
    `;
  });
  const wrappers = ['WithRawResponse', 'WithStreamingResponse'].flatMap((wrapper) =>
    [false, true].map((isAsync) => {
      const kind = isAsync ? 'Async' : '';
      const className = isAsync ? names.asyncClient : names.client;
      const assigned = wrappedMethods(api.root, source('client'), isAsync, wrapper, context2);
      return code`
        class ${name(`${className}${wrapper}`)}:
            def __init__(self, client: ${name(className)}) -> None:
                self._client = client
                ${assigned.length > 0 ? source(' ') : null}
                ${assigned}
            ${resources.length > 0 ? source(' ') : null}
            ${join(
              resources.map((own) =>
                subresourceProperty(
                  own,
                  `${kind}${own.class}${wrapper}`,
                  `.${folderOf(own)}`,
                  code`self._client.${name(own.attribute)}`,
                ),
              ),
              '\n\n',
            )}
      `;
    }),
  );
  const forCheckers = resources.map((own) => {
    const all = ['', 'WithRawResponse', 'WithStreamingResponse'].flatMap((wrapper) =>
      ['', 'Async'].map((kind) => `${kind}${own.class}${wrapper}`),
    );
    const module = new Imports();
    for (const one of all) module.from(`.${own.module}`, one);
    return module.render();
  });
  if (forCheckers.length > 0) imports.from('typing', 'TYPE_CHECKING');
  const environments =
    api.client.environments.length > 1
      ? code`
          ENVIRONMENTS: Dict[str, str] = {
              ${api.client.environments.map(({ name: key, url }) => code`${str(key)}: ${str(url)},`)}
          }
        `
      : null;
  if (environments !== null) {
    imports.from('typing', 'Dict');
    imports.from('typing_extensions', 'Literal');
  }
  return code`
    ${imports.render()}

    ${
      forCheckers.length === 0
        ? null
        : code`
            if TYPE_CHECKING:
                ${forCheckers}
          `
    }

    __all__ = [
        ${environments === null ? null : source('"ENVIRONMENTS",')}
        "Timeout",
        "Transport",
        "ProxiesTypes",
        "RequestOptions",
        "Stream",
        "AsyncStream",
        ${str(names.client)},
        ${str(names.asyncClient)},
        "Client",
        "AsyncClient",
    ]

    ${environments}


    ${join([...clients, ...wrappers], '\n\n\n')}


    Client = ${name(names.client)}

    AsyncClient = ${name(names.asyncClient)}
  `;
}

function folderOf(own: { readonly module: string }): string {
  return own.module;
}

function attribute(names: PythonNames, option: ClientOption): string {
  return names.options.get(option.name) ?? 'option';
}

const TYPES = { string: 'str', boolean: 'bool', number: 'float', integer: 'int' } as const;
const COERCIONS = {
  string: null,
  boolean: 'maybe_coerce_boolean',
  number: 'maybe_coerce_float',
  integer: 'maybe_coerce_integer',
} as const;

function optionType(option: ClientOption): Code {
  return option.nullable && option.default === null
    ? code`${name(TYPES[option.type])} | None`
    : name(TYPES[option.type]);
}

function initMethod(api: Api, names: PythonNames, isAsync: boolean, imports: Imports): Code {
  const { client } = api;
  const http = isAsync ? source('httpx.AsyncClient') : source('httpx.Client');
  const hasEnvironments = client.environments.length > 1;
  const options = client.options.map(
    (option) => code`${name(attribute(names, option))}: ${name(TYPES[option.type])} | None = None,`,
  );
  const environment = hasEnvironments
    ? code`environment: ${environmentType(api)} | NotGiven = not_given,`
    : null;
  return code`
    def __init__(
        self,
        *,
        ${options}
        ${environment}
        base_url: str | httpx.URL | None = None,
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        # Replaces the HTTP client, for proxies, transports and certificates. \`DefaultHttpxClient\` and its like
        # have this package's defaults.
        http_client: ${http} | None = None,
        # Checks each answer against the API's description, and raises \`APIResponseValidationError\`. Programs that
        # should go on working when the API grows leave this off.
        _strict_response_validation: bool = False,
    ) -> None:
        ${constructorDoc(client.options, names)}
        ${client.options.map((option) => optionCode(option, names, imports))}
        ${client.options.length > 0 ? source(' ') : null}
        ${baseUrl(api, names)}

        super().__init__(
            version=__version__,
            base_url=base_url,
            max_retries=max_retries,
            timeout=timeout,
            http_client=http_client,
            custom_headers=default_headers,
            custom_query=default_query,
            _strict_response_validation=_strict_response_validation,
        )
        ${fetchesTokens(api) ? source('self._tokens = _tokens.TokenCache()') : null}
  `;
}

function environmentType(api: Api): Code {
  return code`Literal[${join(
    api.client.environments.map(({ name: key }) => str(key)),
    ', ',
  )}]`;
}

function constructorDoc(options: readonly ClientOption[], names: PythonNames): Code | null {
  const fromEnvironment = options.filter((option) => option.env !== null);
  if (fromEnvironment.length === 0) return docstring('All arguments have defaults.');
  const lines = fromEnvironment.map((option) => `- \`${attribute(names, option)}\`: \`${option.env ?? ''}\``);
  return docstring(['Arguments that are not given are read from the environment:', '', ...lines].join('\n'));
}

function optionCode(option: ClientOption, names: PythonNames, imports: Imports): Code {
  const own = name(attribute(names, option));
  const steps: Part[] = [];
  if (option.env !== null) {
    const coercion = COERCIONS[option.type];
    const read = code`os.environ.get(${str(option.env)})`;
    const coerced = coercion === null ? read : code`${imports.from('._utils', coercion)}(${read})`;
    steps.push(code`
      if ${own} is None:
          ${own} = ${coerced}
    `);
  }
  if (option.default !== null) {
    steps.push(code`
      if ${own} is None:
          ${own} = ${value(option.default)}
    `);
  } else if (!option.nullable) {
    const how = option.env === null ? '' : ` or by setting the ${option.env} environment variable`;
    const text = `The ${attribute(names, option)} client option must be set either by passing ${attribute(names, option)} to the client${how}`;
    imports.from('._exceptions', names.error);
    steps.push(code`
      if ${own} is None:
          raise ${name(names.error)}(
              ${str(text)}
          )
    `);
  }
  return code`
    ${comment(option.description)}
    ${steps}
    self.${own} = ${own}
  `;
}

function baseUrl(api: Api, names: PythonNames): Code {
  const { environments, options } = api.client;
  const variable = str(`${names.envPrefix}_BASE_URL`);
  const fills = options
    .filter((option) => option.serverVariable !== null)
    .map(
      (option) =>
        code`base_url = base_url.replace(${str(`{${option.serverVariable ?? ''}}`)}, str(self.${name(attribute(names, option))} or ""))`,
    );
  const [first] = environments;
  if (environments.length > 1 && first !== undefined) {
    return code`
      self._environment = environment
      if base_url is None:
          base_url = os.environ.get(${variable}) or None
          if base_url is not None and not isinstance(environment, NotGiven):
              raise ValueError(
                  "Ambiguous URL; The \`${name(names.envPrefix)}_BASE_URL\` env var and the \`environment\` argument are given. "
                  "If you want to use the environment, you must pass base_url=None"
              )
      elif not isinstance(environment, NotGiven):
          raise ValueError("The \`base_url\` and \`environment\` arguments cannot be given together.")
      if base_url is None:
          chosen = ${str(first.name)} if isinstance(environment, NotGiven) else environment
          try:
              base_url = ENVIRONMENTS[chosen]
          except KeyError as exc:
              raise ValueError(f"Unknown environment: {environment}") from exc
          ${fills}
    `;
  }
  return code`
    if base_url is None:
        base_url = os.environ.get(${variable})
    if base_url is None:
        base_url = ${str(first?.url ?? '')}
        ${fills}
  `;
}

function copy(api: Api, names: PythonNames, isAsync: boolean): Code {
  const http = isAsync ? source('httpx.AsyncClient') : source('httpx.Client');
  const own = api.client.options.map((option) => name(attribute(names, option)));
  const hasEnvironments = api.client.environments.length > 1;
  return code`
    def copy(
        self,
        *,
        ${api.client.options.map((option) => code`${name(attribute(names, option))}: ${name(TYPES[option.type])} | None = None,`)}
        ${hasEnvironments ? code`environment: ${environmentType(api)} | NotGiven = not_given,` : null}
        base_url: str | httpx.URL | None = None,
        timeout: float | Timeout | None | NotGiven = not_given,
        http_client: ${http} | None = None,
        max_retries: int | NotGiven = not_given,
        default_headers: Mapping[str, str] | None = None,
        set_default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        set_default_query: Mapping[str, object] | None = None,
        _extra_kwargs: Mapping[str, Any] = {},
    ) -> Self:
        """A client with the same options, save those that are given. It shares the HTTP client with this one."""
        options = self._copied_options(
            base_url=base_url,
            timeout=timeout,
            http_client=http_client,
            max_retries=max_retries,
            default_headers=default_headers,
            set_default_headers=set_default_headers,
            default_query=default_query,
            set_default_query=set_default_query,
        )
        ${
          hasEnvironments
            ? code`
                if base_url is None and not isinstance(environment, NotGiven):
                    options = {**options, "base_url": None, "environment": environment}
              `
            : null
        }
        ${fetchesTokens(api) ? source('made = self.__class__(') : source('return self.__class__(')}
            ${own.map((option) => code`${option}=self.${option} if ${option} is None else ${option},`)}
            **options,
            **_extra_kwargs,
        )
        ${fetchesTokens(api) ? source('made._tokens = self._tokens') : null}
        ${fetchesTokens(api) ? source('return made') : null}

    # Reads well in calls: \`client.with_options(timeout=10).pets.list()\`.
    with_options = copy
  `;
}

function sdkHeaders(api: Api, imports: Imports): Code[] {
  const fixed = api.client.defaultHeaders.map((header) => code`${str(header.name)}: ${str(header.value)},`);
  if (fixed.length === 0) return [];
  imports.from('._types', 'Omit');
  imports.from('typing_extensions', 'override');
  return [
    code`
      @override
      def _sdk_headers(self) -> dict[str, str | Omit]:
          return {
              ${fixed}
          }
    `,
  ];
}

/** Errors whose message is a property of their body, or that have classes of their own. */
function errorMessage({ client }: Api, names: PythonNames, imports: Imports): Code[] {
  if (client.errorMessageProperty === null && names.errors.size === 0) return [];
  imports.from('._exceptions', 'APIStatusError');
  imports.from('typing_extensions', 'override');
  const said =
    client.errorMessageProperty === null
      ? null
      : code`
          said = body.get(${str(client.errorMessageProperty)}) if ${imports.from('._utils', 'is_mapping')}(body) else None
          if isinstance(said, str) and said:
              err_msg = f"Error code: {response.status_code} - {said}"
        `;
  const known =
    names.errors.size === 0
      ? null
      : code`${imports.from('._known_errors', 'known_error')}(err_msg, response=response, body=body) or `;
  return [
    code`
      @override
      def _make_status_error(self, err_msg: str, *, body: object, response: httpx.Response) -> APIStatusError:
          ${said}
          return ${known}super()._make_status_error(err_msg, body=body, response=response)
    `,
  ];
}

interface Credential {
  readonly scheme: SecurityScheme;
  readonly options: readonly ClientOption[];
  readonly in: 'header' | 'query';
  readonly wire: string;
  readonly code: Code;
}

/** Credentials of the client, including those of options that are sent as headers or query parameters themselves. */
function authentication(api: Api, names: PythonNames, imports: Imports): Code[] {
  const credentials = api.client.securitySchemes.flatMap((scheme): Credential[] => {
    const made = credential(scheme, api, names, imports);
    return made === null ? [] : [made];
  });
  const sent = api.client.options.flatMap((option) => {
    const own = code`self.${name(attribute(names, option))}`;
    const covered = (place: 'header' | 'query', wire: string) =>
      credentials.some((one) => one.in === place && one.wire.toLowerCase() === wire.toLowerCase());
    const header = option.sendIn.header;
    if (header !== null && !covered('header', header))
      return [{ in: 'header' as const, wire: header, own, option }];
    return [];
  });
  const sections: Code[] = [];
  for (const place of ['header', 'query'] as const) {
    const members = credentials.filter((one) => one.in === place);
    const extra = sent.filter((one) => one.in === place);
    if (members.length === 0 && extra.length === 0) continue;
    imports.from('typing_extensions', 'override');
    const plain = place === 'header' ? source('auth_headers') : source('auth_query');
    const helpers = members.map((one) => {
      const method = name(`_${helperName(one.scheme)}`);
      return { method, scheme: one.scheme, code: one.code };
    });
    const extras = extra.map(
      ({ wire, own }) => code`**({${str(wire)}: str(${own})} if ${own} is not None else {}),`,
    );
    sections.push(
      ...helpers.map(({ method, code: body }) =>
        body === null
          ? code``
          : code`
        def ${method}(self) -> dict[str, str]:
            ${body}
      `,
      ),
      code`
        @property
        @override
        def ${plain}(self) -> dict[str, str]:
            return {
                ${helpers.map(({ method }) => code`**self.${method}(),`)}
                ${extras}
            }
      `,
      code`
        @override
        def _${plain}(self, security: Mapping[str, bool] | None) -> dict[str, str]:
            if security is None:
                return self.${plain}
            return {
                ${helpers.map(({ method, scheme }) => code`**(self.${method}() if security.get(${str(scheme.name)}) else {}),`)}
                ${extras}
            }
      `,
    );
  }
  const check = validation(api, names, credentials, imports);
  return check === null ? sections : [...sections, check];
}

function fetchesTokens({ client }: Api): boolean {
  return client.securitySchemes.some((scheme) => tokenOptions(scheme, client.options) !== null);
}

/** The code that gets tokens with the client's id and secret. */
function tokens(api: Api, names: PythonNames, imports: Imports): Code[] {
  const own = (option: ClientOption) => code`self.${name(attribute(names, option))}`;
  const text = (option: ClientOption) => (option.type === 'string' ? own(option) : code`str(${own(option)})`);
  const schemes = api.client.securitySchemes.flatMap((scheme) => {
    const plan = tokenOptions(scheme, api.client.options);
    if (plan === null || scheme.kind !== 'oauth2') return [];
    return [
      code`
        if (security is None or security.get(${str(scheme.name)})) and ${own(plan.id)} and ${own(plan.secret)}:
            credentials = _tokens.ClientCredentials(
                token_url=str(self.base_url.join(${str(plan.url)})),
                client_id=${text(plan.id)},
                client_secret=${text(plan.secret)},
                scopes=(${join(
                  scheme.scopes.map((scope) => code`${str(scope)},`),
                  ' ',
                )}),
            )
            return _tokens.TokenAuth(self._tokens, credentials)
      `,
    ];
  });
  if (schemes.length === 0) return [];
  imports.from('.', '_tokens');
  imports.from('typing_extensions', 'override');
  return [
    code`
      @override
      def _token_auth(self, security: Mapping[str, bool] | None) -> httpx.Auth | None:
          ${schemes}
          return None
    `,
  ];
}

function helperName(scheme: SecurityScheme): string {
  return `auth_${identifier(scheme.name.toLowerCase(), { prefix: '_', empty: 'scheme' })}`;
}

function credential(
  scheme: SecurityScheme,
  api: Api,
  names: PythonNames,
  imports: Imports,
): Credential | null {
  const options = api.client.options.filter((option) => option.auth?.scheme === scheme.name);
  const role = (wanted: string) => options.find((option) => option.auth?.role === wanted);
  const single = role('value') ?? options[0];
  if (single === undefined) return null;
  const own = name(attribute(names, single));
  const guard = optionType(single).text.endsWith('None')
    ? code`
        if self.${own} is None:
            return {}
      `
    : null;
  switch (scheme.kind) {
    case 'bearer':
      return {
        scheme,
        options,
        in: 'header',
        wire: 'Authorization',
        code: code`
          ${guard}
          return {"Authorization": ${str(`${scheme.keyword} `)} + self.${own}}
        `,
      };
    case 'oauth2':
      // The id of a client is not a token.
      return role('value') === undefined
        ? null
        : {
            scheme,
            options: [single],
            in: 'header',
            wire: 'Authorization',
            code: code`
              ${guard}
              return {"Authorization": "Bearer " + self.${own}}
            `,
          };
    case 'apiKey':
      if (scheme.in === 'cookie')
        return {
          scheme,
          options,
          in: 'header',
          wire: 'Cookie',
          code: code`
        ${guard}
        return {"Cookie": ${str(`${scheme.parameter}=`)} + str(self.${own})}
      `,
        };
      return {
        scheme,
        options,
        in: scheme.in,
        wire: scheme.parameter,
        code: code`
          ${guard}
          return {${str(scheme.parameter)}: ${single.type === 'string' ? code`self.${own}` : code`str(self.${own})`}}
        `,
      };
    case 'basic': {
      const user = role('username') ?? single;
      const password = role('password');
      const userName = name(attribute(names, user));
      const secret = password === undefined ? source('""') : code`self.${name(attribute(names, password))}`;
      const checked = [user, ...(password === undefined ? [] : [password])];
      imports.from('base64', 'b64encode');
      return {
        scheme,
        options,
        in: 'header',
        wire: 'Authorization',
        code: code`
          if ${
            join(
              checked.map((option) => code`self.${name(attribute(names, option))} is None`),
              ' | ',
            ).text.includes(' | ')
              ? join([code`self.${userName} is None`, code`or ${secret} is None`], ' ')
              : code`self.${userName} is None`
          }:
              return {}
          credentials = f"{self.${userName}}:{${secret.text === '""' ? source("''") : secret}}"
          ${scheme.base64 ? code`return {"Authorization": ${str(`${scheme.keyword} `)} + b64encode(credentials.encode()).decode()}` : code`return {"Authorization": ${str(`${scheme.keyword} `)} + credentials}`}
        `,
      };
    }
    case 'custom':
      return null;
    default:
      return scheme satisfies never;
  }
}

/** A request without credentials fails here, with a message that names the missing option. */
function validation(
  api: Api,
  names: PythonNames,
  credentials: readonly Credential[],
  imports: Imports,
): Code | null {
  const { security } = api.client;
  if (security.length === 0 || security.some((set) => set.length === 0)) return null;
  const used = new Set(security.flat());
  const relevant = credentials.filter((one) => used.has(one.scheme.name) && one.in === 'header');
  const all = credentials.filter((one) => used.has(one.scheme.name));
  const fetched = api.client.securitySchemes.flatMap((scheme) => {
    const plan = used.has(scheme.name) ? tokenOptions(scheme, api.client.options) : null;
    return plan === null ? [] : [{ options: [plan.id, plan.secret], wire: 'Authorization' }];
  });
  const isAlwaysThere = [...all, ...fetched].some((one) =>
    one.options.every((option) => !optionType(option).text.endsWith('None')),
  );
  const shown = [...relevant, ...fetched];
  if (shown.length === 0 || isAlwaysThere || relevant.length !== all.length) return null;
  imports.from('._types', 'Headers');
  imports.from('typing_extensions', 'override');
  const optionNames = [
    ...new Set(shown.flatMap((one) => one.options.map((option) => attribute(names, option)))),
  ];
  const headers = [...new Set(shown.map((one) => one.wire))];
  const several = optionNames.length > 1;
  const expected = several ? `either ${optionNames.join(' or ')}` : `the ${optionNames.join('')}`;
  const omitted =
    headers.length > 1
      ? `for one of the ${headers.map((one) => `\`${one}\``).join(' or ')} headers`
      : `for the \`${headers.join('')}\` headers`;
  const text = `"Could not resolve authentication method. Expected ${expected} to be set. Or ${omitted} to be explicitly omitted"`;
  return code`
    @override
    def _validate_headers(self, headers: Headers, custom_headers: Headers) -> None:
        for name in (${join(headers.map(str), ', ')},):
            if headers.get(name) or self._is_omitted(name, custom_headers):
                return
        ${fetched.length === 0 ? null : source('if self._token_auth(None) is not None:\n    return')}
        raise TypeError(
            ${str(text)}
        )
  `;
}
