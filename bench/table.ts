import { cpus, release, totalmem, type } from 'node:os';
import { type Failure, isReached, type Row, ratioOf } from './row.ts';

/** The page `docs/benchmarks.md`. */
export function page(rows: readonly Row[], failures: readonly Failure[], date: string): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.version}`;
  return `# Benchmarks

Written by \`npm run bench\`. Machines differ and are noisy: what counts are ratios to what was measured beside it in the
same run. No test asserts a time.

${date}, on ${machine}.

${table([HEADER, ...rows.map(cellsOf), ...failures.map(failed)])}

- **An empty workflow of eleven children** is what the build of eleven targets is made of, on the same server, with nothing in
  it: no activity runs.
- **Status writes together** come from sixteen writers, as steps of eleven targets do. Those of one build that come while one
  is on its way go together (docs/decisions/0002).
- **Clones after 500 builds**: where each build changed one operation of the example, in two files of the SDK, a clone is of
  4,600 objects. Where each changed every tenth of 300 files it is of 20,800, which the person's own Git indexes for longer
  than everything else takes: one pack with a bitmap, the best that Git has for it, is a fifth quicker, so no goal is set.
`;
}

const HEADER = ['what', 'Kiln', 'compared with', 'ratio', 'goal', 'reached'];

/** Columns are as wide as their widest cell, as the formatter of this repository has them. */
function table(lines: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const [header = '', ...rest] = lines.map(
    (cells) => `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [header, rule, ...rest].join('\n');
}

function failed({ name, why }: Failure): string[] {
  return [name, `failed: ${why.replaceAll('|', '/').replaceAll('\n', ' ')}`, '', '', '', '**no**'];
}

/** A row as a line of the table. */
export function line(row: Row): string {
  return `| ${cellsOf(row).join(' | ')} |`;
}

function cellsOf(row: Row): string[] {
  const ratio = ratioOf(row);
  return [
    row.what,
    amount(row.value, row.unit),
    row.compared === undefined ? '' : `${row.compared.with}: ${amount(row.compared.value, row.unit)}`,
    ratio === null ? '' : ratio.toFixed(2),
    ...goalCells(row, ratio === null ? ` ${row.unit}` : ''),
  ];
}

function goalCells(row: Row, unit: string): [goal: string, reached: string] {
  const { goal } = row;
  if (goal === undefined) return ['', ''];
  const limit = 'most' in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`;
  return [limit + unit, isReached(row) ? 'yes' : '**no**'];
}

function amount(value: number, unit: Row['unit']): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
}
