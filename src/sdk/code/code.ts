/**
 * Code of any language. Only this module's template tag and the escaping functions of a language make it, so text of
 * a description or a config file, which is a plain `string`, cannot enter code unescaped: it does not type-check.
 */
export class Code {
  readonly text: string;
  /** For the escaping functions of `languages/<l>/text.ts` alone: everything else writes `code`. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in code. Lists are joined by line breaks; null is nothing, and takes its empty line with it. */
export type Part = Code | number | readonly Part[] | null;

/**
 * Code from a template. The template's common indentation goes, a first and a last line that are empty go, and a part
 * of several lines keeps the indentation of the place where it stands. A line that holds nothing but parts that are
 * null or empty lists goes whole.
 */
export function code(strings: TemplateStringsArray, ...parts: readonly Part[]): Code {
  return new Code(layOut(strings, parts));
}

/** Code that this project wrote, which is no template: `source('async ')`. Never with text of others. */
export function source<const T extends string>(text: string extends T ? never : T): Code {
  return new Code(text);
}

/** Parts with a separator between them; null parts are left out. */
export function join(
  parts: readonly Part[],
  separator: ', ' | ' | ' | ' || ' | ' & ' | '\n' | '\n\n' | '\n\n\n' | '' | ' ' | '.' | ',\n',
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

/** Stands for a part while the template is laid out: no template holds it. */
const HOLE = '\u0000';

/** A line of a template: what stands before, between and after its parts. */
interface Line {
  readonly pieces: readonly string[];
  /** Index of the line's first part. */
  readonly first: number;
  readonly indent: string;
  /** Nothing but parts. */
  readonly isBare: boolean;
}

/** Templates by where they stand in our code: each is taken apart once. */
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
