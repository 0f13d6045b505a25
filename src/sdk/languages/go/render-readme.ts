import type { ExampleCall } from '../../api/api-types.ts';
import { Code, code, join, type Part, render } from '../../code/code.ts';
import { codeSpan, fencedBlock, link, markdown, prose } from '../../code/markdown.ts';
import { title } from '../../names/casing.ts';
import { GoFile } from './gofile.ts';
import type { PlannedMethod } from './methods.ts';
import { callOf, clientOptions, findMethod, valuesOf } from './render-tests.ts';
import type { SdkPlan } from './sdk-plan.ts';
import { identifier, importPath } from './text.ts';

/** `README.md`, with programs that compile. */
export function renderReadme(plan: SdkPlan): string {
  const { module, api, input } = plan;
  const name =
    input.target.readmeTitle ?? `${title(api.organization.name, input.casings) || api.info.title} Go SDK`;
  const url = `https://pkg.go.dev/${module.path}`;
  const sections: Part[] = [
    code`# ${prose(name)}`,
    link(code`![Go Reference](${new Code(`https://pkg.go.dev/badge/${module.path}.svg`)})`, url),
    code`The Go library for ${api.organization.docs ? link(api.info.title || 'the API', api.organization.docs) : prose(api.info.title || 'the API')}. It depends only on the standard library.`,
    api.info.description.trim() === '' ? null : markdown(api.info.description),
    input.target.screencast === null ? null : link('Screencast', input.target.screencast),
    code`## Installation`,
    fencedBlock(code`go get ${new Code(shellWord(`${module.path}@v${input.target.packageVersion}`))}`, 'sh'),
    fencedBlock(
      code`import ${importPath(module.path)} // imported as ${identifier(module.packageName)}`,
      'go',
    ),
    code`## Requirements`,
    code`Go 1.22 or later.`,
    code`## Usage`,
    code`Every method is listed in [api.md](api.md).`,
    ...usage(plan),
    ...fields(plan),
    ...pagination(plan),
    ...streaming(plan),
    ...uploads(plan),
    ...rest(plan),
  ];
  return `${render(join(sections, '\n\n'))}\n`;
}

function shellWord(text: string): string {
  return /^[\w@./:-]+$/.test(text) ? text : `'${text.replaceAll("'", '')}'`;
}

interface Shown {
  readonly planned: PlannedMethod;
  readonly reach: readonly string[];
  readonly call: (file: GoFile, name?: string) => Code;
}

function shown(plan: SdkPlan, example: ExampleCall | null): Shown | null {
  if (example === null) return null;
  const found = findMethod(plan, example.resourcePath, example.method);
  if (found === null) return null;
  const values = valuesOf(plan, found.method, example.values);
  return {
    planned: found.method,
    reach: found.reach,
    call: (file, name) =>
      callOf(plan, file, {
        reach: found.reach,
        method: found.method,
        values,
        ...(name === undefined ? {} : { name }),
      }),
  };
}

function main(plan: SdkPlan, body: (file: GoFile) => Part): Code {
  const file = new GoFile({ ...plan.module, fileHeader: null }, 'main');
  const text = file.render(
    [
      code`
        func main() {
        ${body(file)}
        }
      `,
    ],
    'main',
  );
  // Without the line that says that a file is generated: this is the reader's own program.
  return fencedBlock(new Code(text.slice(text.indexOf('package main'))), 'go');
}

function client(plan: SdkPlan, file: GoFile): Part {
  const options = clientOptions(plan, file);
  const env = plan.options.filter(({ option }) => option.env !== null);
  return options.length === 0
    ? code`\tclient := ${file.own('root')}.${identifier(plan.clientNames.maker)}()`
    : code`
        ${env.length === 0 ? null : code`\t// By default the client reads environment variables.`}
        \tclient := ${file.own('root')}.${identifier(plan.clientNames.maker)}(
        ${options.map((option) => code`\t\t${option},`)}
        \t)
      `;
}

function usage(plan: SdkPlan): readonly Part[] {
  const example = shown(plan, plan.api.readme.headline ?? plan.api.readme.default);
  if (example === null || (example.planned.stream !== null && example.planned.streamingName === null))
    return [];
  const { result } = example.planned;
  return [
    main(
      plan,
      (file) => code`
        ${client(plan, file)}
        \t${result.kind === 'nothing' ? code`err` : code`res, err`} := ${example.call(file)}
        \tif err != nil {
        \t\tpanic(err.Error())
        \t}
        ${result.kind === 'nothing' ? null : code`\t${file.std('fmt')}.Printf("%+v\\n", res)`}
      `,
    ),
  ];
}

function fields(plan: SdkPlan): readonly Part[] {
  const pkg = plan.module.packageName;
  const root = identifier(pkg);
  if (plan.module.style === 'v1') {
    return [
      code`### Request fields`,
      code`Every field of a request is optional until it is set: ${codeSpan(`${pkg}.F(value)`)} sends a value, including zero values, ${codeSpan(`${pkg}.Null[T]()`)} sends null, and ${codeSpan(`${pkg}.Raw[T](value)`)} sends a value of another type. For plain types, use ${codeSpan('String')}, ${codeSpan('Int')}, ${codeSpan('Float')} and ${codeSpan('Bool')}.`,
      fencedBlock(
        code`
          params := FooParams{
          \tName:        ${root}.String("hello"),
          \tDescription: ${root}.Null[string](),
          }
        `,
        'go',
      ),
      code`### Response fields`,
      code`A response field that is missing, null or of an unexpected type has its zero value. Use ${codeSpan('JSON')} to tell these cases apart, and to read fields that this version does not know.`,
      fencedBlock(
        code`
          res.JSON.Name.IsMissing()
          res.JSON.Name.IsNull()
          res.JSON.Name.Raw()
          res.JSON.ExtraFields["newer_field"].Raw()
        `,
        'go',
      ),
    ];
  }
  return [
    code`### Request fields`,
    code`Required fields are plain values. Optional fields are ${codeSpan('param.Opt[T]')}, set with ${codeSpan(`${pkg}.String`)}, ${codeSpan('Int')}, ${codeSpan('Bool')}, ${codeSpan('Float')} or ${codeSpan('Time')}; empty slices, maps, structs and enums are omitted. ${codeSpan('param.Null[T]()')} sends null, ${codeSpan('param.Override[T](value)')} sends another value in place of a struct, and ${codeSpan('SetExtraFields')} sends undocumented fields. In a union, set exactly one field.`,
    fencedBlock(
      code`
        params := FooParams{
        \tID:   "id",
        \tName: ${root}.String("hello"),
        }
        params.SetExtraFields(map[string]any{"newer_field": true})
      `,
      'go',
    ),
    code`### Response fields`,
    code`A response field that is missing, null or of an unexpected type has its zero value. Use ${codeSpan('JSON')} to tell these cases apart, and to read fields that this version does not know.`,
    fencedBlock(
      code`
        res.JSON.Name.Valid() // present, not null and of the expected type
        res.JSON.Name.Raw()   // "" if it is missing
        res.JSON.ExtraFields["newer_field"].Raw()
        res.RawJSON()
      `,
      'go',
    ),
  ];
}

function pagination(plan: SdkPlan): readonly Part[] {
  const paged = plan.resources.flatMap(({ methods, resource }) =>
    methods.filter(({ result }) => result.kind === 'page').map((method) => ({ resource, method })),
  );
  const [first] = paged;
  if (first === undefined) return [];
  const given = plan.api.readme.pagination;
  const fallback: ExampleCall = {
    resourcePath: first.resource.path,
    method: first.method.method.name,
    values: {},
    responseProperty: null,
    assignTo: null,
  };
  const wanted = shown(plan, given);
  const example = wanted?.planned.result.kind === 'page' ? wanted : shown(plan, fallback);
  if (example === null) return [];
  return [
    code`## Pagination`,
    code`List methods are paginated. ${codeSpan(`${example.planned.name}AutoPaging`)} iterates over the items of all pages and requests further pages as needed. To request one page at a time, call the page's ${codeSpan('GetNextPage')}, which returns nil after the last page.`,
    main(
      plan,
      (file) => code`
        ${client(plan, file)}
        \titer := ${example.call(file, `${example.planned.name}AutoPaging`)}
        \tfor iter.Next() {
        \t\t${file.std('fmt')}.Printf("%+v\\n", iter.Current())
        \t}
        \tif err := iter.Err(); err != nil {
        \t\tpanic(err.Error())
        \t}
      `,
    ),
  ];
}

function streaming(plan: SdkPlan): readonly Part[] {
  const example = shown(plan, plan.api.readme.streaming);
  if (example === null || example.planned.stream === null) return [];
  const name = example.planned.streamingName ?? example.planned.name;
  return [
    code`## Streaming`,
    code`Iterate over streamed events as they arrive:`,
    main(
      plan,
      (file) => code`
        ${client(plan, file)}
        \tstream := ${example.call(file, name)}
        \tfor stream.Next() {
        \t\t${file.std('fmt')}.Printf("%+v\\n", stream.Current())
        \t}
        \tif err := stream.Err(); err != nil {
        \t\tpanic(err.Error())
        \t}
      `,
    ),
  ];
}

function uploads(plan: SdkPlan): readonly Part[] {
  const hasFiles = plan.resources.some(({ methods }) =>
    methods.some(({ method }) => method.body?.encodings.some(({ kind }) => kind === 'multipart') === true),
  );
  if (!hasFiles) return [];
  const pkg = plan.module.packageName;
  const helper = plan.module.style === 'v1' ? `${pkg}.FileParam` : `${pkg}.NewFile`;
  return [
    code`## File uploads`,
    code`Pass a file as an ${codeSpan('io.Reader')}. ${codeSpan(`${helper}(reader, filename, contentType)`)} sets its name and content type; an ${codeSpan('*os.File')} already has a name.`,
  ];
}

function rest(plan: SdkPlan): readonly Part[] {
  const { api, module } = plan;
  const pkg = identifier(module.packageName);
  const option = identifier(module.optionPackage);
  const made = identifier(plan.clientNames.maker);
  const { retries, timeoutMs } = api.client;
  const environments = plan.environments.length > 1 ? environmentsOf(plan) : [];
  const any = api.readme.errors ?? api.readme.default ?? api.readme.headline;
  const example = shown(plan, any);
  const call =
    example === null || (example.planned.stream !== null && example.planned.streamingName === null)
      ? null
      : example;
  return [
    ...environments,
    code`## Handling errors`,
    code`If the API responds with a status code of 400 or above, the error is an ${codeSpan(`*${module.packageName}.Error`)}. It has ${codeSpan('StatusCode')}, ${codeSpan('Request')}, ${codeSpan('Response')} and the response body as ${codeSpan('JSON')}; ${codeSpan('DumpRequest')} and ${codeSpan('DumpResponse')} return both sides as text. Other errors, such as network errors, are returned unwrapped.`,
    call === null
      ? null
      : main(
          plan,
          (file) => code`
            ${client(plan, file)}
            \t${call.planned.result.kind === 'nothing' ? code`err` : code`_, err`} := ${call.call(file)}
            \tif err != nil {
            \t\tvar apierr *${file.own('root')}.Error
            \t\tif ${file.std('errors')}.As(err, &apierr) {
            \t\t\t${file.std('fmt')}.Println(apierr.StatusCode, string(apierr.DumpRequest(true)))
            \t\t}
            \t\tpanic(err.Error())
            \t}
          `,
        ),
    code`## Retries`,
    code`Connection errors, and responses with the status 408, 409, 429, or 500 and above, are retried up to ${retries.max} times by default, with exponential backoff.`,
    fencedBlock(code`client := ${pkg}.${made}(${option}.WithMaxRetries(0))`, 'go'),
    code`## Timeouts`,
    timeoutMs === null
      ? code`Requests do not time out by default. Use the context to limit a request including its retries, and ${codeSpan(`${module.optionPackage}.WithRequestTimeout`)} to limit each attempt.`
      : code`Each attempt times out after ${Math.round(timeoutMs / 1000)} seconds by default. Use the context to limit a request including its retries, and ${codeSpan(`${module.optionPackage}.WithRequestTimeout`)} to change the limit of each attempt.`,
    fencedBlock(
      code`
        ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
        defer cancel()
      `,
      'go',
    ),
    code`## Request options`,
    code`Pass options to the client, to a service or to a single call. The most specific option wins.`,
    fencedBlock(
      code`
        client := ${pkg}.${made}(
        \t${option}.WithHeader("X-Some-Header", "value"),
        \t${option}.WithMiddleware(func(req *http.Request, next ${option}.MiddlewareNext) (*http.Response, error) {
        \t\tstart := time.Now()
        \t\tres, err := next(req)
        \t\tlog.Println(req.URL.Path, time.Since(start))
        \t\treturn res, err
        \t}),
        )
      `,
      'go',
    ),
    code`${codeSpan(`${module.optionPackage}.WithDebugLog(nil)`)} logs requests and responses, with credentials redacted.`,
    code`## Raw responses`,
    code`${codeSpan(`${module.optionPackage}.WithResponseInto(&response)`)} stores the ${codeSpan('*http.Response')} in addition to a method's result; ${codeSpan(`${module.optionPackage}.WithResponseBodyInto(&value)`)} decodes the body into a value of your own.`,
    code`## Undocumented endpoints`,
    code`${codeSpan('client.Get')}, ${codeSpan('Post')}, ${codeSpan('Put')}, ${codeSpan('Patch')} and ${codeSpan('Delete')} call any endpoint with the client's credentials, retries and options.`,
    fencedBlock(
      code`
        var result map[string]any
        err := client.Post(context.TODO(), "/some/path", map[string]any{"key": "value"}, &result)
      `,
      'go',
    ),
    code`## Versioning`,
    code`This module follows [semantic versioning](https://semver.org). Packages under ${codeSpan('internal')} may change at any time.`,
    code`## Contributing`,
    code`See [CONTRIBUTING.md](CONTRIBUTING.md).`,
  ];
}

function environmentsOf(plan: SdkPlan): readonly Part[] {
  const [, second] = plan.environments;
  if (second === undefined) return [];
  return [
    code`## Environments`,
    fencedBlock(
      code`client := ${identifier(plan.module.packageName)}.${identifier(plan.clientNames.maker)}(${identifier(plan.module.optionPackage)}.${identifier(second.function)}())`,
      'go',
    ),
  ];
}
