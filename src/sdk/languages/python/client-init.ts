import type { Api } from '../../api/api-types.ts';
import type { ClientOption } from '../../api/client-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { fetchesTokens } from './client-auth.ts';
import { attribute, TYPES } from './client-options.ts';
import type { Imports } from './imports.ts';
import type { PythonNames } from './names.ts';
import { comment, docstring, name, str, value } from './text.ts';

const COERCIONS = {
  string: null,
  boolean: 'maybe_coerce_boolean',
  number: 'maybe_coerce_float',
  integer: 'maybe_coerce_integer',
} as const;

/** `__init__`: reads options and environment variables, and checks them. */
export function initMethod(api: Api, names: PythonNames, isAsync: boolean, imports: Imports): Code {
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

/** `copy` and `with_options`: a client with some options changed. */
export function copy(api: Api, names: PythonNames, isAsync: boolean): Code {
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
