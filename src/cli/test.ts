import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import { readConfig } from '../runtime/config.ts';
import { forgetGoBuilds } from '../runtime/go-programs.ts';
import { PACKAGE_ROOT } from '../runtime/paths.ts';
import { ensureGenerator, installTestPackages, installToolchains } from '../runtime/setup.ts';
import { ensureTemporal } from '../runtime/temporal-program.ts';
import { ensureSchemathesis, ensureStl, ensureTemporalServer } from '../runtime/test-programs.ts';
import { say } from './say.ts';

const Report = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), success: z.boolean() });

/** Steps that are one test each: they pass or fail as a whole. */
const STATIC: readonly (readonly [string, readonly string[]])[] = [
  ['format and lint', ['node_modules/.bin/biome', 'ci', '.']],
  ['types', ['node_modules/.bin/tsc', '-p', 'tsconfig.json']],
  ['licences', ['node_modules/.bin/tsx', 'scripts/licences.ts', '--quiet']],
  ['known weaknesses', ['node_modules/.bin/tsx', 'scripts/audit.ts']],
];

export function addTest(program: Command): void {
  program
    .command('test')
    .description('everything that CI runs; ends with "N passed, N failed"')
    .action(async () => {
      const config = readConfig();
      await ensureGenerator(config, say);
      await ensureTemporal(config, say);
      await ensureStl(config, say);
      await ensureSchemathesis(config, say);
      await ensureTemporalServer(config, say);
      await forgetGoBuilds(config);
      if (config.ci) {
        await installToolchains(config, say);
        await installTestPackages(say);
      }
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
      const result = Report.safeParse(JSON.parse(await readFile(report, 'utf8').catch(() => '{}')));
      await rm(folder, { recursive: true });
      passed += result.data?.numPassedTests ?? 0;
      failed += result.data?.numFailedTests ?? 0;
      // A file that cannot be loaded fails no test, and must not pass.
      if (code !== 0 && (result.data?.numFailedTests ?? 0) === 0) failed += 1;
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

/** Runs a program to its end, and ends it with this one. */
async function runHere([program = '', ...args]: readonly string[]): Promise<number> {
  const { exitCode } = await execa(program, args, {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
  return exitCode ?? 1;
}
