import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';

/** The runtime's files, by their path in an SDK. Read once: they are part of the program. */
export function runtimeFiles(): FileTree {
  cached ??= readRuntime();
  return cached;
}

let cached: FileTree | undefined;

/** Parts of the runtime that belong to its example client, or that SDKs generate themselves. */
const LEFT_OUT = new Set(['src/client.ts', 'src/index.ts']);

function readRuntime(): FileTree {
  const folder = runtimeFolder();
  const files = new Map<string, TreeFile>();
  for (const part of ['src', 'tests']) {
    for (const entry of readdirSync(path.join(folder, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const full = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, full).split(path.sep).join('/');
      if (!LEFT_OUT.has(name)) files.set(name, file(readFileSync(full)));
    }
  }
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** `sdk-runtimes/typescript` of the package, found from `src/` and from `dist/`. */
function runtimeFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(folder, 'sdk-runtimes', 'typescript');
    try {
      readdirSync(candidate);
      return candidate;
    } catch {
      const parent = path.dirname(folder);
      if (parent === folder) throw new Error('sdk-runtimes/typescript is missing from this installation.');
      folder = parent;
    }
  }
}
