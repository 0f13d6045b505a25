import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { execa } from 'execa';
import { type Config, readConfig } from '../runtime/config.ts';
import { PACKAGE_ROOT } from '../runtime/package-root.ts';
import { ensureTemporal } from '../runtime/servers/temporal-binary.ts';
import { forgetGoBuilds } from '../runtime/toolchains/go-programs.ts';
import { ensureGenerator, installTestPackages, installToolchains } from '../runtime/toolchains/install.ts';
import { SetupError } from '../runtime/toolchains/programs.ts';
import { ensureSchemathesis, ensureStl, ensureTemporalServer } from '../runtime/toolchains/test-programs.ts';
import { toolPath } from '../runtime/toolchains/tool-version.ts';
import { say } from './say.ts';
import { failuresOf, flakyOf, NO_REPORT, Report, skipsOf } from './test-report.ts';

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
      await bring(config);
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
      section('skipped, for what this machine lacks', skipsOf(result));
      section('failed', [...failedSteps, ...failuresOf(result)]);
      const counts = [`${passed} passed`, `${failed} failed`];
      if (result.numPendingTests > 0) counts.push(`${result.numPendingTests} skipped`);
      if (flaky.length > 0) counts.push(`${flaky.length} flaky`);
      process.stdout.write(`${counts.join(', ')}\n`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

/** Installs, downloads and builds what the tests use, side by side: the network is slow where the processors are not. */
async function bring(config: Config): Promise<void> {
  const packages = async () => {
    await installToolchains(config, say);
    await installTestPackages(say);
  };
  const optional = [ensureStl, ensureSchemathesis, ensureTemporalServer];
  await Promise.all([
    packages(),
    ensureGenerator(config, say),
    ensureTemporal(config, say),
    ...optional.map((ensure) => unlessMissing(() => ensure(config, say))),
  ]);
  await forgetGoBuilds(config);
}

/** Tests that need what cannot be installed here are skipped, and say so. */
async function unlessMissing(install: () => Promise<unknown>): Promise<void> {
  try {
    await install();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
  }
}

function section(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  say(`\n== ${title}`);
  for (const line of lines) say(`  ${line}`);
}

/** Runs a program to its end, and stops it with this process. */
async function runHere([program = '', ...args]: readonly string[]): Promise<number> {
  const { exitCode } = await execa(program, args, {
    cwd: PACKAGE_ROOT,
    // With what is installed in the cache.
    env: { PATH: toolPath(readConfig().cacheDir) },
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
  return exitCode ?? 1;
}
