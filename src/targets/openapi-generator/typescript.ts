import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';
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
import { oneOfMembers } from '../files/typescript-unions.ts';

const LANGUAGE = 'typescript-fetch';

/** TypeScript for browsers and Node, over `fetch`. */
export const typescript: TargetDefinition = {
  name: 'typescript',
  language: LANGUAGE,
  defaultPackageName: (org, project) => npmPackageName(org, project),
  properties: (sdk) => ({ ...npmProperties(sdk), useSingleRequestParameter: 'true', ...sdk.options }),
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
    if (!path.startsWith('src/') && !path.startsWith('docs/') && path !== 'package.json') continue;
    kept.set(path, entry);
    if (path.startsWith('src/models/')) {
      const mended = oneOfMembers(entry.content.toString('utf8'), (name) =>
        files.has(`src/models/${name}.ts`),
      );
      kept.set(path, file(mended, entry.mode));
    }
    if (!path.startsWith('src/apis/')) continue;
    const text = optionalLists(entry.content.toString('utf8'));
    kept.set(path, file(text, entry.mode));
    const api = /^export class (\w+) extends runtime\.BaseAPI/m.exec(text)?.[1];
    if (api === undefined) continue;
    apis.push(api);
    calls.push(...callsOf(api, text));
  }
  return npmPostgen(kept, sdk, {
    language: LANGUAGE,
    apis: apis.sort(),
    calls: calls.sort(byName),
    status: 'error.response?.status',
    usage: usage(sdk, apis),
  });
}

/** A body that is a list may be omitted, but the generator maps over it unconditionally. */
function optionalLists(text: string): string {
  return text.replace(/(requestParameters\['[^']+'\])!\.map\(/g, '$1?.map(');
}

export function callsOf(api: string, text: string): SmokeCall[] {
  const calls: SmokeCall[] = [];
  const methods = /^ {4}async (\w+)\((?:requestParameters: (\w+)( = \{\})?, )?initOverrides/gm;
  for (const [, method = '', type, optional] of text.matchAll(methods)) {
    if (/(Raw|RequestOpts)$/.test(method)) continue;
    const args = type === undefined ? [] : optional === undefined ? requestOf(text, type) : [{}];
    if (args !== null) calls.push({ api, method, args });
  }
  return calls;
}

/** A request of the type, if all required parameters are plain values. */
function requestOf(text: string, type: string): unknown[] | null {
  const body = new RegExp(`^export interface ${type} \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1];
  if (body === undefined) return null;
  const request: Record<string, unknown> = {};
  for (const [, name = '', optional, fieldType = ''] of body.matchAll(/^ {4}(\w+)(\?)?: (.+);$/gm)) {
    if (optional !== undefined) continue;
    const value = sampleValue(fieldType);
    if (value === undefined) return null;
    request[name] = value;
  }
  return [request];
}

export function byName(a: SmokeCall, b: SmokeCall): number {
  const [left, right] = [`${a.api}.${a.method}`, `${b.api}.${b.method}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function usage(sdk: SdkContext, apis: readonly string[]): string {
  const api = apis[0] ?? 'DefaultApi';
  return [
    `import { Configuration, ${api} } from ${jsString(sdk.packageName)};`,
    '',
    `const api = new ${api}(new Configuration({ accessToken: process.env.API_TOKEN }));`,
  ].join('\n');
}
