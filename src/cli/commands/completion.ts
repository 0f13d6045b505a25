import type { Command } from 'commander';
import { SDK_TARGETS } from '../../contract/targets.ts';
import { CommandError, EXIT } from '../people/exit.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A command and what may follow it. */
export interface Completed {
  /** `conflicts show` */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly description: string }[];
}

const EXAMPLES = `
Examples:
  bash   kiln completion bash > ~/.local/share/bash-completion/completions/kiln
  zsh    kiln completion zsh > "\${fpath[1]}/_kiln"
  fish   kiln completion fish > ~/.config/fish/completions/kiln.fish`;

/** `whole` returns `kiln` with all of its commands. */
export function addCompletion(program: Command, whole: () => Promise<Command>): void {
  program
    .command('completion <shell>')
    .description('Print completions for bash, zsh or fish.')
    .addHelpText('after', EXAMPLES)
    .action(async (shell: string) => {
      const commands = commandsOf(await whole());
      switch (SHELLS.find((one) => one === shell)) {
        case 'bash':
          process.stdout.write(bash(commands));
          break;
        case 'zsh':
          process.stdout.write(zsh(commands));
          break;
        case 'fish':
          process.stdout.write(fish(commands));
          break;
        case undefined:
          throw new CommandError(`shell: must be ${SHELLS.join(', ')}.`, EXIT.usage);
      }
    });
}

/** Every command of a program with its subcommands and options; the first is `kiln` itself, with an empty path. */
export function commandsOf(program: Command, path = ''): Completed[] {
  const inside = program.commands.flatMap((one) => commandsOf(one, `${path} ${one.name()}`.trim()));
  const takesTarget = program.registeredArguments.some((argument) => argument.name() === 'target');
  const words = [
    ...program.commands.map((one) => ({ word: one.name(), description: one.description() })),
    ...program.options.flatMap(({ long, description }) =>
      long === undefined || long === null ? [] : [{ word: long, description }],
    ),
    ...(takesTarget ? SDK_TARGETS.map((word) => ({ word, description: 'target' })) : []),
  ];
  return [{ path, words }, ...inside];
}

const wordsOf = ({ words }: Completed) => words.map(({ word }) => word).join(' ');

function bash(commands: readonly Completed[]): string {
  const cases = commands.map((one) => `    "${one.path}") words="${wordsOf(one)}" ;;`).join('\n');
  return `# Completions of kiln for bash.
_kiln() {
  local word path="" words i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in -*) ;; *) case " ${paths(commands)} " in *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;; esac ;; esac
  done
  case "\${path//\\// }" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _kiln kiln ./kiln
`;
}

/** Command paths as single words: `conflicts/show`. */
function paths(commands: readonly Completed[]): string {
  return commands
    .filter(({ path }) => path !== '')
    .map(({ path }) => path.replaceAll(' ', '/'))
    .join(' ');
}

function zsh(commands: readonly Completed[]): string {
  const cases = commands
    .map(({ path, words }) => {
      const entries = words.map(({ word, description }) => `      ${quoted(`${word}:${description}`)}`);
      return `    ${quoted(path)}) words_of=(\n${entries.join('\n')}\n    ) ;;`;
    })
    .join('\n');
  return `#compdef kiln
# Completions of kiln for zsh.
_kiln() {
  local word at="" i
  local -a words_of
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    [[ "$word" == -* ]] && continue
    [[ " ${paths(commands)} " == *" \${at:+$at/}$word "* ]] && at="\${at:+$at/}$word"
  done
  case "\${at//\\// }" in
${cases}
  esac
  _describe 'kiln' words_of || _files
}
if [[ "\${funcstack[1]}" == _kiln ]]; then _kiln "$@"; else compdef _kiln kiln; fi
`;
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ path, words }) =>
    words.map(({ word, description }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c kiln -n ${quoted(`__kiln_at "${path}"`)} ${what} -d ${quoted(description)}`;
    }),
  );
  const known = commands.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]));
  return `# Completions of kiln for fish.
function __kiln_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; and continue
    set -l next (string trim -- "$at $word")
    contains -- $next ${known.join(' ')}; and set at $next
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

/** Quotes a text for a shell. fish treats a backslash in single quotes as an escape; descriptions have none. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
