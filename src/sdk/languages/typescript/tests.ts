import { withoutRejected } from '../../api/forms.ts';
import type { Method, Resource } from '../../api/method-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import type { LanguageInput } from '../../language.ts';
import { type CallValues, callCode, constructorValues, valuesOf } from './examples.ts';
import { isNeeded } from './method-params.ts';
import { namedArguments, positionalArguments } from './names.ts';
import { resourceNames, type SdkWriter } from './resources.ts';
import { bracketed, identifierCode, stringLiteral } from './text.ts';

/** Tests of every method, against a mock server of the description. */
export function testFiles(sdk: SdkWriter, { target }: LanguageInput): ReadonlyMap<string, Code> {
  const files = new Map<string, Code>();
  if (sdk.api.settings.disableTests) return files;
  const visit = (resource: Resource): void => {
    const path = resourceNames(resource, sdk).module.replace(/^resources\//, 'tests/api-resources/');
    const file = testFile(resource, sdk, target.packageName);
    if (file !== null) files.set(`${path}.test.ts`, file);
    resource.subresources.forEach(visit);
  };
  const top = testFile(sdk.api.root, sdk, target.packageName);
  if (top !== null) files.set('tests/api-resources/top-level.test.ts', top);
  sdk.api.resources.forEach(visit);
  files.set('tests/expect-answer.ts', expectAnswer(sdk, target.packageName));
  return files;
}

function testFile(resource: Resource, sdk: SdkWriter, packageName: string): Code | null {
  const methods = resource.methods.filter(({ kind }) => kind.kind === 'http');
  if (methods.length === 0) return null;
  const tests = methods.flatMap((method) => methodTests(method, sdk));
  const text = join(tests, '\n\n').text;
  const Client = identifierCode(sdk.names.client);
  const up = '../'.repeat(Math.max(1, resourceDepth(resource, sdk)));
  // The mock server issues and checks no tokens.
  const token = sdk.features.tokens ? code`defaultHeaders: { Authorization: 'Bearer My Token' }` : null;
  const named = [code`${Client}`, text.includes('toFile(') ? code`toFile` : null];
  return join(
    [
      sdk.header,
      code`
        import ${bracketed('{', named, '}')} from ${stringLiteral(packageName)};
        import { expectAnswer } from ${stringLiteral(`${up}expect-answer`)};
      `,
      code`
        const client = new ${Client}(${bracketed('{', [...constructorValues(sdk), token, code`baseURL: process.env['TEST_API_BASE_URL'] ?? 'http://127.0.0.1:4010'`], '}', 60)});
      `,
      code`
        describe(${stringLiteral(`resource ${resource.path.join('.') || 'client'}`)}, () => {
          ${join(tests, '\n\n')}
        });
      `,
    ],
    '\n\n',
  );
}

function resourceDepth(resource: Resource, sdk: SdkWriter): number {
  if (resource === sdk.api.root) return 1;
  return resourceNames(resource, sdk).module.split('/').length - 1;
}

function methodTests(method: Method, sdk: SdkWriter): Part[] {
  const name = sdk.names.methods.get(method)?.name ?? method.name;
  const required = valuesOf(method, sdk, 'required');
  const all = withoutRejected(method, valuesOf(method, sdk, 'all'), sdk.api.models);
  const hasParams = namedArguments(method).length > 0;
  const hasRequired = namedArguments(method).some(isNeeded);
  const skipped = sdk.api.settings.disableMockTests || method.skipTestReason !== null;
  const reason = method.skipTestReason ?? 'tests against the mock server are switched off';
  const test = (title: string, body: Part) => {
    const call = skipped ? code`test.skip` : code`test`;
    return code`
      ${skipped ? code`// ${stringLiteral(reason)}` : null}
      ${call}(${stringLiteral(`${name}: ${title}`)}, async () => {
        ${body}
      });
    `;
  };
  const call = (values: CallValues) =>
    callCode(method, values, sdk, { client: code`client`, fileLiteral: testFileLiteral() });
  const tests: Part[] = [
    test(
      hasRequired ? 'only required params' : hasParams ? 'without params' : 'succeeds',
      code`await expectAnswer(${call(required)});`,
    ),
  ];
  if (hasParams) tests.push(test('required and optional params', code`await expectAnswer(${call(all)});`));
  const [path] = positionalArguments(method).filter((argument) => argument.in === 'path');
  // `..` in a part of a segment, as in `{id}.json`, leads nowhere.
  if (path?.type.kind === 'string' && segmentsOf(method.path).includes(`{${path.name}}`)) {
    const wrong = callCode(method, new Map([...required, [path, '..']]), sdk, {
      client: code`client`,
      fileLiteral: code`null as never`,
    });
    tests.push(code`
      test(${stringLiteral(`${name}: rejects a path argument that leads elsewhere`)}, () => {
        expect(() => ${wrong}).toThrow(/path parameter/);
      });
    `);
  }
  return tests;
}

function segmentsOf(path: string): readonly string[] {
  return (path.split(/[?#]/)[0] ?? '').split('/');
}

function testFileLiteral(): Code {
  return code`await toFile(Buffer.from('Example data'), 'README.md')`;
}

function expectAnswer(sdk: SdkWriter, packageName: string): Code {
  return join(
    [
      sdk.header,
      code`import type { APIPromise } from ${stringLiteral(packageName)};`,
      code`
        /** Awaits a call in its three ways: the raw response, the value, and both. */
        export async function expectAnswer<T>(promise: APIPromise<T>): Promise<void> {
          const raw = await promise.asResponse();
          expect(raw).toBeInstanceOf(Response);
          expect(raw.ok).toBe(true);
          const value = await promise;
          const { data, response } = await promise.withResponse();
          expect(data).toBe(value);
          expect(response).toBe(raw);
        }
      `,
    ],
    '\n\n',
  );
}
