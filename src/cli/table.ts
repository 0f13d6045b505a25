/** Changes how a cell looks, for example its colours, but not its width. */
export type Look = (text: string, column: number, row: number) => string;

/**
 * A table for standard output: a header and rows, each column as wide as its widest cell. `look` paints cells after
 * they are measured; `columns` is the width of the terminal, at which the last column is cut.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  look: Look = (text) => text,
  columns = 10_000,
): string {
  const all = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const line = (row: readonly string[], at: number) =>
    row
      .map((cell, i) => {
        const text = i === head.length - 1 ? cut(cell, Math.max(8, columns - before)) : cell;
        const shown = at < 0 ? text : look(text, i, at);
        return i === head.length - 1 ? shown : shown + ' '.repeat((widths[i] ?? 0) - text.length);
      })
      .join('  ')
      .trimEnd();
  return `${all.map((row, i) => line(row, i - 1)).join('\n')}\n`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** A date for people; `none` if there is none. */
export function day(date: Date | null, none = '–'): string {
  return date === null ? none : date.toISOString().slice(0, 10);
}

/** Names are untrusted: characters that would move the cursor are not printed. */
function plain(cell: string): string {
  return cell.replace(/\p{C}/gu, '�');
}
