import { exampleArguments } from '../../api/examples.ts';
import type { Argument } from '../../api/method-types.ts';
import type { Json } from '../../api/types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { title } from '../../names/casing.ts';
import { Scope } from '../../names/scope.ts';
import { Examples } from './examples.ts';
import { GoFile } from './gofile.ts';
import type { PlannedMethod } from './methods.ts';
import { literalOf } from './render-client.ts';
import type { SdkPlan } from './sdk-plan.ts';
import { identifier, stringLiteral } from './text.ts';
import { isMap } from './variant-fit.ts';

/** Tests per method, in the external package, against the mock server; and one of the README's first example. */
export function renderTests(plan: SdkPlan): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (plan.api.settings.disableTests) return files;
  const groups = [
    { file: 'client_methods', base: 'Client', reach: [], methods: plan.client.methods },
    ...plan.resources.map(({ file, service, reach, methods }) => ({
      file,
      base: service.replace(/Service$/, ''),
      reach,
      methods,
    })),
  ];
  const names = new Scope({ maxLength: 150 });
  for (const { file, base, reach, methods } of groups) {
    if (methods.length === 0) continue;
    const source = new GoFile(plan.module, 'test');
    const parts = methods.map((method) => renderTest(plan, source, { base, reach, method, names }));
    files.set(`${file}_test.go`, source.render(parts, `${plan.module.packageName}_test`));
  }
  const usage = renderUsage(plan);
  if (usage !== null) files.set('usage_test.go', usage);
  return files;
}

interface TestOf {
  readonly base: string;
  readonly reach: readonly string[];
  readonly method: PlannedMethod;
  readonly names: Scope;
}

function renderTest(plan: SdkPlan, file: GoFile, { base, reach, method, names }: TestOf): Part {
  const optional = method.params?.declaration.fields.some((field) => !field.required) ?? false;
  const name = names.claim(
    `${base} ${method.name}`,
    `Test${base}${method.name}${optional ? 'WithOptionalParams' : ''}`,
  );
  const values = shownByMock(method.method, exampleArguments(method.method, plan.api.models, 'all'));
  const call = callOf(plan, file, { reach, method, values });
  const isStream = method.stream !== null && method.streamingName === null;
  const reason =
    method.method.skipTestReason ??
    (plan.api.settings.disableMockTests ? 'Mock server tests are disabled' : null);
  return code`
    func ${identifier(name)}(t *${file.std('testing')}.T) {
    ${reason === null ? null : code`\tt.Skip(${stringLiteral(reason)})`}
    ${setup(plan, file)}
    ${isStream ? streamBody(call) : callBody(file, method, call)}
    }
  `;
}

/** The mock server takes numbers in objects of a form for strings: such objects are only sent if required. */
function shownByMock(
  { body }: PlannedMethod['method'],
  values: ReadonlyMap<Argument, Json>,
): ReadonlyMap<Argument, Json> {
  const kind = body?.encodings[0]?.kind;
  if (kind !== 'multipart' && kind !== 'form') return values;
  return new Map(
    [...values].filter(([argument, value]) => argument.required || argument.in !== 'body' || !isMap(value)),
  );
}

/** From the base URL to the client. */
function setup(plan: SdkPlan, file: GoFile): Part {
  const os = file.std('os');
  return code`
    \tbaseURL := "http://localhost:4010"
    \tif envURL, ok := ${os}.LookupEnv("TEST_API_BASE_URL"); ok {
    \t\tbaseURL = envURL
    \t}
    \tif !${file.own('testutil')}.CheckTestServer(t, baseURL) {
    \t\treturn
    \t}
    \tclient := ${file.own('root')}.${identifier(plan.clientNames.maker)}(
    \t\t${file.own('option')}.WithBaseURL(baseURL),
    ${clientOptions(plan, file).map((option) => code`\t\t${option},`)}
    \t)
  `;
}

/** Options that a client needs before it can send a request. */
export function clientOptions(plan: SdkPlan, file: GoFile): readonly Code[] {
  return plan.options
    .filter(
      ({ option }) =>
        option.auth !== null ||
        option.requiredInTests ||
        (!option.nullable && option.default === null) ||
        option.serverVariable !== null,
    )
    .map(({ option, name, type }) => {
      const example =
        option.example ??
        option.default ??
        { string: `My ${title(option.name, plan.input.casings)}`, bool: true, int64: 0, float64: 0 }[type];
      return code`${file.own('option')}.With${identifier(name)}(${literalOf(type, example)})`;
    });
}

export interface CallOf {
  readonly reach: readonly string[];
  readonly method: PlannedMethod;
  readonly values: ReadonlyMap<Argument, Json>;
  readonly name?: string;
}

/** `client.Files.Get(context.TODO(), …)`. */
export function callOf(plan: SdkPlan, file: GoFile, { reach, method, values, name }: CallOf): Code {
  const examples = new Examples(plan, file);
  const params = examples.params(method, values);
  const context = code`${file.std('context')}.TODO()`;
  const args = [
    context,
    ...method.positional.map(({ argument, type }) =>
      examples.argument(type, values.get(argument) ?? argument.name),
    ),
    ...(method.binaryBody === null ? [] : [code`${file.std('bytes')}.NewBuffer([]byte("Example data"))`]),
    ...(params === null ? [] : [params]),
  ];
  const target = join([code`client`, ...reach.map(identifier), identifier(name ?? method.name)], '.');
  const isShort = params === null || !params.text.includes('\n');
  return isShort
    ? code`${target}(${join(args, ', ')})`
    : code`
        ${target}(
        ${args.map((arg) => code`\t${arg},`)}
        )
      `;
}

function callBody(file: GoFile, method: PlannedMethod, call: Code): Part {
  const { result } = method;
  const results =
    result.kind === 'nothing' ? code`err` : result.kind === 'binary' ? code`res, err` : code`_, err`;
  const root = file.own('root');
  return code`
    \t${results} := ${call}
    \tif err != nil {
    \t\tvar apierr *${root}.Error
    \t\tif ${file.std('errors')}.As(err, &apierr) {
    \t\t\tt.Log(string(apierr.DumpRequest(true)))
    \t\t}
    \t\tt.Fatalf("err should be nil: %s", err.Error())
    \t}
    ${
      result.kind === 'binary'
        ? code`
            \tif err := res.Body.Close(); err != nil {
            \t\tt.Fatal(err)
            \t}
          `
        : null
    }
  `;
}

/** Events of a mock server need not be valid: that the stream begins and ends is what is tested. */
function streamBody(call: Code): Part {
  return code`
    \tstream := ${call}
    \tfor stream.Next() {
    \t\tt.Logf("%+v", stream.Current())
    \t}
    \tif err := stream.Close(); err != nil {
    \t\tt.Fatal(err)
    \t}
  `;
}

function renderUsage(plan: SdkPlan): string | null {
  const { readme } = plan.api;
  const example = readme.headline ?? readme.default;
  const owner = example === null ? null : findMethod(plan, example.resourcePath, example.method);
  if (example === null || owner === null) return null;
  const { method, reach } = owner;
  if (method.stream !== null || method.result.kind === 'binary') return null;
  const file = new GoFile(plan.module, 'test');
  const values = valuesOf(plan, method, example.values);
  const call = callOf(plan, file, { reach, method, values });
  const skip =
    method.method.skipTestReason ??
    (plan.api.settings.disableMockTests ? 'Mock server tests are disabled' : null);
  return file.render(
    [
      code`
        func TestUsage(t *${file.std('testing')}.T) {
        ${skip === null ? null : code`\tt.Skip(${stringLiteral(skip)})`}
        ${setup(plan, file)}
        \t${method.result.kind === 'nothing' ? code`err` : code`res, err`} := ${call}
        \tif err != nil {
        \t\tt.Fatal(err)
        \t}
        ${method.result.kind === 'nothing' ? null : code`\tt.Logf("%+v\\n", res)`}
        }
      `,
    ],
    `${plan.module.packageName}_test`,
  );
}

/** A method by its place in the config file. */
export function findMethod(
  plan: SdkPlan,
  path: readonly string[],
  name: string,
): { readonly method: PlannedMethod; readonly reach: readonly string[] } | null {
  const key = path.join('\n');
  const groups = [
    { path: '', reach: [] as readonly string[], methods: plan.client.methods },
    ...plan.resources.map(({ resource, reach, methods }) => ({
      path: resource.path.join('\n'),
      reach,
      methods,
    })),
  ];
  for (const group of groups) {
    const method = group.methods.find((one) => one.method.name === name);
    if (group.path === key && method !== undefined) return { method, reach: group.reach };
  }
  return null;
}

/** Values under wire names as values of arguments, completed by what is needed besides. */
export function valuesOf(
  plan: SdkPlan,
  method: PlannedMethod,
  given: { readonly [name: string]: Json },
): ReadonlyMap<Argument, Json> {
  const needed = exampleArguments(method.method, plan.api.models, 'required');
  const values = new Map<Argument, Json>();
  for (const argument of method.method.arguments) {
    const value = Object.hasOwn(given, argument.name) ? given[argument.name] : needed.get(argument);
    if (value !== undefined) values.set(argument, value);
  }
  return values;
}
