import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** What a file of the data folder says; what `make` gives where it is not there yet, which it says from then on. */
export async function readOrMake(file: string, make: () => string | Promise<string>): Promise<string> {
  if (!existsSync(file)) {
    // Whole or not at all: half a password opens nothing.
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, await make(), { mode: 0o600 });
    await rename(temporary, file);
  }
  return (await readFile(file, 'utf8')).trim();
}
