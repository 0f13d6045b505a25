import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders that belong to no SDK. */
const FOREIGN = new Set(['node_modules', '.venv', '.git', 'dist', 'tests']);

/** Methods that the `api.md` files of an SDK list: `get /pets client.pets.list({ ...params }) -> PetsPage`. */
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
 * Each method of a page, without its links: its endpoint, path, arguments and result. Pages of one generator's versions
 * have the star of a Go pointer or have not; it is left out.
 */
export function methodLines(page: string): string[] {
  return [...page.matchAll(/<code title="([^"]*)">(.*?)<\/code>/g)].map(
    ([, endpoint = '', signature = '']) => `${endpoint} ${signature.replace(/<\/?a\b[^>]*>|\\\*/g, '')}`,
  );
}
