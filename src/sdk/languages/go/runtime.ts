import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../../runtime/package-root.ts';
import type { Module } from './gofile.ts';

/** The module path of the runtime's own project, which each SDK replaces with its own. */
const OWN_PATH = 'example.com/sdk';

/** Files that each SDK generates itself, or omits. */
const LEFT_OUT = new Set(['go.mod', 'doc.go', 'internal/version.go', 'internal/requestconfig/client.go']);

let cached: ReadonlyMap<string, string> | undefined;

/** The runtime's files in the style of the SDK, under its import path. */
export function runtimeFiles(
  module: Module,
  { constants }: { readonly constants: boolean },
): ReadonlyMap<string, string> {
  cached ??= readRuntime();
  const files = new Map<string, string>();
  for (const [name, text] of cached) {
    const own = ofStyle(text, module.style);
    if (own === null || (name.startsWith('shared/constant/') && !constants)) continue;
    const folder = name.startsWith('option/') ? `${module.optionPackage}/${name.slice(7)}` : name;
    files.set(folder.replace(/_v[12](?=(?:_test)?\.go$)/, ''), underPath(own, module));
  }
  return files;
}

function underPath(text: string, module: Module): string {
  return text
    .replaceAll(`"${OWN_PATH}/option"`, `"${module.path}/${module.optionPackage}"`)
    .replaceAll(new RegExp(`"${OWN_PATH}(?=[/"])`, 'g'), `"${module.path}`)
    .replace(/^package sdk$/m, `package ${module.packageName}`)
    .replace(/^package option$/m, `package ${module.optionPackage}`);
}

/** The build constraint of a style on a file's first line is removed. */
function ofStyle(text: string, style: 'v1' | 'v2'): string | null {
  const constraint = /^\/\/go:build (!?)v1\n\n/.exec(text);
  if (constraint === null) return text;
  const isV1 = constraint[1] === '';
  return isV1 === (style === 'v1') ? text.slice(constraint[0].length) : null;
}

function readRuntime(): ReadonlyMap<string, string> {
  const root = path.join(PACKAGE_ROOT, 'sdk-runtimes', 'go');
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !LEFT_OUT.has(name))
    .toSorted();
  return new Map(names.map((name) => [name, readFileSync(path.join(root, name), 'utf8')]));
}
