import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { Repository } from '../../git/store/repository.ts';
import type { PackageRecord } from '../../records/steps.ts';
import { NotKept, type PackageStore } from '../../runtime/storage/package-store.ts';
import type { PackageOutput } from '../../targets/definition.ts';

/** Upper bound of files; no target produces as many. */
const MAX_PACKAGES = 20;

/**
 * Stores the packages that the build check left in a checkout of `commit`: the files that match a target's
 * `outputs` and are not part of the commit. Files that are not stored, and why, are written to the check's
 * log.
 */
export async function keepPackages(
  store: PackageStore,
  outputs: readonly PackageOutput[],
  checkout: string,
  { repository, commit }: { readonly repository: Repository; readonly commit: string },
  log: Writable,
): Promise<PackageRecord[]> {
  const kept = new Map<string, PackageRecord>();
  for (const output of outputs) {
    for (const file of await matching(checkout, output.path)) {
      const name = path.posix.basename(file);
      if (kept.has(name) || (await repository.readFile(commit, file)) !== null) continue;
      try {
        if (kept.size >= MAX_PACKAGES) throw new NotKept(`exceeds the limit of ${MAX_PACKAGES} packages`);
        const stored = await store.keep(checkout, file);
        kept.set(name, { type: output.type, name, ...stored });
        log.write(`Stored ${name} (${output.type}, ${stored.bytes} bytes).\n`);
      } catch (error) {
        if (!(error instanceof NotKept)) throw error;
        log.write(`Not stored: ${file} ${error.message}.\n`);
      }
    }
  }
  return [...kept.values()];
}

/** Sorted paths below a folder that match a pattern; `*` matches any part of one name. Links are not followed. */
export async function matching(folder: string, pattern: string): Promise<string[]> {
  let found = [''];
  for (const segment of pattern.split('/')) {
    const wanted = new RegExp(`^${segment.split('*').map(escaped).join('.*')}$`);
    const next: string[] = [];
    for (const parent of found) {
      if (!(await isFolder(path.join(folder, parent)))) continue;
      for (const name of (await readdir(path.join(folder, parent))).sort()) {
        if (wanted.test(name)) next.push(path.posix.join(parent, name));
      }
    }
    found = next;
  }
  return found;
}

const escaped = (text: string) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');

async function isFolder(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null))?.isDirectory() ?? false;
}
