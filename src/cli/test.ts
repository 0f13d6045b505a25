import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import { readConfig } from '../runtime/config.ts';
import { PACKAGE_ROOT } from '../runtime/package-root.ts';
import { ensureTemporal } from '../runtime/servers/temporal-binary.ts';
import { forgetGoBuilds } from '../runtime/toolchains/go-programs.ts';
import { ensureGenerator, installTestPackages, installToolchains } from '../runtime/toolchains/install.ts';
import { ensureSchemathesis, ensureStl, ensureTemporalServer } from '../runtime/toolchains/test-programs.ts';
import { say } from './say.ts';

/**
 * The parts of vitest's JSON report that are used. A file that cannot be loaded, or whose set-up fails, has its own
 * message.
 */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
type Report = z.infer<typeof Report>;

/** Steps that count as one test each: they pass or fail as a whole. */
const STATIC: readonly (readonly [string, readonly string[]])[] = [
  ['format and lint', ['node_modules/.bin/biome', 'ci', '.']],
  ['types', ['node_modules/.bin/tsc', '-p', 'tsconfig.json']],
  ['licences', ['node_modules/.bin/tsx', 'scripts/licences.ts', '--quiet']],
  ['known vulnerabilities', ['node_modules/.bin/tsx', 'scripts/audit.ts']],
];

export function addTest(program: Command): void {
  program
    .command('test')
    .description('Run everything that CI runs; ends with "N passed, N failed".')
    .action(async () => {
      const config = readConfig();
      await ensureGenerator(config, say);
      await ensureTemporal(config, say);
      await ensureStl(config, say);
      await ensureSchemathesis(config, say);
      await ensureTemporalServer(config, say);
      await forgetGoBuilds(config);
      await installToolchains(config, say);
      await installTestPackages(say);
      let passed = 0;
      let failed = 0;
      for (const [name, argv] of STATIC) {
        say(`\n== ${name}`);
        if ((await runHere(argv)) === 0) passed += 1;
        else failed += 1;
      }
      say('\n== tests');
      const folder = await mkdtemp(path.join(tmpdir(), 'kiln-report-'));
      const report = path.join(folder, 'report.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const code = await runHere(['node_modules/.bin/vitest', 'run', ...reporters]);
      const text = await readFile(report, 'utf8').catch(() => null);
      await rm(folder, { recursive: true });
      const result = text === null ? null : Report.parse(JSON.parse(text));
      passed += result?.numPassedTests ?? 0;
      failed += result?.numFailedTests ?? 0;
      // A file that cannot be loaded has no failing test, but must not pass.
      if (code !== 0 && (result?.numFailedTests ?? 0) === 0) failed += 1;
      for (const line of result === null ? [] : failuresOf(result)) say(line);
      const skipped =
        result === null || result.numPendingTests === 0 ? '' : `, ${result.numPendingTests} skipped`;
      process.stdout.write(`${passed} passed, ${failed} failed${skipped}\n`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

/** The failures, one line each: the file, the test, and the first line of the message. Empty if all passed. */
function failuresOf({ testResults }: Report): string[] {
  const lines = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(PACKAGE_ROOT, name);
    const tests = assertionResults.filter((each) => each.status === 'failed');
    if (tests.length === 0) return status === 'failed' ? [`  ${file}: ${firstLine(message)}`] : [];
    return tests.map(
      ({ fullName, failureMessages }) => `  ${file} > ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`,
    );
  });
  return lines.length === 0 ? [] : ['\n== failed', ...lines];
}

function firstLine(text: string): string {
  return stripVTControlCharacters(text).split('\n', 1).join('').slice(0, 300);
}

/** Runs a program to its end, and stops it with this process. */
async function runHere([program = '', ...args]: readonly string[]): Promise<number> {
  const { exitCode } = await execa(program, args, {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
  return exitCode ?? 1;
}
