import type { StreamRule } from '../../api/page-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { alignKeys } from '../go/align.ts';
import type { PlannedOption } from '../go/sdk-plan.ts';
import { identifier, importPath, stringLiteral } from '../go/text.ts';
import { flagOf, goFile, list, struct, text, texts } from './go-file.ts';
import type { CliPlan } from './plan.ts';

/** `pkg/cmd/program.go`: the program as data. */
export function renderProgram(plan: CliPlan): string {
  const { api } = plan;
  const entries: (readonly [Code, Code | null])[] = [
    [code`Name`, stringLiteral(plan.program)],
    [code`Title`, stringLiteral(plan.title)],
    [code`About`, text(api.info.description)],
    [code`Version`, code`Version`],
    [code`EnvPrefix`, stringLiteral(plan.envPrefix)],
    [code`Environments`, environments(plan)],
    [code`Options`, options(plan)],
    [code`Groups`, groups(plan)],
    [code`QueryArrays`, stringLiteral(api.query.arrays)],
    [code`QueryObjects`, stringLiteral(api.query.objects)],
    [code`FormArrays`, stringLiteral(api.formArrays)],
    [code`MultipartArrays`, stringLiteral(api.multipartArrays)],
    [code`StreamRules`, rules(api.streamRules)],
    [code`Send`, code`send`],
  ];
  return goFile(plan, 'cmd', { own: ['internal/cmdline'] }, [
    code`
      // Version of the program, which it tells in its requests.
      const Version = ${stringLiteral(plan.version)} // x-release-please-version
    `,
    code`
      // Program returns the command line.
      func Program() *cmdline.Program {
      \treturn &cmdline.Program{
      \t${alignKeys(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])))}
      \t}
      }
    `,
  ]);
}

function environments(plan: CliPlan): Code | null {
  const { environments: all } = plan.api.client;
  return all.length > 1 ? texts(all.map(({ name }) => name)) : null;
}

function options(plan: CliPlan): Code | null {
  if (plan.options.length === 0) return null;
  const rows = plan.options.map(({ option, flag }) =>
    struct([
      ['Name', stringLiteral(flag)],
      ['Env', text(option.env)],
      ['Usage', text(option.description)],
      ['Default', option.default === null ? null : text(String(option.default))],
      ['Credential', flagOf(option.auth !== null)],
    ]),
  );
  return list('Option', rows);
}

function groups(plan: CliPlan): Code {
  return list(
    'Group',
    plan.groups.map(({ variable }) => identifier(variable)),
  );
}

function rules(given: readonly StreamRule[] | null): Code | null {
  if (given === null) return null;
  const rows = given.map(({ when, handle }) => {
    const fits =
      when.kind === 'event_type'
        ? ([
            ['When', stringLiteral('type')],
            ['Types', texts(when.types.map((type) => type ?? ''))],
          ] as const)
        : when.kind === 'data_starts_with'
          ? ([
              ['When', stringLiteral('prefix')],
              ['Prefix', text(when.text)],
            ] as const)
          : ([['When', stringLiteral('always')]] as const);
    return struct([...fits, ['Handle', stringLiteral(handle)]]);
  });
  return list('StreamRule', rows);
}

/** `pkg/cmd/client.go`: how requests are sent, by the Go SDK. */
export function renderClient(plan: CliPlan): string {
  const applied = plan.sdk.options.map((planned, index) => {
    const flag = plan.options[index]?.flag ?? planned.option.name;
    const reader = READERS[planned.type];
    return code`\topts = append(opts, cmdline.${identifier(reader)}(settings, ${stringLiteral(flag)}, option.With${identifier(planned.name)})...)`;
  });
  const named = plan.sdk.environments.length > 1 ? plan.sdk.environments : [];
  const security = plan.api.settings.perEndpointSecurity
    ? code`
        \tif request.Security != nil {
        \t\tcall = append(call, option.WithSecurity(request.Security...))
        \t}
      `
    : null;
  return goFile(
    plan,
    'cmd',
    {
      std: ['context', 'errors', 'log', 'net/http', 'os', 'time'],
      own: ['internal/cmdline'],
      sdk: true,
    },
    [
      code`
        // clientOptions are the options of the client for a run: what flags and environment variables say.
        func clientOptions(settings *cmdline.Settings) []option.RequestOption {
        \topts := []option.RequestOption{option.WithHeader("User-Agent", ${stringLiteral(`${plan.sdk.clientName}/CLI `)}+Version)}
        ${
          named.length === 0
            ? null
            : code`
                \tswitch settings.Environment {
                ${named.map(
                  ({ name, function: fn }) => code`
                    \tcase ${stringLiteral(name)}:
                    \t\topts = append(opts, option.${identifier(fn)}())
                  `,
                )}
                \t}
              `
        }
        \tif settings.BaseURL != "" {
        \t\topts = append(opts, option.WithBaseURL(settings.BaseURL))
        \t}
        ${applied}
        \tif settings.TimeoutMS > 0 {
        \t\topts = append(opts, option.WithRequestTimeout(time.Duration(settings.TimeoutMS)*time.Millisecond))
        \t}
        \tif settings.MaxRetries != nil {
        \t\topts = append(opts, option.WithMaxRetries(*settings.MaxRetries))
        \t}
        \tif settings.Debug {
        \t\topts = append(opts, option.WithDebugLog(log.New(os.Stderr, "", 0)))
        \t}
        \treturn opts
        }
      `,
      code`
        // requestOptions are the options of one request. What the caller set for the run wins over what its command sets.
        func requestOptions(settings *cmdline.Settings, request *cmdline.Request) []option.RequestOption {
        \tvar call []option.RequestOption
        ${security}
        \tif request.TimeoutMS > 0 && settings.TimeoutMS == 0 {
        \t\tcall = append(call, option.WithRequestTimeout(time.Duration(request.TimeoutMS)*time.Millisecond))
        \t}
        \tif request.MaxRetries != nil && settings.MaxRetries == nil {
        \t\tcall = append(call, option.WithMaxRetries(*request.MaxRetries))
        \t}
        \tif request.Body != nil {
        \t\tcall = append(call, option.WithRequestBody(request.ContentType, request.Body))
        \t}
        \tfor _, header := range request.Headers {
        \t\tif header[0] == "Cookie" {
        \t\t\tcall = append(call, option.WithHeaderAdd(header[0], header[1]))
        \t\t} else {
        \t\t\tcall = append(call, option.WithHeader(header[0], header[1]))
        \t\t}
        \t}
        \tfor _, header := range settings.Headers {
        \t\tcall = append(call, option.WithHeader(header[0], header[1]))
        \t}
        \treturn call
        }
      `,
      code`
        func send(ctx context.Context, settings *cmdline.Settings, request *cmdline.Request) (*http.Response, error) {
        \tclient := sdk.${identifier(plan.sdk.clientNames.maker)}(clientOptions(settings)...)
        \tvar res *http.Response
        \terr := client.Execute(ctx, request.Method, request.Path, nil, &res, requestOptions(settings, request)...)
        \tvar failure *sdk.Error
        \tif errors.As(err, &failure) {
        \t\treturn nil, &cmdline.StatusError{
        \t\t\tMethod: failure.Request.Method, URL: failure.Request.URL.Redacted(),
        \t\t\tStatusCode: failure.StatusCode, Body: cmdline.BodyOf(failure.Response),
        \t\t}
        \t}
        \treturn res, err
        }
      `,
    ],
  );
}

const READERS = {
  string: 'FromText',
  bool: 'FromBoolean',
  int64: 'FromInteger',
  float64: 'FromNumber',
} as const satisfies Record<PlannedOption['type'], string>;

/** `cmd/<program>/main.go` */
export function renderMain(plan: CliPlan): string {
  return goFile(plan, 'main', { own: ['internal/cmdline', 'pkg/cmd'] }, [
    code`
      func main() {
      \tcmdline.Main(cmd.Program())
      }
    `,
  ]);
}

/** `internal/sdk/option/security.go`: what the copy of the SDK has besides. */
export function renderSecurity(plan: CliPlan): string | null {
  if (!plan.api.settings.perEndpointSecurity || plan.sdkModule !== null) return null;
  const body: readonly Part[] = [
    code`package option`,
    code`import ${importPath(`${plan.module}/internal/sdk/internal/requestconfig`)}`,
    code`
      // WithSecurity removes the credentials of all ways of authentication but the given ones.
      func WithSecurity(wanted ...string) RequestOption {
      \treturn requestconfig.WithSecurity(wanted...)
      }
    `,
  ];
  return `${join(body, '\n\n').text}\n`;
}
