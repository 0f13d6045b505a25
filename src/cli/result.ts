import { CHECKS, type Check, type SdkTarget } from '../contract/targets.ts';
import {
  appearance,
  type Build,
  type BuildTarget,
  commitColor,
  pad,
  paint,
  type RenderOptions,
  type Summary,
  stepState,
  targetsOf,
} from './progress.ts';

const WIDTH = 80;
/** Below this width, in columns, the table of a result leaves out files and checks. */
const NARROW = 64;
const COLUMNS = [12, 16, 9, 7, 6, 7, 6] as const;

/** The result of a build: a table with one line per target, and why checks failed. */
export function resultLines(build: Build, summary: Summary | null, options: RenderOptions = {}): string[] {
  const { colors = false, columns = WIDTH } = options;
  const targets = targetsOf(build);
  // A narrow terminal has room for the first three columns.
  const isNarrow = columns < NARROW;
  const header = isNarrow
    ? row(['target', 'conclusion', 'commit'])
    : row(['target', 'conclusion', 'commit', 'files', ...CHECKS]);
  const out = [paint('dim', header, colors)];
  for (const [name, target] of targets)
    out.push(resultRow(name, target, summary?.targets[name]?.files, colors, isNarrow));

  const notes = targets.flatMap(([name, target]) =>
    checkNotes(name, target, summary?.targets[name]?.notes ?? {}),
  );
  if (notes.length > 0) out.push('', ...notes);
  return out;
}

/**
 * Shell commands that fetch each SDK: the key and the address of the repositories as variables, and for each target
 * how to clone and install it.
 */
export function getLines(
  build: Build,
  summary: Summary,
  apiKey: string,
  options: RenderOptions = {},
): string[] {
  const { colors = false } = options;
  const out: string[] = [];
  for (const [name, target] of targetsOf(build)) {
    const own = summary.targets[name];
    const sha = target.commit.status === 'completed' ? target.commit.commit?.sha : undefined;
    if (own === undefined || sha === undefined) continue;
    const { host, pathname, protocol } = new URL(own.clone_url);
    const [, folder = '', repository = ''] = /^(.*)\/([^/]+)$/.exec(pathname) ?? [];
    if (out.length === 0) {
      out.push('Get them:', '', `KEY=${apiKey}`, `KILN=${protocol}//kiln:$KEY@${host}${folder}`, '');
    }
    const install = own.install_command === null ? [] : own.install_command.split(' && ');
    const clone = install.some((command) => command.startsWith('git clone '))
      ? []
      : [`git clone ${own.clone_url}`];
    const commands = [...clone, install.join(' &&\n  ')].filter((command) => command !== '');
    const lines = commands.flatMap((command) =>
      command
        .replaceAll(own.clone_url, `$KILN/${repository}`)
        .replaceAll(sha, sha.slice(0, 12))
        .replace(/'([^'\n]*\$KILN[^'\n]*)'/g, '"$1"')
        .split('\n')
        .flatMap((line) => folded(line, WIDTH - COLUMNS[0])),
    );
    for (const [i, line] of lines.entries()) {
      out.push(`${paint('bold', pad(i === 0 ? name : '', COLUMNS[0]), colors)}${line}`);
    }
  }
  return out;
}

/** Wraps a command between words for a shell; continuation lines are indented. */
function folded(command: string, width: number): string[] {
  const indent = /^ */.exec(command)?.[0] ?? '';
  const [first = '', ...words] = command.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const lines: string[] = [];
  let line = indent + first;
  for (const word of words) {
    // Room for ` &&` or a backslash.
    if (word !== '&&' && line.length + 1 + word.length + 3 > width) {
      lines.push(`${line} \\`);
      line = `${indent}  ${word}`;
    } else line = `${line} ${word}`;
  }
  return [...lines, line];
}

function row(texts: readonly string[]): string {
  return COLUMNS.map((width, i) => pad(texts[i] ?? '', width))
    .join('')
    .trimEnd();
}

function resultRow(
  name: SdkTarget,
  target: BuildTarget,
  files: number | null | undefined,
  colors: boolean,
  isNarrow: boolean,
): string {
  const { commit } = target;
  const conclusion = commit.status === 'completed' ? commit.conclusion : commit.status;
  const sha = commit.status === 'completed' ? (commit.commit?.sha.slice(0, 7) ?? '–') : '–';
  const [nameWidth, conclusionWidth, shaWidth, filesWidth] = COLUMNS;
  const checks = CHECKS.map((check, i) => {
    const look = appearance(stepState(target, check, undefined), 0);
    return paint(look.color, pad(look.symbol, COLUMNS[4 + i] ?? 6), colors);
  });
  const text = [
    pad(name, nameWidth),
    paint(commitColor(conclusion), pad(conclusion, conclusionWidth), colors),
    pad(sha, shaWidth),
    ...(isNarrow ? [] : [`${String(files ?? '–').padStart(5)}${' '.repeat(filesWidth - 5)}`, ...checks]),
  ];
  return text.join('').trimEnd();
}

/** Why checks failed, once for checks with the same reason; with the logs of the failed ones. */
function checkNotes(name: SdkTarget, target: BuildTarget, notes: Readonly<Record<string, string>>): string[] {
  const byReason = new Map<string, { readonly checks: Check[]; readonly logs: string[] }>();
  for (const check of CHECKS) {
    const step = target[check];
    if (step?.status !== 'completed' || step.conclusion === 'success') continue;
    const reason = `${step.conclusion}: ${notes[check] ?? 'no reason was recorded.'}`;
    const group = byReason.get(reason) ?? { checks: [], logs: [] };
    group.checks.push(check);
    if (step.conclusion !== 'skipped' && step.url !== null) group.logs.push(step.url);
    byReason.set(reason, group);
  }
  return [...byReason].flatMap(([reason, { checks, logs }]) => [
    ...wrap(`${name}: ${checks.join(', ')} ${reason}`),
    ...logs.map((url) => `  ${url}`),
  ]);
}

/** Wraps a text to fit a terminal; continuation lines are indented. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
