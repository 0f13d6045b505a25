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

| what | Kiln | compared with | ratio | goal | reached |
| --- | --- | --- | --- | --- | --- |
${[...rows.map(line), ...failures.map(failed)].join('\n')}

An empty workflow of eleven children is what the build of eleven targets is made of, on the same server, with nothing in it:
no activity runs.
`;
}

function failed({ name, why }: Failure): string {
  return `| ${name} | failed: ${why.replaceAll('|', '/').replaceAll('\n', ' ')} | | | | **no** |`;
}

/** A row as a line of the table. */
export function line(row: Row): string {
  const ratio = ratioOf(row);
  const goal = 'most' in row.goal ? `≤ ${row.goal.most}` : `≥ ${row.goal.least}`;
  const cells = [
    row.what,
    amount(row.value, row.unit),
    row.compared === undefined ? '' : `${row.compared.with}: ${amount(row.compared.value, row.unit)}`,
    ratio === null ? '' : ratio.toFixed(2),
    ratio === null ? `${goal} ${row.unit}` : goal,
    isReached(row) ? 'yes' : '**no**',
  ];
  return `| ${cells.join(' | ')} |`;
}

function amount(value: number, unit: Row['unit']): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
}
