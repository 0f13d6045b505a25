import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { firstLine, type Outcomes } from '../outcomes.ts';
import { must, run } from '../run.ts';
import { carry, filesBelow, rewrite, type Suite } from './suite.ts';

/** Packages that published suites run with. */
const PACKAGES = { '@swc/core': '1.16.22', '@swc/jest': '0.2.39', 'iconv-lite': '0.6.3', jest: '29.7.0' };

const Manifest = z.object({ name: z.string(), dependencies: z.record(z.string(), z.string()).default({}) });

const Results = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
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

export const typescript: Suite = {
  language: 'typescript',
  async prepare(published, work) {
    const { dependencies } = manifestOf(published);
    mkdirSync(work, { recursive: true });
    const manifest = { private: true, dependencies: { ...dependencies, ...PACKAGES } };
    writeFileSync(path.join(work, 'package.json'), JSON.stringify(manifest));
    await must('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
      cwd: work,
    });
    return path.join(work, 'node_modules');
  },
  replaceTests(own, published) {
    rmSync(path.join(own, 'tests'), { recursive: true, force: true });
    carry(published, own, 'tests');
    carry(published, own, 'src/lib');
  },
  async run(folder, modules, mockUrl) {
    switchOn(path.join(folder, 'tests'));
    const linked = path.join(folder, 'node_modules');
    if (!existsSync(linked)) symlinkSync(modules, linked);
    const [config, file] = [path.join(folder, 'dropin.jest.json'), path.join(folder, 'outcomes.json')];
    writeFileSync(config, JSON.stringify(jestConfig(manifestOf(folder).name)));
    const jest = path.join(modules, 'jest', 'bin', 'jest.js');
    const { all } = await run(
      process.execPath,
      [jest, '--config', config, '--json', '--outputFile', file, '--maxWorkers=2', '--silent'],
      { cwd: folder, env: { TEST_API_BASE_URL: mockUrl } },
    );
    if (!existsSync(file)) throw new Error(`Jest gave no results:\n${all.slice(-2000)}`);
    return outcomesOf(folder, readFileSync(file, 'utf8'));
  },
  isApiTest: (name) => name.startsWith('tests/api-resources/'),
};

function manifestOf(folder: string): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
}

/** The published configuration without parts that need the publisher's other tools. */
function jestConfig(packageName: string): object {
  const escaped = packageName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    rootDir: '.',
    testEnvironment: 'node',
    testMatch: ['<rootDir>/tests/**/*.test.ts'],
    transform: { '^.+\\.(t|j)sx?$': ['@swc/jest', { sourceMaps: 'inline' }] },
    moduleNameMapper: {
      [`^${escaped}$`]: '<rootDir>/src/index.ts',
      [`^${escaped}/(.*)$`]: '<rootDir>/src/$1',
    },
  };
}

/** Enables tests that were disabled for lack of a mock server. */
function switchOn(tests: string): void {
  for (const name of filesBelow(tests, (file) => file.endsWith('.test.ts')))
    rewrite(path.join(tests, name), (text) => text.replace(/\b(test|describe)\.skip\(/g, '$1('));
}

function outcomesOf(folder: string, json: string): Outcomes {
  const outcomes = new Map<string, { passed: boolean; why: string }>();
  for (const { name: file, message, assertionResults } of Results.parse(JSON.parse(json)).testResults) {
    const shown = path.relative(folder, file);
    // A file that cannot be loaded has no test results.
    if (assertionResults.length === 0) outcomes.set(shown, { passed: false, why: firstLine(message) });
    for (const { fullName, status, failureMessages } of assertionResults) {
      const why = firstLine((failureMessages ?? []).join('\n'));
      outcomes.set(`${shown} ${withoutTimes(fullName)}`, { passed: status === 'passed', why });
    }
  }
  return outcomes;
}

/** The names of some tests contain the current time. */
function withoutTimes(name: string): string {
  return name.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<now>');
}
