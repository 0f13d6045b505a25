import type { Api } from '../../api/api-types.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import { authentication, tokens } from './client-auth.ts';
import { copy, initMethod } from './client-init.ts';
import { attribute, optionType } from './client-options.ts';
import { Imports } from './imports.ts';
import { methodCode } from './method-code.ts';
import type { PythonNames } from './names.ts';
import { type ResourceContext, resultOf, subresourceProperty, wrappedMethods } from './resources.ts';
import { docstring, name, str } from './text.ts';
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
