import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** Reads a file of the data folder; if it is missing, creates it with the result of `make`. */
export async function readOrMakeBytes(
  file: string,
  make: () => string | Uint8Array | Promise<string>,
): Promise<Buffer> {
  if (!existsSync(file)) {
    // Completely or not at all: half a password is useless.
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, await make(), { mode: 0o600 });
    await rename(temporary, file);
  }
  return readFile(file);
}

/** The same as text, without surrounding white space. */
export async function readOrMake(file: string, make: () => string | Promise<string>): Promise<string> {
  return (await readOrMakeBytes(file, make)).toString('utf8').trim();
}
