import type { FileTree, TreeFile } from '../../git/store/file-tree.ts';
import type { SdkContext, TargetDefinition } from '../definition.ts';
import { jsString } from '../files/escape.ts';
import {
  npmChecks,
  npmInstallCommand,
  npmPackageName,
  npmPackages,
  npmPostgen,
  npmProperties,
  sampleValue,
} from '../files/npm-package.ts';
import type { SmokeCall } from '../files/npm-smoke-test.ts';
import { byName } from './typescript.ts';

const LANGUAGE = 'typescript-axios';

/** TypeScript for Node, over axios. */
export const node: TargetDefinition = {
  name: 'node',
  language: LANGUAGE,
  defaultPackageName: (org, project) => npmPackageName(org, project, '-node'),
  properties: (sdk) => ({ ...npmProperties(sdk), ...sdk.options }),
  postgen: (files, sdk) => postgen(files, sdk),
  checks: npmChecks,
  packages: npmPackages,
  installCommand: (_sdk, git) => npmInstallCommand(git),
};

function postgen(files: FileTree, sdk: SdkContext): FileTree {
  const kept = new Map<string, TreeFile>();
  const apis: string[] = [];
  const calls: SmokeCall[] = [];
  for (const [path, entry] of files) {
    if (path.endsWith('.ts')) {
      kept.set(path.startsWith('src/') ? path : `src/${path}`, entry);
      const text = entry.content.toString('utf8');
      for (const [, api = '', body = ''] of text.matchAll(
        /^export class (\w+) extends BaseAPI[^{]*\{\n([\s\S]*?)^\}/gm,
      )) {
        apis.push(api);
        calls.push(...callsOf(api, body));
      }
    } else if (path.startsWith('docs/') || path === 'package.json') {
      kept.set(path, entry);
    }
  }
  return npmPostgen(kept, sdk, {
    language: LANGUAGE,
    apis: apis.sort(),
    calls: calls.sort(byName),
    status: 'error.response?.status',
    usage: usage(sdk, apis),
  });
}

function callsOf(api: string, body: string): SmokeCall[] {
  const calls: SmokeCall[] = [];
  for (const [, method = '', parameters = ''] of body.matchAll(/^ {4}public (\w+)\((.*)\) \{$/gm)) {
    const args: unknown[] = [];
    let plain = true;
    for (const parameter of parameters.split(', ')) {
      if (/^\w+\?:/.test(parameter)) break;
      const value = sampleValue(/^\w+: (.+)$/.exec(parameter)?.[1] ?? '');
      if (value === undefined) plain = false;
      args.push(value);
    }
    if (plain) calls.push({ api, method, args });
  }
  return calls;
}

function usage(sdk: SdkContext, apis: readonly string[]): string {
  const api = apis[0] ?? 'DefaultApi';
  return [
    `import { Configuration, ${api} } from ${jsString(sdk.packageName)};`,
    '',
    `const api = new ${api}(new Configuration({ accessToken: process.env.API_TOKEN }));`,
  ].join('\n');
}
