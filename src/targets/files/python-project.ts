import type { CheckContext, CheckPlan } from '../definition.ts';

/** First commands of every Python target's checks: uv creates the environment and installs the project in it. */
export function pythonProject(
  { cacheDir }: CheckContext,
  atLeast: string,
): Pick<CheckPlan, 'tools' | 'prepare' | 'build'> & { readonly env: Readonly<Record<string, string>> } {
  const env = {
    UV_CACHE_DIR: `${cacheDir}/uv`,
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return {
    env,
    tools: [
      {
        name: 'Python',
        command: 'python3',
        versionArgs: ['--version'],
        install: 'apt-get install python3',
        atLeast,
      },
      { name: 'uv', command: 'uv', versionArgs: ['--version'], install: 'pip install uv', atLeast: '0.8' },
    ],
    prepare: [
      { argv: ['uv', 'venv', '--quiet', '--allow-existing', '--python', 'python3', '.venv'], env },
      { argv: ['uv', 'pip', 'install', '--python', '.venv', '--editable', '.', '--group', 'dev'], env },
    ],
    build: [{ argv: ['uv', 'build', '--python', 'python3', '--out-dir', 'dist'], env }],
  };
}
