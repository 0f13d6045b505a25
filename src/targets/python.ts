import type { CheckContext, CheckPlan, OwnDefinition } from './definition.ts';
import { shellWord } from './files/escape.ts';
import { withMock } from './files/mock.ts';
import { snakeCase } from './files/names.ts';
import { pythonProject } from './files/python-project.ts';

/** Python 3.9 and later, on httpx and Pydantic. */
export const python: OwnDefinition = {
  generator: 'kiln',
  name: 'python',
  defaultPackageName: (org, project) =>
    [snakeCase(org), snakeCase(project)].filter(Boolean).join('_') || 'api',
  checks: (sdk) => checks(sdk),
  packages: [
    { type: 'wheel', path: 'dist/*.whl', byUrl: true },
    { type: 'sdist', path: 'dist/*.tar.gz' },
  ],
  installCommand: (_sdk, git) => `pip install ${shellWord(`git+${git.cloneUrl}@${git.sha}`)}`,
};

function checks(sdk: CheckContext): CheckPlan {
  const { env, ...project } = pythonProject(sdk, '3.9');
  return {
    ...project,
    lint: [
      { argv: ['.venv/bin/ruff', 'check', '--no-cache', '.'], env },
      { argv: ['.venv/bin/basedpyright', '--pythonpath', '.venv/bin/python', 'src'], env },
    ],
    test: [
      withMock({
        argv: ['.venv/bin/python', '-m', 'pytest', '-q', '-n', '2', '-p', 'no:cacheprovider'],
        env,
      }),
    ],
    stages: [['lint', 'build', 'test']],
  };
}
