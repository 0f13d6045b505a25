import { isReached, type Measured, type Unmeasured } from './measure.ts';
import type { Share } from './outcomes.ts';

const WIDTHS = [10, 10, 7, 9, 11, 11, 5] as const;
const HEADER = ['project', 'language', 'methods', 'types', 'API tests', 'whole suite', 'goals', 'published'];
/** Maximum number of listed differences of each kind; `--json` has all. */
const SHOWN = 20;

/** The table, at 80 columns, followed by the differences. */
export function page(measured: readonly Measured[], unmeasured: readonly Unmeasured[]): string {
  return [
    line(HEADER),
    line(HEADER.map((cell) => '-'.repeat(cell.length))),
    ...measured.map((row) =>
      line([
        row.project,
        row.language,
        share(row.methods),
        share(row.types),
        share(row.apiTests),
        share(row.suite),
        isReached(row) ? 'yes' : 'no',
        row.published,
      ]),
    ),
    ...measured.flatMap(differencesOf),
    ...unmeasured.flatMap(({ project, language, why }) => [
      '',
      `${project}, ${language}: not measured. ${why}`,
    ]),
    '',
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0))
    .join(' ')
    .trimEnd();
}

function share({ passed, of }: Share): string {
  const number = (value: number) => value.toLocaleString('en-US');
  return `${number(passed)}/${number(of)}`;
}

function differencesOf({ project, language, methods, types, suite }: Measured): string[] {
  return [
    ...named(`${project}, ${language}: methods that are not the same`, methods.differences),
    ...named(`${project}, ${language}: types that it lacks, or that have other names`, types.differences),
    ...named(`${project}, ${language}: tests that pass on the published SDK alone`, suite.differences),
  ];
}

function named(title: string, differences: readonly string[]): string[] {
  if (differences.length === 0) return [];
  const left = differences.length - SHOWN;
  return [
    '',
    title,
    ...differences.slice(0, SHOWN).map((difference) => `  ${difference}`),
    ...(left > 0 ? [`  … and ${left} more (--json)`] : []),
  ];
}
