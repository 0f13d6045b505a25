import { Code, type Part, render } from '../../code/code.ts';

/**
 * Aligns columns like gofmt: cells of adjacent lines begin in the same column. A comment, an empty line or a
 * multi-line cell ends a block.
 */
export type Row =
  /** Comment lines, or other lines without columns. */
  | { readonly kind: 'plain'; readonly text: Part }
  /** Cells; the last one may be missing. A multi-line cell ends the block before and after it. */
  | { readonly kind: 'cells'; readonly cells: readonly Part[] };

export function cells(...parts: readonly Part[]): Row {
  return { kind: 'cells', cells: parts };
}

export function plain(text: Part): Row {
  return { kind: 'plain', text };
}

/** Fields of a struct, or specifications of a `const` block, each indented by a tab. */
export function alignRows(rows: readonly Row[]): Code {
  const lines: string[] = [];
  let block: string[][] = [];
  const flush = () => {
    lines.push(...alignBlock(block));
    block = [];
  };
  for (const row of rows) {
    if (row.kind === 'plain') {
      flush();
      const text = render(row.text);
      if (text !== '') lines.push(indent(text));
      continue;
    }
    const texts = row.cells.map(render);
    if (texts.some((text) => text.includes('\n'))) {
      flush();
      lines.push(indent(texts.filter((text) => text !== '').join(' ')));
    } else {
      block.push(texts);
    }
  }
  flush();
  return new Code(lines.join('\n'));
}

/** The cells of a column end at the widest one in its run of adjacent lines. */
function alignBlock(block: readonly (readonly string[])[]): readonly string[] {
  const last = (row: readonly string[]) => row.findLastIndex((cell) => cell !== '');
  const width = block.map((row) => row.map(lengthOf));
  const columns = Math.max(0, ...block.map((row) => row.length));
  for (let column = 0; column < columns; column++) {
    for (let start = 0; start < block.length; ) {
      let end = start;
      while (end < block.length && column < last(block[end] ?? [])) end++;
      const run = width.slice(start, end);
      const widest = Math.max(0, ...run.map((cells) => cells[column] ?? 0));
      for (const cells of run) cells[column] = widest;
      start = Math.max(end, start + 1);
    }
  }
  return block.map((row, index) => {
    const end = last(row);
    const text = row
      .slice(0, end + 1)
      .map((cell, column) =>
        column === end
          ? cell
          : cell + ' '.repeat(Math.max(0, (width[index]?.[column] ?? 0) - lengthOf(cell))),
      )
      .join(' ');
    return `\t${text}`;
  });
}

/** Elements of a composite literal: `key: value,` with values aligned as far as gofmt does. */
export function alignKeys(entries: readonly (readonly [key: Code, value: Code])[]): Code {
  const lines: string[] = [];
  let block: (readonly [string, string])[] = [];
  const flush = () => {
    const widest = Math.max(0, ...block.map(([key]) => lengthOf(key)));
    for (const [key, value] of block) {
      lines.push(`\t${key}:${' '.repeat(widest - lengthOf(key) + 1)}${value},`);
    }
    block = [];
  };
  let sizes: number[] = [];
  for (const [key, value] of entries) {
    const size = value.text.includes('\n') ? 0 : Buffer.byteLength(key.text);
    if (size === 0) {
      flush();
      lines.push(indent(`${key.text}: ${value.text},`));
      sizes = [];
      continue;
    }
    if (sizes.length > 0 && breaks(sizes, size)) {
      flush();
      sizes = [];
    }
    sizes.push(size);
    block.push([key.text, value.text]);
  }
  flush();
  return new Code(lines.join('\n'));
}

/** go/printer: keys of up to 40 bytes stay together; longer ones if they are about as long as those before. */
function breaks(sizes: readonly number[], size: number): boolean {
  const previous = sizes.at(-1) ?? 0;
  if (previous <= 40 && size <= 40) return false;
  const mean = Math.exp(sizes.reduce((sum, one) => sum + Math.log(one), 0) / sizes.length);
  const ratio = size / mean;
  return 2.5 * ratio <= 1 || 2.5 <= ratio;
}

export function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '\t');
}

const SURROGATE = /[\ud800-\udfff]/;

/** Number of characters. */
const lengthOf = (text: string): number => (SURROGATE.test(text) ? [...text].length : text.length);
