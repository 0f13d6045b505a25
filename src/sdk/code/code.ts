/**
 * Code in any language. It is only made by this module's template tag and a language's escaping functions, so text of
 * a description or a config file, which is a plain `string`, cannot get into code unescaped: that does not
 * type-check.
 */
export class Code {
  readonly text: string;
  /** Only for the escaping functions in `languages/<l>/text.ts`: everything else uses `code`. */
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Values that can be embedded in code. Lists are joined by line breaks; null is nothing, and removes the line that it
 * would leave empty.
 */
export type Part = Code | number | readonly Part[] | null;

/**
 * Code from a template. The common indentation and an empty first and last line are removed, and an embedded value of
 * several lines is indented like its place. A line that contains only null or empty lists is removed.
 */
export function code(strings: TemplateStringsArray, ...parts: readonly Part[]): Code {
  return new Code(layOut(strings, parts));
}

/** Code of this project that is no template: `source('async ')`. Never for text of others. */
export function source<const T extends string>(text: string extends T ? never : T): Code {
  return new Code(text);
}

/** Joins values with a separator; null values are skipped. */
export function join(
  parts: readonly Part[],
  separator: ', ' | ' | ' | ' || ' | ' or ' | ' & ' | '\n' | '\n\n' | '\n\n\n' | '' | ' ' | '.' | ',\n',
): Code {
  return new Code(
    parts
      .filter((part) => part !== null)
      .map(render)
      .join(separator),
  );
}

export function isEmpty(part: Part): boolean {
  return part === null || (Array.isArray(part) && part.every(isEmpty));
}

export function render(part: Part): string {
  if (part === null) return '';
  if (part instanceof Code) return part.text;
  if (typeof part === 'number') return String(part);
  return part
    .filter((inner) => !isEmpty(inner))
    .map(render)
    .join('\n');
}

/** Placeholder of an embedded value during layout: it occurs in no template. */
const HOLE = '\u0000';

/** A template line: the text before, between and after its embedded values. */
interface Line {
  readonly pieces: readonly string[];
  /** Index of the line's first embedded value. */
  readonly first: number;
  readonly indent: string;
  /** Whether the line contains only embedded values. */
  readonly isBare: boolean;
}

/** Parsed templates by their source location: each is parsed once. */
const LAYOUTS = new WeakMap<TemplateStringsArray, readonly Line[]>();

function layoutOf(strings: TemplateStringsArray): readonly Line[] {
  const known = LAYOUTS.get(strings);
  if (known !== undefined) return known;
  const lines = strings.join(HOLE).split('\n');
  if (lines.length > 1 && lines[0]?.trim() === '') lines.shift();
  if (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  const depth = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  let first = 0;
  const layout = lines.map((whole): Line => {
    const line = whole.trim() === '' ? '' : whole.slice(depth);
    const pieces = line.split(HOLE);
    const indent = line.slice(0, line.length - line.trimStart().length).replaceAll(HOLE, '');
    const made = {
      pieces,
      first,
      indent,
      isBare: pieces.length > 1 && pieces.every((piece) => piece.trim() === ''),
    };
    first += pieces.length - 1;
    return made;
  });
  LAYOUTS.set(strings, layout);
  return layout;
}

function layOut(strings: TemplateStringsArray, parts: readonly Part[]): string {
  const laid: string[] = [];
  for (const { pieces, first, indent, isBare } of layoutOf(strings)) {
    if (isBare && isAllEmpty(parts, first, first + pieces.length - 1)) continue;
    let text = pieces[0] ?? '';
    for (let index = 1; index < pieces.length; index++) {
      const part = parts[first + index - 1];
      if (part !== undefined) text += indented(render(part), indent);
      text += pieces[index];
    }
    laid.push(text);
  }
  return laid.join('\n');
}

function isAllEmpty(parts: readonly Part[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!isEmpty(parts[index] ?? null)) return false;
  return true;
}

function indented(text: string, indent: string): string {
  return indent === '' || !text.includes('\n') ? text : text.replaceAll(/\n(?=[^\n])/g, `\n${indent}`);
}
