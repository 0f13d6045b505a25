import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../../../src/runtime/package-root.ts';
import { firstLine, type Outcomes } from '../outcomes.ts';
import { must, run } from '../run.ts';
import { carry, filesBelow, rewrite, type Suite } from './suite.ts';

/** Packages that published suites import, in versions with which all of them pass. */
const PACKAGES = [
  'pytest==8.4.2',
  'pytest-asyncio==1.2.0',
  'pytest-xdist==3.8.0',
  'pytest-timeout==2.4.0',
  'respx==0.22.0',
  'httpx==0.28.1',
  'pydantic==2.12.5',
  'time-machine==2.19.0',
  'dirty-equals==0.10.0',
  'aiohttp==3.13.2',
  'httpx-aiohttp==0.1.9',
  'nest-asyncio==1.6.0',
  'rich==14.2.0',
  'importlib-metadata==8.7.0',
  'standardwebhooks==1.0.0',
];

const Line = z.object({ name: z.string(), outcome: z.string(), why: z.string() });

export const python: Suite = {
  language: 'python',
  async prepare(published, work) {
    const environment = path.join(work, 'venv');
    mkdirSync(work, { recursive: true });
    await must('uv', ['venv', '--quiet', '--clear', '--python', '3.11', environment], { cwd: work });
    const into = ['--quiet', '--python', path.join(environment, 'bin', 'python')];
    // The dependencies of the published package, without itself.
    await must('uv', ['pip', 'install', ...into, '-r', path.join(published, 'pyproject.toml'), ...PACKAGES], {
      cwd: work,
    });
    return environment;
  },
  replaceTests(own, published) {
    rmSync(path.join(own, 'tests'), { recursive: true, force: true });
    for (const name of ['tests', 'pyproject.toml', 'README.md']) carry(published, own, name);
    for (const name of readdirSync(path.join(published, 'src')))
      carry(published, own, path.join('src', name, 'lib'));
  },
  async run(folder, environment, mockUrl) {
    switchOn(path.join(folder, 'tests'));
    const file = path.join(folder, 'outcomes.jsonl');
    const plugins = path.join(PACKAGE_ROOT, 'scripts', 'dropin', 'suites');
    const { all } = await run(
      path.join(environment, 'bin', 'python'),
      ['-m', 'pytest', '-q', '-n', '2', '--tb=short', '-p', 'no:cacheprovider', '-p', 'outcomes', 'tests'],
      {
        cwd: folder,
        env: {
          TEST_API_BASE_URL: mockUrl,
          PYTHONPATH: [path.join(folder, 'src'), plugins].join(path.delimiter),
          DEFER_PYDANTIC_BUILD: 'false',
          PYTHONDONTWRITEBYTECODE: '1',
          KILN_OUTCOMES: file,
        },
      },
    );
    if (!existsSync(file)) throw new Error(`pytest gave no results:\n${all.slice(-2000)}`);
    return outcomesOf(readFileSync(file, 'utf8'));
  },
  isApiTest: (name) => name.startsWith('tests/api_resources/'),
};

/** Removes markers that skip tests because the publisher had no mock server. */
function switchOn(tests: string): void {
  const mark = /^[ \t]*@pytest\.mark\.skip\(reason="(?:Mock server|Prism) tests are disabled"\)\n/gm;
  for (const name of filesBelow(tests, (file) => file.endsWith('.py')))
    rewrite(path.join(tests, name), (text) => text.replace(mark, ''));
}

function outcomesOf(lines: string): Outcomes {
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => Line.parse(JSON.parse(line)))
      .map(
        ({ name, outcome, why }) => [name, { passed: outcome === 'passed', why: firstLine(why) }] as const,
      ),
  );
}
