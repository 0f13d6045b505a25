import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The parts of the data folder that the API and workers share. */
export interface DataFolder {
  readonly repositories: string;
  readonly logs: string;
  readonly packages: string;
  readonly work: string;
  /** What links are signed with. */
  readonly secret: Buffer;
}

/** Opens the data folder, and makes what is missing in it. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const folders = {
    repositories: path.join(dataDir, 'repositories'),
    logs: path.join(dataDir, 'check-logs'),
    packages: path.join(dataDir, 'packages'),
    work: path.join(dataDir, 'work'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  return { ...folders, secret: await readOrMakeSecret(path.join(dataDir, 'link-secret')) };
}

async function readOrMakeSecret(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, randomBytes(32), { mode: 0o600 });
    await rename(temporary, file);
    return readFile(file);
  }
}
