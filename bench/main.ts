import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { again, againChecked } from './cases/again.ts';
import { aged } from './cases/aged.ts';
import { checks } from './cases/checks.ts';
import { commit } from './cases/commit.ts';
import { create } from './cases/create.ts';
import { gitCases } from './cases/git.ts';
import { large } from './cases/large.ts';
import { memory } from './cases/memory.ts';
import { sdkUsers } from './cases/sdk-users.ts';
import { sdks } from './cases/sdks.ts';
import { status } from './cases/status.ts';
import { targets } from './cases/targets.ts';
import { watchers } from './cases/watchers.ts';
import { wide } from './cases/wide.ts';
import { type Kiln, Stopped, withKiln } from './kiln.ts';
import { type Failure, isReached, type Row } from './row.ts';
import { line, page } from './table.ts';

// `npm run bench`, or `npm run bench -- commit again` for some of the cases; only a complete run writes the page.
const CASES: Record<string, (kiln: Kiln) => Promise<Row[]>> = {
  targets,
  again,
  'again-checked': againChecked,
  commit,
  git: gitCases,
  aged,
  status,
  watchers,
  create,
  memory,
  large,
  wide,
  sdks,
  'sdk-users': sdkUsers,
  checks,
};
const CHECKED: Partial<Config> = { checks: true, checksByDefault: true };
/** More memory for OpenAPI Generator than the default. */
const LARGE: Partial<Config> = { generatorMemoryMb: 1536 };
/** Special requirements of a case. */
const SETTINGS: Record<string, Partial<Config>> = {
  large: LARGE,
  wide: LARGE,
  sdks: LARGE,
  checks: CHECKED,
  'again-checked': CHECKED,
};
/** Time limit of a case, once its Kiln serves. */
const LIMIT_MS = 900_000;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => CASES[name] === undefined);
if (unknown.length > 0) {
  throw new Error(`There is no case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}.`);
}
const rows: Row[] = [];
const failures: Failure[] = [];
for (const [name, measure] of Object.entries(CASES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    // Each case has its own Kiln, so that leftover work of one cannot disturb the next.
    await withKiln(SETTINGS[name] ?? {}, LIMIT_MS, async (kiln) => {
      for (const row of await measure(kiln)) {
        process.stdout.write(`${line(row)}\n`);
        rows.push(row);
      }
    });
  } catch (error) {
    if (error instanceof Stopped) process.exit(1);
    const why = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${name} failed: ${why}\n`);
    failures.push({ name, why });
  }
}
if (wanted.length === 0) {
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(path.join(PACKAGE_ROOT, 'docs', 'benchmarks.md'), page(rows, failures, date));
}
process.exit(failures.length === 0 && rows.every(isReached) ? 0 : 1);
