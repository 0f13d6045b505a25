import type { Api, ArrayFormat } from '../../api/api-types.ts';
import type { StreamRule } from '../../api/page-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import type { LanguageInput } from '../../language.ts';
import type { SdkWriter } from './resources.ts';
import { bracketed, identifierCode, stringLiteral } from './text.ts';

/** Modules that tell one SDK from another although they are no part of its API: the runtime's own come before them. */
export function settingModules(sdk: SdkWriter, { target }: LanguageInput): ReadonlyMap<string, Code> {
  const modules = new Map<string, Code>();
  const put = (module: string, ...parts: readonly Part[]) =>
    modules.set(module, join([sdk.header, ...parts], '\n\n'));
  const { api, names } = sdk;
  const { client } = api;
  const clientError = identifierCode(names.clientError);
  const alias = names.clientError === 'ClientError' ? null : code`export { ${clientError} as ClientError };`;
  put(
    'version',
    code`export const VERSION = ${stringLiteral(target.packageVersion)}; // x-release-please-version`,
  );
  put(
    'internal/client-error',
    code`
      /** Base of every error that the client throws on purpose. */
      export class ${clientError} extends Error {}
    `,
    alias,
  );
  const secret = secretHeaders(api).map(stringLiteral);
  put(
    'internal/settings',
    settingsInterface(),
    code`
      export const settings: Settings = {
        clientName: ${stringLiteral(names.client)},
        envPrefix: ${stringLiteral(names.envPrefix)},
        timeoutMs: ${client.timeoutMs ?? 60_000},
        maxRetries: ${client.retries.max},
        initialRetryDelayMs: ${client.retries.initialDelayMs},
        maxRetryDelayMs: ${client.retries.maxDelayMs},
        idempotencyHeader: ${client.idempotencyHeader === null ? code`null` : stringLiteral(client.idempotencyHeader)},
        platformHeaders: ${client.omitPlatformHeaders ? code`false` : code`true`},
        secretHeaders: ${bracketed('[', secret, ']')},
      };
    `,
  );
  put(
    'core/resource',
    code`import type { ${identifierCode(names.client)} } from '../client.ts';`,
    code`
      /** A part of the API. Subclasses have its methods. */
      export abstract class APIResource {
        protected readonly _client: ${identifierCode(names.client)};

        constructor(client: ${identifierCode(names.client)}) {
          this._client = client;
        }
      }
    `,
  );
  if (sdk.features.nestedQuery) {
    const dots = api.query.objects === 'dots' ? code`allowDots: true` : null;
    const written = (value: Code, arrays: ArrayFormat) =>
      code`stringify(${value}, ${bracketed('{', [code`arrayFormat: ${stringLiteral(arrays)}`, dots], '}')})`;
    put(
      'internal/utils/query',
      code`import { stringify } from '../qs/index.ts';`,
      code`
        /** A query string, lists and objects as the API takes them. */
        export function stringifyQuery(query: object): string {
          return ${written(code`query`, api.query.arrays)};
        }
      `,
      code`
        /** A URL-encoded form, lists and objects as the API takes them. */
        export function stringifyForm(form: object): string {
          return ${written(code`form`, api.formArrays)};
        }
      `,
    );
  }
  if (sdk.features.streams && api.streamRules !== null)
    put('internal/stream-events', ...streamRules(api.streamRules));
  return modules;
}

function settingsInterface(): Code {
  return code`
    /** What tells this SDK's client from others that have the same runtime. */
    export interface Settings {
      /** Name of the client class, as the User-Agent says it. */
      readonly clientName: string;
      /** Prefix of the environment variables ..._BASE_URL, ..._LOG and ..._CUSTOM_HEADERS. */
      readonly envPrefix: string;
      readonly timeoutMs: number;
      readonly maxRetries: number;
      readonly initialRetryDelayMs: number;
      readonly maxRetryDelayMs: number;
      /** Header with the key by which the server recognises a repeated request; null: none is sent. */
      readonly idempotencyHeader: string | null;
      /** Whether X-Stainless-* headers describe the platform to the server. */
      readonly platformHeaders: boolean;
      /** Headers whose values never reach a log, beside the usual ones. In lower case. */
      readonly secretHeaders: readonly string[];
    }
  `;
}

function secretHeaders({ client }: Api): string[] {
  return client.securitySchemes.flatMap((scheme) =>
    scheme.kind === 'apiKey' && scheme.in === 'header' ? [scheme.parameter.toLowerCase()] : [],
  );
}

function ruleCode({ when, handle, errorProperty }: StreamRule): Code {
  const property = errorProperty === null ? null : code`errorProperty: ${stringLiteral(errorProperty)}`;
  const action = bracketed('{', [code`kind: ${stringLiteral(handle)}`, property], '}', 200);
  switch (when.kind) {
    case 'event_type': {
      const types = when.types.map((type) => (type === null ? code`null` : stringLiteral(type)));
      const [only] = types;
      return types.length === 1 && only !== undefined
        ? code`if (event === ${only}) return ${action};`
        : code`if ([${join(types, ', ')}].includes(event)) return ${action};`;
    }
    case 'data_starts_with':
      return code`if (data.startsWith(${stringLiteral(when.text)})) return ${action};`;
    case 'fallthrough':
      return code`return ${action};`;
  }
}

function streamRules(rules: readonly StreamRule[]): Part[] {
  const checks = rules.map(ruleCode);
  const last = rules.findIndex(({ when }) => when.kind === 'fallthrough');
  const fallsThrough = last >= 0;
  const reached = fallsThrough ? checks.slice(0, last + 1) : checks;
  const read = rules.slice(0, reached.length).map(({ when }) => when.kind);
  const used = join(
    [read.includes('event_type') ? code`event` : null, read.includes('data_starts_with') ? code`data` : null],
    ', ',
  );
  const sse = used.text === '' ? code`_sse` : code`{ ${used} }`;
  return [
    code`import type { ServerSentEvent } from '../core/streaming.ts';`,
    code`
      /** What is done with an event: its data is given, raised as an error, or the stream ends. Undefined: it is dropped. */
      export type EventAction = { kind: 'yield' | 'error' | 'done'; errorProperty?: string } | undefined;

      export function actionOf(${sse}: ServerSentEvent): EventAction {
        ${reached}
        ${fallsThrough ? null : code`return undefined;`}
      }
    `,
  ];
}

function knownErrors({ names }: SdkWriter): Part {
  const classes = [...names.errors.values()].map(identifierCode);
  return classes.length === 0
    ? null
    : code`export ${bracketed('{', classes, '}', 80)} from './core/known-errors.ts';`;
}

/** `src/index.ts`: what a program imports. */
export function indexModule(sdk: SdkWriter): Code {
  const Client = identifierCode(sdk.names.client);
  return join(
    [
      sdk.header,
      code`
        export { ${Client} as default, ${Client}, type ClientOptions } from './client.ts';
        export { APIPromise } from './core/api-promise.ts';
        export {
          ${identifierCode(sdk.names.clientError)},
          APIError,
          APIConnectionError,
          APIConnectionTimeoutError,
          APIUserAbortError,
          NotFoundError,
          ConflictError,
          RateLimitError,
          BadRequestError,
          AuthenticationError,
          InternalServerError,
          PermissionDeniedError,
          UnprocessableEntityError,
        } from './core/error.ts';
        ${knownErrors(sdk)}
        ${sdk.features.pages ? code`export { PagePromise } from './core/pagination.ts';` : null}
        export { toFile, type Uploadable } from './core/uploads.ts';
      `,
    ],
    '\n\n',
  );
}
