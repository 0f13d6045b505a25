/** A piece of a line with one style. `style`: classes of web/src/styles/. */
export interface Piece {
  readonly text: string;
  readonly style: string;
}

const ESCAPE = String.fromCharCode(27);
// Colours and styles are shown; every other sequence (cursor, titles, links) is removed.
const SEQUENCE = new RegExp(
  `${ESCAPE}\\[([0-9;]*)m|${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${String.fromCharCode(7)}${ESCAPE}]*(?:${String.fromCharCode(7)}|${ESCAPE}\\\\)|[@-_])`,
  'g',
);
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** A terminal line as styled pieces. Text that a progress bar overwrote is gone, as on a terminal. */
export function pieces(line: string): Piece[] {
  const shown = line.includes('\r') ? (line.split('\r').findLast((part) => part !== '') ?? '') : line;
  if (!shown.includes(ESCAPE)) return [{ text: shown, style: '' }];
  const found: Piece[] = [];
  let style = new Set<string>();
  let at = 0;
  for (const match of shown.matchAll(SEQUENCE)) {
    if (match.index > at) found.push({ text: shown.slice(at, match.index), style: [...style].join(' ') });
    at = match.index + match[0].length;
    if (match[1] !== undefined) style = restyled(style, match[1]);
  }
  if (at < shown.length) found.push({ text: shown.slice(at), style: [...style].join(' ') });
  return found;
}

export const plain = (line: string): string => line.replace(SEQUENCE, '').replace(/.*\r(?=[^\r])/, '');

function restyled(before: ReadonlySet<string>, codes: string): Set<string> {
  const style = new Set(before);
  const without = (prefix: string) => {
    for (const name of style) if (name.startsWith(prefix)) style.delete(name);
  };
  for (const text of codes === '' ? ['0'] : codes.split(';')) {
    const code = Number(text);
    if (code === 0) style.clear();
    else if (code === 1) style.add('ansi-bold');
    else if (code === 2) style.add('ansi-dim');
    else if (code === 3) style.add('ansi-italic');
    else if (code === 4) style.add('ansi-underline');
    else if (code === 22) {
      style.delete('ansi-bold');
      style.delete('ansi-dim');
    } else if (code === 39) without('ansi-fg-');
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      without('ansi-fg-');
      style.add(`ansi-fg-${NAMES[code % 10]}`);
    }
  }
  return style;
}

const ERROR = /\b(error|fatal|failed|failure|exception|panic|traceback)\b|^\s*(FAIL|E )\b|✗|✖/i;
const NO_ERROR = /\b(0|no) (errors?|failures?|failed)\b|--\w*error/i;

/** A command that is about to run, which may name errors. */
const COMMAND = /^\$ /;

/** Whether a line reports an error: the target of "first error". */
export const isError = (line: string): boolean =>
  ERROR.test(line) && !NO_ERROR.test(line) && !COMMAND.test(line);
