import type { Api } from '../../api/api-types.ts';
import type { StreamRule } from '../../api/page-types.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import type { TargetView } from '../../language.ts';
import { Imports } from './imports.ts';
import type { PythonNames } from './names.ts';
import { name, str, value } from './text.ts';

const ERRORS = [
  'APIConnectionError',
  'APIError',
  'APIResponseValidationError',
  'APIStatusError',
  'APITimeoutError',
  'AuthenticationError',
  'BadRequestError',
  'ConflictError',
  'InternalServerError',
  'NotFoundError',
  'PermissionDeniedError',
  'RateLimitError',
  'UnprocessableEntityError',
] as const;

export function hasWebhooks(api: Api): boolean {
  const within = (resource: Api['root']): boolean =>
    resource.methods.some((method) => method.kind.kind === 'webhook_unwrap') ||
    resource.subresources.some(within);
  return [api.root, ...api.resources].some(within);
}

/** `_settings`: everything that the runtime needs to know of this SDK. */
export function settingsModule(api: Api, names: PythonNames): Code {
  const { client } = api;
  const rules = api.streamRules;
  return code`
    from __future__ import annotations

    from typing import Optional, Tuple

    from ._setting_types import ArrayFormat, NestedFormat
    from ._stream_rules import StreamRule

    PACKAGE = ${str(names.package)}
    LOG_VARIABLE = ${str(`${names.envPrefix}_LOG`)}
    CUSTOM_HEADERS_VARIABLE = ${str(`${names.envPrefix}_CUSTOM_HEADERS`)}

    TIMEOUT_SECONDS: float = ${value((client.timeoutMs ?? 60_000) / 1000)}
    MAX_RETRIES: int = ${value(client.retries.max)}
    INITIAL_RETRY_DELAY_SECONDS: float = ${value(client.retries.initialDelayMs / 1000)}
    MAX_RETRY_DELAY_SECONDS: float = ${value(client.retries.maxDelayMs / 1000)}

    QUERY_ARRAYS: ArrayFormat = ${str(api.query.arrays)}
    QUERY_OBJECTS: NestedFormat = ${str(api.query.objects)}
    FORM_ARRAYS: ArrayFormat = ${str(api.formArrays)}
    MULTIPART_ARRAYS: ArrayFormat = ${str(api.multipartArrays)}

    IDEMPOTENCY_HEADER: Optional[str] = ${value(client.idempotencyHeader)}
    PLATFORM_HEADERS: bool = ${value(!client.omitPlatformHeaders)}
    STREAM_RULES: Optional[Tuple[StreamRule, ...]] = ${
      rules === null
        ? source('None')
        : code`
            (
                ${rules.map((rule) => code`${streamRule(rule)},`)}
            )
          `
    }


    class ${name(names.error)}(Exception):
        """Base class of every error that this package raises by itself."""


    ClientError = ${name(names.error)}
  `;
}

function streamRule(rule: StreamRule): Code {
  const parts: Code[] = [str(rule.handle)];
  if (rule.when.kind === 'event_type')
    parts.push(
      code`event_types=(${join(
        rule.when.types.map((type) => value(type)),
        ', ',
      )},)`,
    );
  if (rule.when.kind === 'data_starts_with') parts.push(code`data_prefix=${str(rule.when.text)}`);
  if (rule.errorProperty !== null) parts.push(code`error_property=${str(rule.errorProperty)}`);
  return code`StreamRule(${join(parts, ', ')})`;
}

export function exceptionsModule(api: Api, names: PythonNames): Code {
  const errors = [...ERRORS, ...(hasWebhooks(api) ? ['APIWebhookValidationError'] : [])].sort();
  const known = [...names.errors.values()].sort();
  return code`
    from ._errors import (
        ${errors.map((error) => code`${name(error)} as ${name(error)},`)}
    )
    ${
      known.length === 0
        ? null
        : code`
            from ._known_errors import (
                ${known.map((error) => code`${name(error)} as ${name(error)},`)}
            )
          `
    }
    from ._settings import ${name(names.error)} as ${name(names.error)}
  `;
}

export function versionModule(names: PythonNames, target: TargetView): Code {
  return code`
    __title__ = ${str(names.package)}
    __version__ = ${str(target.packageVersion)}
  `;
}

export function rootModule(api: Api, names: PythonNames): Code {
  const imports = new Imports();
  imports.module('typing');
  const errors = [
    ...ERRORS,
    names.error,
    ...names.errors.values(),
    ...(hasWebhooks(api) ? ['APIWebhookValidationError'] : []),
  ];
  const from: readonly (readonly [string, readonly string[]])[] = [
    [
      '._types',
      ['NOT_GIVEN', 'NoneType', 'NotGiven', 'Omit', 'ProxiesTypes', 'Transport', 'not_given', 'omit'],
    ],
    ['._utils', ['file_from_path']],
    ['._models', ['BaseModel']],
    ['._version', ['__title__', '__version__']],
    ['._constants', ['DEFAULT_CONNECTION_LIMITS', 'DEFAULT_MAX_RETRIES', 'DEFAULT_TIMEOUT']],
    ['._exceptions', errors],
    ['._base_client', ['DefaultAioHttpClient', 'DefaultAsyncHttpxClient', 'DefaultHttpxClient']],
    [
      '._client',
      [
        ...(api.client.environments.length > 1 ? ['ENVIRONMENTS'] : []),
        'AsyncClient',
        'AsyncStream',
        'Client',
        'RequestOptions',
        'Stream',
        'Timeout',
        names.client,
        names.asyncClient,
      ],
    ],
  ];
  for (const [module, members] of from) for (const member of members) imports.from(module, member);
  // Exported but not listed in `__all__`, so that error messages show where these are defined.
  imports.reexport('._response', 'APIResponse');
  imports.reexport('._response', 'AsyncAPIResponse');
  imports.from('.', 'types');
  imports.from('._utils._logs', 'setup_logging', '_setup_logging');
  const exported = ['types', ...from.flatMap(([, members]) => [...members])];
  return code`
    ${imports.render()}

    __all__ = [
        ${[...new Set(exported)].map((one) => code`${str(one)},`)}
    ]

    if not typing.TYPE_CHECKING:
        from ._utils._resources_proxy import resources as resources

    _setup_logging()

    # Errors and help texts show where a name is imported from, not where it is written.
    _name = ""
    for _name in __all__:
        if not _name.startswith("__"):
            try:
                globals()[_name].__module__ = ${str(names.package)}
            except (TypeError, AttributeError):
                # Aliases and constants have no module.
                pass
    del _name
  `;
}
