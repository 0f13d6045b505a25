import path from 'node:path';
import { dump } from 'js-yaml';
import { type FileTree, file } from '../git/store/file-tree.ts';
import { PACKAGE_ROOT } from '../runtime/package-root.ts';
import type { CheckPlan, Command, SdkContext, TargetDefinition } from './definition.ts';
import { commonPostgen } from './files/common.ts';
import { kebabCase } from './files/names.ts';
import { OPENAPI_RULES } from './files/openapi-rules.ts';

/** The description itself: prepared, as JSON and as YAML, with the rules of its linter. */
export const openapi: TargetDefinition = {
  name: 'openapi',
  language: null,
  defaultPackageName: (_org, project) => `${kebabCase(project) || 'api'}-openapi`,
  properties: () => ({}),
  postgen,
  checks,
  packages: [],
  installCommand: () => null,
};

function postgen(files: FileTree, sdk: SdkContext): FileTree {
  const out = commonPostgen(files, sdk, {
    language: null,
    gitignore: ['dist/'],
    readme: {
      install: null,
      usage: 'npx @redocly/cli lint openapi.json',
      codeFence: 'sh',
      more: [
        '## Files',
        [
          '- [`openapi.json`](openapi.json): the description, in one file.',
          '- [`openapi.yml`](openapi.yml): the same as YAML.',
          '- [`redocly.yaml`](redocly.yaml): the rules that it is linted by.',
        ].join('\n'),
      ].join('\n\n'),
    },
  });
  out.set('redocly.yaml', file(dump({ apis: { main: { root: 'openapi.json' } }, rules: OPENAPI_RULES })));
  return out;
}

/** Runs Kiln's own copy of the linter: nothing is fetched. */
function checks(): CheckPlan {
  const script = path.join(PACKAGE_ROOT, 'src', 'targets', 'files', 'openapi-check.mjs');
  const run = (step: string): Command => ({ argv: ['node', script, step] });
  return {
    tools: [
      {
        name: 'Node.js',
        command: 'node',
        versionArgs: ['--version'],
        install: 'https://nodejs.org/en/download',
        atLeast: '20',
      },
    ],
    prepare: [],
    lint: [run('lint')],
    build: [run('build')],
    test: [run('test')],
    stages: [['lint', 'build', 'test']],
  };
}
