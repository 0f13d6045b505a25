import type { ExampleCall } from '../../api/api-types.ts';
import { exampleArguments } from '../../api/examples.ts';
import type { Argument } from '../../api/method-types.ts';
import type { Json } from '../../api/types.ts';
import { Code, code, join, type Part, render } from '../../code/code.ts';
import { codeSpan, fencedBlock, inTable, link, markdown, prose } from '../../code/markdown.ts';
import type { CliCommand, CliGroup, CliPlan } from './plan.ts';
import { wordsOf } from './render-tests.ts';

/** `README.md`, with commands that can be typed. */
export function renderReadme(plan: CliPlan): string {
  const { api, input, program, envPrefix } = plan;
  const shown = api.info.title.trim() || 'the API';
  const credential = plan.options.find(({ option }) => option.auth !== null && option.env !== null);
  const sections: Part[] = [
    code`# ${prose(`${plan.title} command line`)}`,
    code`The command line interface of ${api.organization.docs ? link(shown, api.organization.docs) : prose(shown)}.`,
    api.info.description.trim() === '' ? null : markdown(api.info.description),
    input.target.screencast === null ? null : link('Screencast', input.target.screencast),
    code`## Installation`,
    code`With Go 1.23 or later:`,
    sh([`go install ${plan.module}/cmd/${program}@latest`]),
    code`Each release has archives for Linux, macOS and Windows.`,
    code`The program contains completions for bash, zsh, fish and PowerShell, and its manual pages:`,
    sh([
      `source <(${program} @completion bash)            # or zsh`,
      `${program} @completion fish | source             # fish`,
      `${program} @manpages ~/.local/share/man/man1`,
      `man ${program}`,
    ]),
    code`In PowerShell, quote words that begin with @: ${codeSpan(`${program} '@completion' powershell | Out-String | Invoke-Expression`)}.`,
    code`## Usage`,
    fencedBlock(new Code(`${program} [resource] <command> [--flag value]`)),
    ...examples(plan),
    code`Separate nested resources with colons. Path parameters can be given as positional arguments, in order. Add ${codeSpan('--help')} to any command for its documentation.`,
    ...commands(plan),
    code`## Credentials and other options`,
    optionTable(plan),
    credential === undefined ? null : sh([`export ${credential.option.env}='…'`]),
    code`${codeSpan('--base-url')} or ${codeSpan(`${envPrefix}_BASE_URL`)} sets another server, ${codeSpan('--header')} adds a header, and ${codeSpan('--timeout')} and ${codeSpan('--max-retries')} limit how long a command waits.`,
    code`## Values`,
    code`- ${codeSpan('--flag @file')} sends the content of a file, ${codeSpan('--flag @-')} standard input; escape a leading @ as ${codeSpan('\\@…')}.
- Repeat a flag that takes a list, or give it once as ${codeSpan('[a, b]')}.
- Write objects as YAML or JSON: ${codeSpan("--flag '{a: 1}'")}. Their scalar fields also have flags of their own: ${codeSpan('--flag.a 1')}.
- A request body can be piped to standard input as YAML or JSON; flags override its fields.`,
    code`## Output`,
    code`${codeSpan('--format')} is one of ${codeSpan('auto')}, ${codeSpan('json')}, ${codeSpan('jsonl')}, ${codeSpan('yaml')}, ${codeSpan('pretty')}, ${codeSpan('raw')}. ${codeSpan('auto')} prints tables and indented values on a terminal, and JSON otherwise. ${codeSpan('--transform')} takes a [GJSON](https://github.com/tidwall/gjson/blob/master/SYNTAX.md) path and prints that part of each response; strings are then printed without quotes.`,
    code`Lists are printed with the items of all pages, one JSON value per line; limit them with ${codeSpan('--max-items')}. Streams are printed as they arrive. Errors go to standard error; format them with ${codeSpan('--format-error')} and ${codeSpan('--transform-error')}. ${codeSpan('--debug')} logs requests and responses there, with credentials redacted.`,
    code`## Exit codes`,
    exitCodes(),
    code`## Contributing`,
    code`See [CONTRIBUTING.md](CONTRIBUTING.md).`,
  ];
  return `${render(join(sections, '\n\n'))}\n`;
}

function sh(lines: readonly string[]): Code {
  return fencedBlock(new Code(lines.join('\n')), 'sh');
}

/** A word of a shell that stands for the text, whatever it is. */
function shellWord(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", `'\\''`)}'`;
}

/** How a command is called with these values. */
export function callLine(
  plan: CliPlan,
  group: CliGroup,
  command: CliCommand,
  values: ReadonlyMap<Argument, Json>,
): string {
  const words = command.flags.flatMap((flag) => {
    const value = values.get(flag.argument);
    if (flag.field !== null || value === undefined) return [];
    return wordsOf(flag, value).map((word) => {
      const [, name = '', text = ''] = /^(--[^=]+)=([\s\S]*)$/.exec(word) ?? [];
      return flag.type.kind === 'Boolean' && text === 'true' ? name : `${name} ${shellWord(text)}`;
    });
  });
  const start = [plan.program, ...(group.name === '' ? [] : [group.name]), command.name].join(' ');
  const line = [start, ...words].join(' ');
  return line.length <= 80 ? line : [start, ...words.map((word) => `  ${word}`)].join(' \\\n');
}

/** Commands that can be typed as they are. */
function examples(plan: CliPlan): readonly Part[] {
  const lines = headline(plan);
  return lines.length === 0 ? [] : [sh(lines)];
}

function headline(plan: CliPlan): readonly string[] {
  const { readme } = plan.api;
  const wanted = [readme.headline ?? readme.default, readme.pagination, readme.streaming];
  const lines = wanted.flatMap((example) => (example === null ? [] : (exampleLine(plan, example) ?? [])));
  return [...new Set(lines)];
}

function exampleLine(plan: CliPlan, example: ExampleCall): string | null {
  const group = plan.groups.find(
    ({ resource }) => resource.path.join('\n') === example.resourcePath.join('\n'),
  );
  const command = group?.commands.find(({ method }) => method.name === example.method);
  if (group === undefined || command === undefined) return null;
  const needed = exampleArguments(command.method, plan.api.models, 'required');
  const values = new Map<Argument, Json>();
  for (const argument of command.method.arguments) {
    const value = Object.hasOwn(example.values, argument.name)
      ? example.values[argument.name]
      : needed.get(argument);
    if (value !== undefined) values.set(argument, value);
  }
  return callLine(plan, group, command, values);
}

function commands(plan: CliPlan): readonly Part[] {
  const rows = plan.groups.map(({ name, commands: all }) => {
    const names = all.map((command) => codeSpan(command.name));
    return code`| ${name === '' ? code` ` : codeSpan(name)} | ${join(names, ', ')} |`;
  });
  return [
    code`## Commands`,
    code`| resource | commands |\n| --- | --- |\n${join(rows, '\n')}`,
    code`[api.md](api.md) lists the API operation of each command.`,
  ];
}

function optionTable(plan: CliPlan): Part {
  if (plan.options.length === 0) return null;
  const rows = plan.options.map(({ option, flag }) => {
    const env = option.env === null ? code`` : codeSpan(option.env);
    return code`| ${codeSpan(`--${flag}`)} | ${inTable(env)} | ${inTable(prose(option.description ?? ''))} |`;
  });
  return code`| flag | environment variable | |\n| --- | --- | --- |\n${join(rows, '\n')}`;
}

function exitCodes(): Code {
  return code`
    | code | meaning |
    | --- | --- |
    | 0 | success |
    | 1 | no response: the connection failed or timed out, or a file could not be read or written |
    | 2 | usage error: an unknown command or flag, or an invalid value |
    | 3 | 401 or 403: not authenticated, or not permitted |
    | 4 | 404: not found |
    | 5 | any other 4xx: the request was rejected |
    | 6 | 429: too many requests |
    | 7 | 5xx: the API failed |
    | 130 | interrupted |
  `;
}
