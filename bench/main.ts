import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PACKAGE_ROOT } from '../src/runtime/paths.ts';
import { again } from './cases/again.ts';
import { commit } from './cases/commit.ts';
import { create } from './cases/create.ts';
import { gitCases } from './cases/git.ts';
import { large } from './cases/large.ts';
import { memory } from './cases/memory.ts';
import { status } from './cases/status.ts';
import { targets } from './cases/targets.ts';
import { type Kiln, withKiln } from './kiln.ts';
import { isReached, type Row } from './row.ts';
import { line, page } from './table.ts';

// `npm run bench`, or `npm run bench -- commit again` for some of the cases; only a whole run writes the page.
const CASES: Record<string, (kiln: Kiln) => Promise<Row[]>> = {
  targets,
  again,
  commit,
  git: gitCases,
  status,
  create,
  memory,
  large,
};
/** Needs more memory for the generator than the default, and so a Kiln of its own. */
const LARGE_MEMORY_MB = 1536;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => CASES[name] === undefined);
if (unknown.length > 0) {
  throw new Error(`There is no case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}.`);
}
const names = wanted.length > 0 ? wanted : Object.keys(CASES);
const rows: Row[] = [];
const run = (some: readonly string[]) => async (kiln: Kiln) => {
  for (const name of some) {
    for (const row of (await CASES[name]?.(kiln)) ?? []) {
      process.stdout.write(`${line(row)}\n`);
      rows.push(row);
    }
  }
};
const small = names.filter((name) => name !== 'large');
if (small.length > 0) await withKiln({}, run(small));
if (names.includes('large')) await withKiln({ generatorMemoryMb: LARGE_MEMORY_MB }, run(['large']));
if (wanted.length === 0) {
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(path.join(PACKAGE_ROOT, 'docs', 'benchmarks.md'), page(rows, date));
}
process.exit(rows.every(isReached) ? 0 : 1);
