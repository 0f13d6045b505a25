import type { Api } from '../../api/api-types.ts';
import { exampleArguments } from '../../api/examples.ts';
import { withoutRejected } from '../../api/forms.ts';
import type { Argument, Method, Resource } from '../../api/method-types.ts';
import { tokenOptions } from '../../api/security.ts';
import type { Json, Type } from '../../api/types.ts';
import { unfolded } from '../../api/unfolded.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { ExampleWriter, resourceCode } from './example-code.ts';
import { Imports } from './imports.ts';
import { type MethodResult, orderedMethods, pageClass, type ResultType } from './methods.ts';
import type { PythonNames } from './names.ts';
import { type ResourceContext, resultOf } from './resources.ts';
import { runtimeTests } from './runtime.ts';
import { name, str, value } from './text.ts';

/** Tests of every method against the mock server, and those of the runtime. */
export function writeTests(given: ResourceContext): void {
  const { files, context } = given;
  const { api, names } = context;
  files.text('tests/__init__.py', source(''));
  files.text('tests/api_resources/__init__.py', source(''));
  files.pythonFile('tests/conftest.py', conftest(given));
  files.pythonFile('tests/checks.py', CHECKS(names));
  for (const [path, content] of runtimeTests()) {
    files.raw(`tests/runtime/${path}`, content.toString('utf8').replaceAll('sdk_runtime', names.package));
  }
  if (api.settings.disableTests) return;
  if (api.root.methods.length > 0)
    files.pythonFile('tests/api_resources/test_client_methods.py', resourceTests(api.root, given));
  for (const resource of api.resources) writeResourceTests(resource, [], given);
}

function writeResourceTests(resource: Resource, folder: readonly string[], given: ResourceContext): void {
  const own = given.context.names.resources.get(resource);
  if (own === undefined) return;
  const file = own.module.split('.').at(-1) ?? own.attribute;
  const path = ['tests/api_resources', ...folder].join('/');
  if (resource.methods.some((method) => method.kind.kind !== 'webhook_unwrap'))
    given.files.pythonFile(`${path}/test_${file}.py`, resourceTests(resource, given));
  if (resource.subresources.length === 0) return;
  given.files.text(`${path}/${file}/__init__.py`, source(''));
  for (const sub of resource.subresources) writeResourceTests(sub, [...folder, file], given);
}

function conftest({ context }: ResourceContext): Code {
  const { api, names } = context;
  const options = api.client.options
    .filter((option) => !option.nullable || option.requiredInTests || option.auth !== null)
    .map(
      (option) => code`${str(names.options.get(option.name) ?? 'option')}: ${value(exampleOption(option))},`,
    );
  const hasTokens = api.client.securitySchemes.some(
    (scheme) => tokenOptions(scheme, api.client.options) !== null,
  );
  // The mock server issues and checks no tokens.
  if (hasTokens) options.push(code`"default_headers": {"Authorization": "Bearer My Token"},`);
  return code`
    from __future__ import annotations

    import os
    from typing import Any, AsyncIterator, Iterator

    import pytest

    from ${name(names.package)} import ${name(names.asyncClient)}, ${name(names.client)}, DefaultAsyncHttpxClient

    BASE_URL = os.environ.get("TEST_API_BASE_URL", "http://127.0.0.1:4010")
    OPTIONS: dict[str, Any] = {
        ${options}
    }


    @pytest.fixture(scope="session", params=[False, True], ids=["loose", "strict"])
    def client(request: pytest.FixtureRequest) -> Iterator[${name(names.client)}]:
        with ${name(names.client)}(base_url=BASE_URL, _strict_response_validation=request.param, **OPTIONS) as made:
            yield made


    @pytest.fixture(params=[False, True], ids=["loose", "strict"])
    async def async_client(request: pytest.FixtureRequest) -> AsyncIterator[${name(names.asyncClient)}]:
        # Certificates take longer to load than a test takes, and the mock server needs none.
        http_client = DefaultAsyncHttpxClient(verify=False)
        async with ${name(names.asyncClient)}(
            base_url=BASE_URL, http_client=http_client, _strict_response_validation=request.param, **OPTIONS
        ) as made:
            yield made
  `;
}

function exampleOption(option: ResourceContext['context']['api']['client']['options'][number]): Json {
  if (option.example !== null) return option.example;
  if (option.type === 'boolean') return true;
  if (option.type === 'integer' || option.type === 'number') return 0;
  return `My ${option.name.replaceAll(/[_-]+/g, ' ')}`;
}

const CHECKS = (names: PythonNames): Code => code`
  """What tests ask of values."""

  from __future__ import annotations

  from typing import Any

  from ${name(names.package)}._models import validate_type


  def assert_matches(expected: Any, value: Any) -> None:
      """The value has the type, to its last property. Loose clients give models that were not checked."""
      plain = value.to_dict() if hasattr(value, "to_dict") else value
      if isinstance(value, list):
          plain = [item.to_dict() if hasattr(item, "to_dict") else item for item in value]
      validate_type(type_=expected, value=plain)
`;

interface Call {
  readonly title: string;
  readonly args: readonly Code[];
}

function resourceTests(resource: Resource, given: ResourceContext): Code {
  const { context, results } = given;
  const { names, api } = context;
  const imports = new Imports();
  imports.from('__future__', 'annotations');
  imports.from(names.package, names.client);
  imports.from(names.package, names.asyncClient);
  const known = names.resources.get(resource);
  const className = known === undefined ? 'Client' : known.class.replace(/Resource$/, '');
  const methods = orderedMethods(resource).filter((method) => method.kind.kind !== 'webhook_unwrap');
  const kinds = [false, true].map((isAsync) => {
    const tests = methods.flatMap((method) =>
      methodTests(method, resultOf(method, results), resource, isAsync, { given, imports }),
    );
    return code`
      class ${name(`Test${isAsync ? 'Async' : ''}${className}`)}:
          ${join(tests, '\n\n')}
    `;
  });
  void api;
  return code`
    ${imports.render()}


    ${join(kinds, '\n\n\n')}
  `;
}

interface TestContext {
  readonly given: ResourceContext;
  readonly imports: Imports;
}

function methodTests(
  method: Method,
  result: MethodResult,
  resource: Resource,
  isAsync: boolean,
  { given, imports }: TestContext,
): Code[] {
  const { context } = given;
  const { names, api } = context;
  const own = names.methods.get(method)?.method ?? 'method';
  const writer = new ExampleWriter(names, api.models);
  const required = exampleArguments(method, api.models, 'required');
  const all = withoutRejected(method, exampleArguments(method, api.models, 'all'), api.models);
  const withoutFlag = (values: ReadonlyMap<Argument, Json>, flag: boolean) =>
    result.kind === 'stream' && result.discriminator !== null
      ? new Map([...values].filter(([argument]) => argument.name !== result.discriminator || flag))
      : values;
  const missing = method.arguments.some(
    (argument) =>
      argument.required &&
      argument.clientOption === null &&
      argument.constant === undefined &&
      !required.has(argument),
  );
  const skip = skipReason(method, result, api.settings.disableMockTests, missing);
  const plain: Call = {
    title: `test_method_${own}`,
    args: writer.arguments(method, withoutFlag(required, false)),
  };
  const full: Call = {
    title: `test_method_${own}_with_all_params`,
    args: writer.arguments(method, withoutFlag(all, false)),
  };
  const target = resourceCode(
    resource.path,
    api.resources,
    names,
    isAsync ? source('async_client') : source('client'),
  );
  const write = (title: string, body: Part): Code => {
    if (skip !== null || method.deprecated !== null) imports.module('pytest');
    return code`
      ${skip === null ? null : code`@pytest.mark.skip(reason=${str(skip)})`}
      ${method.deprecated === null ? null : source('@pytest.mark.filterwarnings("ignore::DeprecationWarning")')}
      ${isAsync ? source('async def') : source('def')} ${name(title)}(self, ${isAsync ? code`async_client: ${name(names.asyncClient)}` : code`client: ${name(names.client)}`}) -> None:
          ${body}
    `;
  };
  const wait = isAsync ? source('await ') : source('');
  const check = (expression: Code) => checkCode(result, expression, isAsync, names, imports);
  const call = (args: readonly Code[], through: Code = target) =>
    callCode(code`${through}.${name(own)}`, args);
  const isBinary = result.kind === 'binary';
  const isOnlyStream = result.kind === 'stream' && result.otherwise === null;
  const calls =
    full.args.map((arg) => arg.text).join() === plain.args.map((arg) => arg.text).join()
      ? [plain]
      : [plain, full];
  const tests = calls.map(({ title, args }) =>
    write(
      title,
      isOnlyStream
        ? code`
            stream = ${wait}${call(args)}
            ${wait}stream.response.${isAsync ? source('aclose') : source('close')}()
          `
        : code`
            value = ${wait}${call(args)}
            ${isBinary ? source('assert value.is_closed') : check(source('value'))}
          `,
    ),
  );
  tests.push(
    write(
      `test_raw_response_${own}`,
      isOnlyStream
        ? code`
            response = ${wait}${call(plain.args, code`${target}.with_raw_response`)}
            assert response.http_request.headers.get("X-Stainless-Lang") == "python"
            ${wait}response.close()
          `
        : code`
            response = ${wait}${call(plain.args, code`${target}.with_raw_response`)}
            assert response.is_closed
            assert response.http_request.headers.get("X-Stainless-Lang") == "python"
            ${isBinary ? null : check(isAsync ? source('await response.parse()') : source('response.parse()'))}
          `,
    ),
    write(
      `test_streaming_response_${own}`,
      code`
        ${isAsync ? source('async with') : source('with')} ${call(plain.args, code`${target}.with_streaming_response`)} as response:
            assert not response.is_closed
            ${isBinary || isOnlyStream ? null : check(isAsync ? source('await response.parse()') : source('response.parse()'))}
        assert response.is_closed
      `,
    ),
  );
  const paths = method.arguments.filter(
    (argument) =>
      argument.in === 'path' && required.has(argument) && takesEmptyText(argument.type, api.models),
  );
  if (paths.length > 0) {
    imports.module('pytest');
    const checks = paths.map((argument) => {
      const args = writer.arguments(
        method,
        new Map(
          [...withoutFlag(required, false)].map(([one, given_]) => [one, one === argument ? '' : given_]),
        ),
      );
      const wanted = `Expected a non-empty value for \`${names.methods.get(method)?.arguments.get(argument) ?? ''}\``;
      return code`
        with pytest.raises(ValueError, match=${str(wanted)}):
            ${wait}${call(args, code`${target}.with_raw_response`)}
      `;
    });
    if (!missing)
      tests.push(
        write(
          `test_path_params_${own}`,
          code`
      ${checks}
    `,
        ),
      );
  }
  return tests;
}

function callCode(target: Code, args: readonly Code[]): Code {
  const line = code`${target}(${join(args, ', ')})`;
  if (line.text.length <= 90) return line;
  return code`
    ${target}(
        ${args.map((arg) => code`${arg},`)}
    )
  `;
}

function checkCode(
  result: MethodResult,
  expression: Code,
  isAsync: boolean,
  names: PythonNames,
  imports: Imports,
): Code {
  switch (result.kind) {
    case 'nothing':
      return code`assert ${expression} is None`;
    case 'value':
      imports.from('tests.checks', 'assert_matches');
      return code`assert_matches(${typeCode(result.type, names, imports)}, ${expression})`;
    case 'page': {
      const page = imports.from(`${names.package}.pagination`, pageClass(names, result.scheme, isAsync));
      return code`assert isinstance(${expression}, ${page})`;
    }
    case 'stream':
      return result.otherwise === null
        ? source('pass')
        : checkCode(result.otherwise, expression, isAsync, names, imports);
    case 'binary':
      return source('pass');
    default:
      return result satisfies never;
  }
}

function typeCode(type: ResultType, names: PythonNames, imports: Imports): Code {
  if (type.kind === 'builtin') return name(type.name);
  const module = `${names.package}.${type.module.split('.').slice(0, -1).join('.')}`;
  // A model may have the name of the client.
  const isTaken = imports.isTaken(type.class, module, type.class);
  return imports.from(module, type.class, isTaken ? `${type.class}Type` : type.class);
}

function skipReason(
  method: Method,
  result: MethodResult,
  isDisabled: boolean,
  isMissing: boolean,
): string | null {
  if (method.skipTestReason !== null) return method.skipTestReason;
  if (isDisabled) return 'Mock server tests are disabled';
  if (isMissing) return 'The description gives no finite value for what this method needs';
  if (result.kind === 'stream' && result.otherwise === null) return 'The mock server does not stream';
  return null;
}

/** Whether a call with empty text type-checks: it does not with an enum, also one that has a name. */
function takesEmptyText(type: Type, models: Api['models']): boolean {
  const whole = unfolded(type, models);
  switch (whole.kind) {
    case 'nullable':
      return takesEmptyText(whole.type, models);
    case 'union':
      return whole.variants.some((variant) => takesEmptyText(variant.type, models));
    default:
      return !NOT_TEXT.has(whole.kind);
  }
}

const NOT_TEXT: ReadonlySet<string> = new Set(['integer', 'number', 'boolean', 'enum', 'constant', 'model']);
