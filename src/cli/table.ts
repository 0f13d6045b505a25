/** Rows below a head, each column as wide as its widest cell: lines for standard output. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}

/** A date as people read it; `none` where there is none. */
export function day(date: Date | null, none = '–'): string {
  return date === null ? none : date.toISOString().slice(0, 10);
}

/** Names come from outside: what would move the cursor is not printed. */
function plain(cell: string): string {
  return cell.replace(/\p{C}/gu, '�');
}
