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
/** Of a run that ended before it wrote one. */
const NO_REPORT: Report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] };
type TestResult = Report['testResults'][number]['assertionResults'][number];

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
      const failedSteps: string[] = [];
      for (const [name, argv] of STATIC) {
        say(`\n== ${name}`);
        if ((await runHere(argv)) !== 0) failedSteps.push(`${name}: ${argv.join(' ')}`);
      }
      say('\n== tests');
      const folder = await mkdtemp(path.join(tmpdir(), 'kiln-report-'));
      const report = path.join(folder, 'report.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const code = await runHere(['node_modules/.bin/vitest', 'run', '--retry=1', ...reporters]);
      const text = await readFile(report, 'utf8').catch(() => null);
      await rm(folder, { recursive: true });
      const result = text === null ? NO_REPORT : Report.parse(JSON.parse(text));
      const passed = STATIC.length - failedSteps.length + result.numPassedTests;
      let failed = failedSteps.length + result.numFailedTests;
      // A file that cannot be loaded has no failing test, but must not pass.
      if (code !== 0 && result.numFailedTests === 0) failed += 1;
      const flaky = flakyOf(result);
      section('passed at the second try: look for a race', flaky);
      section('failed', [...failedSteps, ...failuresOf(result)]);
      const counts = [`${passed} passed`, `${failed} failed`];
      if (result.numPendingTests > 0) counts.push(`${result.numPendingTests} skipped`);
      if (flaky.length > 0) counts.push(`${flaky.length} flaky`);
      process.stdout.write(`${counts.join(', ')}\n`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

/** The failures, one line each: the file, the test, and the first line of the message. Empty if all passed. */
function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((each) => each.status === 'failed');
    if (tests.length > 0) return tests.map((each) => lineOf(file.name, each));
    const name = path.relative(PACKAGE_ROOT, file.name);
    return file.status === 'failed' ? [`${name}: ${firstLine(file.message)}`] : [];
  });
}

/** Tests that failed once and then passed, as `failuresOf` lists failures. A retry hides no fault that stays. */
function flakyOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && (failureMessages?.length ?? 0) > 0)
      .map((each) => lineOf(name, each)),
  );
}

function lineOf(file: string, { fullName, failureMessages }: TestResult): string {
  return `${path.relative(PACKAGE_ROOT, file)} > ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`;
}

function section(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  say(`\n== ${title}`);
  for (const line of lines) say(`  ${line}`);
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
