import { exampleArguments } from '../../api/examples.ts';
import type { Argument } from '../../api/method-types.ts';
import type { Json } from '../../api/types.ts';
import { type Code, code, join } from '../../code/code.ts';
import { jsonText } from '../../code/json-text.ts';
import { identifier, stringLiteral } from '../go/text.ts';
import { goFile } from './go-file.ts';
import type { CliCommand, CliFlag, CliGroup, CliPlan } from './plan.ts';

/** A file of the checkout that tests send. */
export const EXAMPLE_FILE = 'testdata/example.txt';

/** `pkg/cmd/<resource>_test.go`: each command with what it needs, with all, and with its body by standard input. */
export function renderGroupTest(plan: CliPlan, group: CliGroup): string {
  const cases = group.commands.flatMap((command) => casesOf(plan, group, command));
  const name = group.variable.replace(/^./, (letter) => letter.toUpperCase());
  return goFile(plan, 'cmd_test', { std: ['testing'] }, [
    code`
      func Test${identifier(name)}(t *testing.T) {
      \trun(t, []call{
      ${cases.map((one) => code`\t\t${one},`)}
      \t})
      }
    `,
  ]);
}

function casesOf(plan: CliPlan, group: CliGroup, command: CliCommand): readonly Code[] {
  const { method, name } = command;
  const { models, settings } = plan.api;
  const skip = method.skipTestReason ?? (settings.disableMockTests ? 'Mock server tests are disabled' : null);
  const start = [...(group.name === '' ? [] : [group.name]), name];
  const testCase = (title: string, args: readonly string[], stdin: string | null) =>
    code`{${join(
      [
        code`name: ${stringLiteral(title)}`,
        code`args: []string{${join([...start, ...args].map(stringLiteral), ', ')}}`,
        stdin === null ? null : code`stdin: ${stringLiteral(stdin)}`,
        skip === null ? null : code`skip: ${stringLiteral(skip)}`,
      ],
      ', ',
    )}}`;
  const all = exampleArguments(method, models, 'all');
  const inPath = [...all].filter(([argument]) => argument.in === 'path');
  const needed = new Map([...inPath, ...exampleArguments(method, models, 'required')]);
  const flags = (values: ReadonlyMap<Argument, Json>, wanted: (argument: Argument) => boolean) =>
    command.flags.flatMap((flag) => {
      const value = values.get(flag.argument);
      return flag.field !== null || value === undefined || !wanted(flag.argument) ? [] : wordsOf(flag, value);
    });
  const required = flags(needed, () => true);
  const full = flags(all, (argument) => argument.required || isShownByMock(command, argument));
  const body = bodyOf(command, all);
  return [
    testCase(name, required, null),
    ...(full.join('\n') === required.join('\n') ? [] : [testCase(`${name} with all flags`, full, null)]),
    ...(body === null
      ? []
      : [
          testCase(
            `${name} from standard input`,
            flags(all, ({ in: place }) => place !== 'body'),
            body,
          ),
        ]),
  ];
}

/**
 * The mock server takes numbers within objects of a form for text, and knows no objects within lists of a query: such
 * values are not sent to it.
 */
function isShownByMock({ method, flags }: CliCommand, argument: Argument): boolean {
  const kind = method.body?.encodings[0]?.kind;
  const type = flags.find((flag) => flag.argument === argument)?.type;
  if (type?.kind !== 'Any') return true;
  if (argument.in === 'query') return !type.isList;
  return argument.in !== 'body' || (kind !== 'multipart' && kind !== 'form');
}

/** The words with which a value is written. */
export function wordsOf({ name, type, argument }: CliFlag, value: Json): readonly string[] {
  const word = (one: Json) => `--${name}=${textOf(type.kind, one)}`;
  if (!type.isList) return value === null && type.kind !== 'Any' ? [] : [word(value)];
  if (!Array.isArray(value)) return [];
  if (type.kind === 'Any') return [`--${name}=${jsonText(value)}`];
  // An optional parameter with an empty list is left out.
  if (value.length === 0) return argument.required ? [`--${name}=[]`] : [];
  return value.map(word);
}

function textOf(kind: CliFlag['type']['kind'], value: Json): string {
  switch (kind) {
    case 'File':
      return EXAMPLE_FILE;
    case 'Any':
      return jsonText(value);
    case 'Text':
    case 'Bytes': {
      const text = typeof value === 'string' ? value : jsonText(value);
      return /^\\?@/.test(text) ? `\\${text}` : text;
    }
    case 'Integer':
    case 'Number':
    case 'Boolean':
      return typeof value === 'string' ? value : jsonText(value);
  }
}

/** The body as JSON; null if there is none, or if it contains files. */
function bodyOf({ method, flags }: CliCommand, values: ReadonlyMap<Argument, Json>): string | null {
  const [encoding] = method.body?.encodings ?? [];
  const own = flags.filter(({ argument, field }) => argument.in === 'body' && field === null);
  if (encoding?.kind !== 'json' || own.length === 0 || own.some(({ type }) => type.kind === 'File'))
    return null;
  if (method.body?.shape === 'whole') {
    const [only] = own;
    const value = only === undefined ? undefined : values.get(only.argument);
    return value === undefined ? null : jsonText(value);
  }
  const fields = own.flatMap(({ argument }) => {
    const value = values.get(argument) ?? argument.constant;
    return value === undefined ? [] : [[argument.name, value] as const];
  });
  return fields.length === 0 ? null : jsonText(Object.fromEntries(fields));
}

/** `pkg/cmd/program_test.go`: runs calls against the mock server. */
export function renderTestProgram(plan: CliPlan): string {
  const options = plan.options
    .filter(
      ({ option }) =>
        option.auth !== null ||
        option.requiredInTests ||
        (!option.nullable && option.default === null) ||
        option.serverVariable !== null,
    )
    .map(({ option, flag }) => {
      const example =
        option.example ??
        option.default ??
        { string: `My ${option.name}`, boolean: true, integer: 0, number: 0 }[option.type];
      return stringLiteral(`--${flag}=${example}`);
    });
  // Without commands nothing is called, and what is not used, linters report.
  const hasCalls = plan.groups.length > 0;
  return goFile(
    plan,
    'cmd_test',
    {
      std: hasCalls
        ? ['bytes', 'context', 'io', 'net/http', 'os', 'strings', 'testing', 'time']
        : ['bytes', 'context', 'strings', 'testing'],
      own: ['internal/cmdline', 'pkg/cmd'],
    },
    [
      ...(hasCalls ? callParts(options) : []),
      code`
        // TestHelp asks for help and completions of everything.
        func TestHelp(t *testing.T) {
        \tprogram := cmd.Program()
        \tcalls := [][]string{{"--help"}, {"--version"}, {"@completion", "bash"}, {"__complete", ""}}
        \tfor _, group := range program.Groups {
        \t\tif group.Name != "" {
        \t\t\tcalls = append(calls, []string{group.Name, "--help"}, []string{"__complete", group.Name, ""})
        \t\t}
        \t\tfor _, command := range group.Commands {
        \t\t\tcalls = append(calls, strings.Fields(group.Name+" "+command.Name+" --help"))
        \t\t}
        \t}
        \tfor _, args := range calls {
        \t\tvar stdout, stderr bytes.Buffer
        \t\tcode := cmdline.Run(context.Background(), program, cmdline.Streams{Out: &stdout, Err: &stderr}, args)
        \t\tif code != cmdline.ExitOK || stdout.Len() == 0 {
        \t\t\tt.Errorf("exit code %d of %q\\n%s", code, args, stderr.String())
        \t\t}
        \t}
        }
      `,
    ],
  );
}

/** How calls are made against the mock server, with the options that each of them needs. */
function callParts(options: readonly Code[]): readonly Code[] {
  return [
    code`
        // call is one call of the program, which must succeed.
        type call struct {
        \tname  string
        \targs  []string
        \tstdin string
        \tskip  string
        }
      `,
    code`
        // run makes calls against the mock server at TEST_API_BASE_URL. SKIP_MOCK_TESTS=true leaves them out.
        func run(t *testing.T, calls []call) {
        \tt.Helper()
        \tbaseURL := "http://localhost:4010"
        \tif value, ok := os.LookupEnv("TEST_API_BASE_URL"); ok {
        \t\tbaseURL = value
        \t}
        \tfor _, one := range calls {
        \t\tt.Run(one.name, func(t *testing.T) {
        \t\t\tif one.skip != "" {
        \t\t\t\tt.Skip(one.skip)
        \t\t\t}
        \t\t\trequireServer(t, baseURL)
        \t\t\targs := append([]string{${join([code`"--base-url=" + baseURL`, code`"--max-retries=0"`, ...options], ', ')}}, one.args...)
        \t\t\tvar stdin io.Reader
        \t\t\tif one.stdin != "" {
        \t\t\t\tstdin = strings.NewReader(one.stdin)
        \t\t\t}
        \t\t\tctx, cancel := context.WithTimeout(context.Background(), time.Minute)
        \t\t\tdefer cancel()
        \t\t\tvar stdout, stderr bytes.Buffer
        \t\t\tcode := cmdline.Run(ctx, cmd.Program(), cmdline.Streams{In: stdin, Out: &stdout, Err: &stderr}, limited(one.args, args))
        \t\t\tif code != cmdline.ExitOK {
        \t\t\t\tt.Fatalf("exit code %d of %q\\n%s", code, one.args, stderr.String())
        \t\t\t}
        \t\t})
        \t}
        }
      `,
    code`
        // limited asks for one item where a command follows pages: those of a mock server have no end.
        func limited(call []string, args []string) []string {
        \tfor _, group := range cmd.Program().Groups {
        \t\tfor _, command := range group.Commands {
        \t\t\tname := strings.TrimSpace(group.Name + " " + command.Name)
        \t\t\tif command.Page != nil && strings.HasPrefix(strings.Join(call, " ")+" ", name+" ") {
        \t\t\t\treturn append(args, "--max-items=1")
        \t\t\t}
        \t\t}
        \t}
        \treturn args
        }
      `,
    code`
        func requireServer(t *testing.T, baseURL string) {
        \tt.Helper()
        \tres, err := http.Get(baseURL)
        \tif err == nil {
        \t\t_ = res.Body.Close()
        \t\treturn
        \t}
        \tif os.Getenv("SKIP_MOCK_TESTS") == "true" {
        \t\tt.Skip("The mock server is not running")
        \t}
        \tt.Fatalf("start the mock server with ./scripts/mock, or set SKIP_MOCK_TESTS=true: %s", err)
        }
      `,
  ];
}
