import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../../runtime/package-root.ts';

/** Modules that each SDK generates itself. */
const GENERATED = new Set(['_settings.py', '_exceptions.py', '_version.py', '__init__.py', 'pagination.py']);

const cache = new Map<string, ReadonlyMap<string, Buffer>>();

/** Modules of the runtime, by their path below the package. Read once. */
export function runtimeModules(): ReadonlyMap<string, Buffer> {
  return folder(
    path.join(PACKAGE_ROOT, 'sdk-runtimes', 'python', 'src', 'sdk_runtime'),
    (name) => !GENERATED.has(name),
  );
}

function folder(root: string, isWanted: (relative: string) => boolean): ReadonlyMap<string, Buffer> {
  const known = cache.get(root);
  if (known !== undefined) return known;
  const found = new Map<string, Buffer>();
  const visit = (relative: string): void => {
    for (const entry of readdirSync(path.join(root, relative), { withFileTypes: true })) {
      const inner = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== '__pycache__' && !entry.name.startsWith('.')) visit(inner);
      } else if (isWanted(inner) && /\.(?:py|typed)$/.test(inner)) {
        found.set(inner, readFileSync(path.join(root, inner)));
      }
    }
  };
  visit('');
  cache.set(root, found);
  return found;
}

/** Tests of the runtime, which are part of each SDK: by their path below `tests/`. */
export function runtimeTests(): ReadonlyMap<string, Buffer> {
  return folder(path.join(PACKAGE_ROOT, 'sdk-runtimes', 'python', 'tests', 'runtime'), () => true);
}
