import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders that do not belong to an SDK. */
const FOREIGN = new Set(['node_modules', '.venv', '.git', 'dist', 'tests']);

/** Methods listed in the `api.md` files of an SDK: `get /pets client.pets.list({ ...params }) -> PetsPage`. */
export function methodsOf(folder: string): Set<string> {
  const methods = new Set<string>();
  for (const file of apiPages(folder)) {
    for (const method of methodLines(readFileSync(file, 'utf8'))) methods.add(method);
  }
  return methods;
}

function apiPages(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : apiPages(whole);
    return entry.name === 'api.md' ? [whole] : [];
  });
}

/**
 * Each method of a page, without links: its endpoint, path, arguments and result. Some generator versions write the
 * star of a Go pointer, others do not; it is removed.
 */
export function methodLines(page: string): string[] {
  return [...page.matchAll(/<code title="([^"]*)">(.*?)<\/code>/g)].map(
    ([, endpoint = '', signature = '']) => `${endpoint} ${signature.replace(/<\/?a\b[^>]*>|\\\*/g, '')}`,
  );
}
