import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** What a file of the data folder holds; what `make` gives where it is not there yet, which it holds from then on. */
export async function readOrMakeBytes(
  file: string,
  make: () => string | Uint8Array | Promise<string>,
): Promise<Buffer> {
  if (!existsSync(file)) {
    // Whole or not at all: half a password opens nothing.
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, await make(), { mode: 0o600 });
    await rename(temporary, file);
  }
  return readFile(file);
}

/** The same as text, without space around it. */
export async function readOrMake(file: string, make: () => string | Promise<string>): Promise<string> {
  return (await readOrMakeBytes(file, make)).toString('utf8').trim();
}
