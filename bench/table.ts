import { cpus, release, totalmem, type } from 'node:os';
import { type Failure, isReached, type Row, ratioOf } from './row.ts';

/** The page `docs/benchmarks.md`. */
export function page(rows: readonly Row[], failures: readonly Failure[], date: string): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.version}`;
  return `# Benchmarks

Written by \`npm run bench\`. Machines differ and are noisy, so what counts are the ratios to the baselines measured in the same
run. No test asserts a time.

${date}, on ${machine}.

${table([HEADER, ...rows.map(cellsOf), ...failures.map(failed)])}

- **An empty workflow of eleven children** has the same workflows as a build of eleven targets, on the same server, but runs no
  activities.
- **Status writes together** come from sixteen concurrent writers, like the steps of eleven targets. Writes of one build that
  arrive while another is in progress are batched ([decision 2](decisions/0002-record.md)).
- **Clones after 500 builds**: if each build changed one operation of the example, in two files of the SDK, a clone has 4,600
  objects. If each changed every tenth of 300 files, it has 20,800, and indexing them in the client's Git takes longer than
  everything else. A single pack with a bitmap, Git's best case, is only a fifth faster, so there is no goal.
`;
}

const HEADER = ['what', 'Kiln', 'compared with', 'ratio', 'goal', 'reached'];

/** Columns are as wide as their widest cell, as this repository's formatter has them. */
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
