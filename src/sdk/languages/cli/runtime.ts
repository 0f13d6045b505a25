import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../../runtime/package-root.ts';

/** The module path of the runtime's own project, in whose place each command line has its own. */
const OWN_PATH = 'example.com/cli';

interface Runtime {
  /** Files of the package `cmdline`, by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly goMod: string;
  readonly goSum: string;
}

let cached: Runtime | undefined;

/** The runtime's files, and `go.mod` and `go.sum` with the modules that it needs. */
export function runtimeFiles(module: string): ReadonlyMap<string, string> {
  cached ??= readRuntime();
  const own = (text: string) => text.replaceAll(`"${OWN_PATH}/`, `"${module}/internal/`);
  return new Map([
    ...[...cached.files].map(([name, text]) => [`internal/cmdline/${name}`, own(text)] as const),
    ['go.mod', cached.goMod.replace(`module ${OWN_PATH}`, `module ${module}`)],
    ['go.sum', cached.goSum],
  ]);
}

function readRuntime(): Runtime {
  const root = path.join(PACKAGE_ROOT, 'sdk-runtimes', 'cli');
  const read = (...names: string[]) => readFileSync(path.join(root, ...names), 'utf8');
  const names = readdirSync(path.join(root, 'cmdline'))
    .filter((name) => name.endsWith('.go'))
    .toSorted();
  return {
    files: new Map(names.map((name) => [name, read('cmdline', name)])),
    goMod: read('go.mod'),
    goSum: read('go.sum'),
  };
}
