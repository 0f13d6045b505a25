import { type Code, code, join, render } from '../../code/code.ts';
import { codeSpan, html } from '../../code/markdown.ts';
import type { FlagType } from './flags.ts';
import type { CliCommand, CliFlag, CliGroup, CliPlan } from './plan.ts';

/** `api.md`: every resource with its commands, each with the operation that it calls. */
export function renderApi(plan: CliPlan): string {
  const sections = plan.groups.map((group) => {
    const heading = group.name === '' ? code`# Commands without a resource` : code`# ${codeSpan(group.name)}`;
    return code`${heading}\n\n${join(
      group.commands.map((command) => commandLine(plan, group, command)),
      '\n',
    )}`;
  });
  return `${render(join(sections, '\n\n'))}\n`;
}

function commandLine(plan: CliPlan, group: CliGroup, command: CliCommand): Code {
  const { verb, path } = command.method;
  return code`- <code title="${html(`${verb} ${path}`)}">${html(usage(plan, group, command))}</code>`;
}

/** How a command is called, as its help says it: path arguments, the flags that it needs, and whether it has others. */
function usage(plan: CliPlan, group: CliGroup, { name, flags }: CliCommand): string {
  const own = flags.filter(({ field }) => field === null);
  const inPath = own.filter(({ argument }) => argument.in === 'path').map((flag) => `<${flag.name}>`);
  const needed = own
    .filter((flag) => flag.argument.in !== 'path' && isRequired(flag))
    .map((flag) => `--${flag.name}${placeholder(flag.type)}`);
  return [
    plan.program,
    ...(group.name === '' ? [] : [group.name]),
    name,
    ...inPath,
    ...needed,
    ...(flags.length > inPath.length + needed.length ? ['[flags]'] : []),
  ].join(' ');
}

/** A path has all its arguments, also those that a client option may fill. */
export function isRequired({
  argument: { in: place, required, constant },
}: Pick<CliFlag, 'argument'>): boolean {
  return place === 'path' || (required && constant === undefined);
}

function placeholder({ kind, isList }: FlagType): string {
  const word = isList && kind === 'Boolean' ? ' boolean' : PLACEHOLDERS[kind];
  return isList ? `${word}…` : word;
}

const PLACEHOLDERS: Readonly<Record<FlagType['kind'], string>> = {
  Text: ' text',
  Bytes: ' base64',
  Integer: ' integer',
  Number: ' number',
  Boolean: '',
  Any: ' yaml',
  File: ' file',
};
