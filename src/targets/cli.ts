import { type FileTree, file } from '../git/file-tree.ts';
import {
  commonPostgen,
  commonProperties,
  kebabCase,
  lines,
  removeMatching,
  shellWord,
  snakeCase,
} from './common.ts';
import { cloneCommand } from './go-module.ts';
import type { CheckContext, CheckPlan, SdkContext, TargetDefinition } from './target.ts';

const LANGUAGE = 'bash';

/** A command line for shells: one script of Bash, over curl. */
export const cli: TargetDefinition = {
  name: 'cli',
  language: LANGUAGE,
  defaultPackageName: (_org, project) => kebabCase(project) || 'api',
  properties: (sdk) => {
    const prefix = snakeCase(scriptName(sdk)).toUpperCase();
    return {
      ...commonProperties(sdk),
      scriptName: scriptName(sdk),
      generateBashCompletion: 'true',
      generateZshCompletion: 'true',
      processMarkdown: 'false',
      hostEnvironmentVariable: `${prefix}_HOST`,
      apiKeyAuthEnvironmentVariable: `${prefix}_API_KEY`,
      basicAuthEnvironmentVariable: `${prefix}_CREDENTIALS`,
      ...sdk.options,
    };
  },
  postgen: (files, sdk) => postgen(files, sdk),
  checks: (sdk) => checks(sdk),
  packages: [],
  installCommand: (sdk, git) => {
    const name = scriptName(sdk);
    return `${cloneCommand(name, git)} && install -m 755 ${name}/${name} ~/.local/bin/${name}`;
  },
};

/** `@acme/petstore` → `petstore` */
function scriptName(sdk: SdkContext): string {
  const name = (sdk.options.scriptName ?? sdk.packageName).split('/').at(-1) ?? '';
  return name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '') || 'api';
}

function postgen(files: FileTree, sdk: SdkContext): FileTree {
  const name = scriptName(sdk);
  const prefix = snakeCase(name).toUpperCase();
  const out = commonPostgen(files, sdk, {
    language: LANGUAGE,
    gitignore: ['*.log'],
    readme: {
      install: `install -m 755 ${shellWord(name)} ~/.local/bin/${shellWord(name)}`,
      usage: lines([
        `export ${prefix}_HOST=https://api.example.com`,
        `${name} --help`,
        `${name} <operation> --help`,
        `${name} --dry-run <operation> [parameter=value ...]`,
      ]),
      codeFence: 'sh',
    },
  });
  // The image fetches and runs a script of somebody else's.
  removeMatching(out, /^Dockerfile$/);
  const script = out.get(name) ?? out.get('client.sh');
  if (script !== undefined) {
    out.delete('client.sh');
    out.set(name, file(scriptText(script.content.toString('utf8')), '100755'));
  }
  for (const [from, to] of [
    [`${name}.bash-completion`, `completions/${name}.bash`],
    [`_${name}`, `completions/_${name}`],
  ] as const) {
    const entry = out.get(from);
    if (entry === undefined) continue;
    out.delete(from);
    out.set(to, file(entry.content.toString('utf8'), '100644'));
  }
  out.set('test/cli.bash', file(test(name), '100755'));
  return out;
}

function scriptText(text: string): string {
  return (
    text
      .replace(/[ \t]+$/gm, '')
      // Set for every API, and read only for one that has bodies.
      .replace(/^header_content_type=""$/m, '# shellcheck disable=SC2034\n$&')
      .replace(/^( +)(header_content_type=\$\()/m, '$1# shellcheck disable=SC2034\n$1$2')
  );
}

function checks(sdk: CheckContext): CheckPlan {
  const name = scriptName(sdk);
  return {
    tools: [
      {
        name: 'Bash',
        command: 'bash',
        versionArgs: ['--version'],
        install: 'apt-get install bash',
        atLeast: '4.3',
      },
      { name: 'curl', command: 'curl', versionArgs: ['--version'], install: 'apt-get install curl' },
      {
        name: 'ShellCheck',
        command: 'shellcheck',
        versionArgs: ['--version'],
        install: 'apt-get install shellcheck',
      },
    ],
    prepare: [],
    lint: [{ argv: ['shellcheck', '--shell=bash', '--severity=warning', name, 'test/cli.bash'] }],
    // The script matches with extended patterns, which Bash has to know before it reads them.
    build: [
      { argv: ['bash', '-O', 'extglob', '-n', name] },
      { argv: ['bash', '-n', `completions/${name}.bash`] },
      { argv: ['bash', name, '--help'] },
    ],
    test: [{ argv: ['bash', 'test/cli.bash'] }],
    stages: [['lint', 'build', 'test']],
  };
}

function test(name: string): string {
  return `#!/usr/bin/env bash
# Asks for help on each operation and for the request that it would send. Nothing leaves this machine.
set -uo pipefail
cd "$(dirname "\${BASH_SOURCE[0]}")/.." || exit 1

script=./${name}
failures=0

check() {
  local title=$1 pattern=$2 output
  shift 2
  if ! output=$("$@" 2>&1 </dev/null); then
    echo "not ok - $title: failed: $output"
    failures=$((failures + 1))
  elif [[ ! $output =~ $pattern ]]; then
    echo "not ok - $title: without '$pattern': $output"
    failures=$((failures + 1))
  else
    echo "ok - $title"
  fi
}

check '--help' 'Usage' bash "$script" --help
check '--version' '.' bash "$script" --version
check '--about' '.' bash "$script" --about

while read -r operation; do
  check "$operation --help" "$operation" bash "$script" "$operation" --help
  check "$operation --dry-run" 'http://127\\.0\\.0\\.1:9/' \\
    bash "$script" --force --dry-run --host http://127.0.0.1:9 -ct json "$operation"
done < <(sed -n 's/^call_\\([A-Za-z0-9_]*\\)().*/\\1/p' "$script" | sort -u)

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
`;
}
