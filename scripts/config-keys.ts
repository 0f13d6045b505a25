import { readFile, writeFile } from 'node:fs/promises';
import { honouredKeys } from '../src/sdk/config/honoured.ts';
import { KEPT } from '../src/sdk/config/kept.ts';

export const CONFIG_FILE_PAGE = 'docs/config-file.md';

const BEGIN = '<!-- Made by npm run config-keys from src/sdk/config. -->';
const END = '<!-- End of what is made. -->';

/** Updates the tables of keys in the page from the code. */
export function withKeyTables(page: string): string {
  const [before, rest] = page.split(BEGIN, 2);
  const [, after] = (rest ?? '').split(END, 2);
  if (before === undefined || after === undefined)
    throw new Error(`${CONFIG_FILE_PAGE} has no section for the keys.`);
  const honoured = table(
    ['key', 'what it does'],
    honouredKeys().map(({ key, effect }) => [key, effect] as const),
  );
  const kept = table(
    ['key', 'why it is ignored'],
    KEPT.map(({ key, why }) => [key, why] as const),
  );
  return `${before}${BEGIN}\n\n${honoured}\n\nRecognised but ignored keys:\n\n${kept}\n\n${END}${after}`;
}

/** A table with columns of equal width, in Biome's format. */
function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map(([key, text]) => [`\`${key}\``, text.replaceAll('|', '\\|')] as const);
  const widths = [0, 1].map((column) =>
    Math.max(...[head, ...cells].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

if (process.argv[1] === import.meta.filename)
  await writeFile(CONFIG_FILE_PAGE, withKeyTables(await readFile(CONFIG_FILE_PAGE, 'utf8')));
