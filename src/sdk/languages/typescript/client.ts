import type { Api } from '../../api/api-types.ts';
import type { Resource } from '../../api/method-types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { apiHeaderCode, authCode } from './client-auth.ts';
import {
  constructorCode,
  currentOptionsCode,
  environmentsCode,
  isOptional,
  optionName,
  optionsInterface,
  optionType,
  withOptionsCode,
} from './client-options.ts';
import { KNOWN_ERRORS } from './known-errors.ts';
import type { MethodContext } from './method-context.ts';
import { methodCode } from './methods.ts';
import { ModuleWriter } from './modules.ts';
import { type Exports, moduleCode, namespaceCode, resourceNames, type SdkWriter } from './resources.ts';
import { docComment, identifierCode, propertyKey, stringLiteral } from './text.ts';
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
      code`${optionName(option, sdk)}: ${optionType(option)}${isOptional(option) ? source(' | null') : null};`,
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
