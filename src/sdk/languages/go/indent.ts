/**
 * Indents Go code like gofmt: one tab for each earlier line with brackets that are still open. The templates' own
 * indentation is ignored. No string in the code may span lines.
 */
export function reindent(code: string): string {
  /** Brackets that are open, one number for each line that opened some. */
  const open: number[] = [];
  const lines = code.split('\n').map((line) => {
    const text = line.trimStart();
    if (text === '') return '';
    const brackets = bracketsOf(text);
    const leading = closingAtStart(text);
    for (let i = 0; i < leading; i++) close(open);
    const depth = open.length - (/^(?:case\b.*|default):$/.test(text) ? 1 : 0);
    let opened = 0;
    for (const bracket of brackets.slice(leading)) {
      if (isOpening(bracket)) opened++;
      else if (opened > 0) opened--;
      else close(open);
    }
    if (opened > 0) open.push(opened);
    return '\t'.repeat(Math.max(0, depth)) + text;
  });
  return lines.join('\n');
}

function close(open: number[]): void {
  const last = open.pop();
  if (last !== undefined && last > 1) open.push(last - 1);
}

function isOpening(bracket: string | undefined): boolean {
  return bracket === '{' || bracket === '(' || bracket === '[';
}

const isClosing = (bracket: string | undefined) => bracket === '}' || bracket === ')' || bracket === ']';

/** How many brackets a line begins with that close: two in `})`. */
function closingAtStart(text: string): number {
  let count = 0;
  while (isClosing(text[count])) count++;
  return count;
}

/** A comment, a string (each to the end of the line if it does not end before), or a bracket. */
const TOKEN = /\/\/.*|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?|[{}()[\]]/gs;

/** Brackets outside strings and comments. */
function bracketsOf(line: string): readonly string[] {
  return line.match(TOKEN)?.filter((token) => isOpening(token) || isClosing(token)) ?? [];
}
