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
    let leading = 0;
    while (leading < brackets.length && !isOpening(brackets[leading]) && isLeading(text, leading)) leading++;
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

/** Whether the bracket is one of those at the beginning of the line: `})`. */
function isLeading(text: string, index: number): boolean {
  return /^[})\]]+/.exec(text)?.[0][index] !== undefined;
}

/** Brackets outside strings and comments. */
function bracketsOf(line: string): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    if (character === '/' && line[i + 1] === '/') break;
    if (character === '"' || character === "'" || character === '`') {
      i = endOfString(line, i, character);
      continue;
    }
    if ('{}()[]'.includes(character)) found.push(character);
  }
  return found;
}

function endOfString(line: string, start: number, quote: string): number {
  for (let i = start + 1; i < line.length; i++) {
    if (line[i] === '\\' && quote !== '`') i++;
    else if (line[i] === quote) return i;
  }
  return line.length;
}
