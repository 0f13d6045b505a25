import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../../runtime/package-root.ts';
import type { GoModule } from '../../../targets/files/go-module.ts';

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
export function runtimeFiles(module: string, sdk: GoModule | null): ReadonlyMap<string, string> {
  cached ??= readRuntime();
  const own = (text: string) => text.replaceAll(`"${OWN_PATH}/`, `"${module}/internal/`);
  return new Map([
    ...[...cached.files].map(([name, text]) => [`internal/cmdline/${name}`, own(text)] as const),
    ['go.mod', requiring(cached.goMod.replace(`module ${OWN_PATH}`, `module ${module}`), sdk)],
    ['go.sum', cached.goSum],
  ]);
}

/** Modules are sorted by their paths. */
function requiring(goMod: string, sdk: GoModule | null): string {
  if (sdk === null) return goMod;
  return goMod.replace(/^require \(\n([^)]*)/m, (_, lines: string) => {
    const all = [...lines.split('\n').filter(Boolean), `\t${sdk.path} ${sdk.version}`];
    return `require (\n${all.toSorted().join('\n')}\n`;
  });
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
