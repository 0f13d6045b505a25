import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readOrMakeBytes } from './read-or-create.ts';

const SECRET_BYTES = 32;

/** The parts of the data folder that the API and workers share. */
export interface DataFolder {
  readonly repositories: string;
  readonly logs: string;
  readonly packages: string;
  readonly work: string;
  /** The secret that signs links. */
  readonly secret: Buffer;
}

/** Prepared descriptions as files for generators. */
export function descriptionsFolder(dataDir: string): string {
  return path.join(dataDir, 'work', 'descriptions');
}

/** Opens the data folder, and creates missing parts. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const folders = {
    repositories: path.join(dataDir, 'repositories'),
    logs: path.join(dataDir, 'check-logs'),
    packages: path.join(dataDir, 'packages'),
    work: path.join(dataDir, 'work'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  const secret = await readOrMakeBytes(path.join(dataDir, 'link-secret'), () => randomBytes(SECRET_BYTES));
  return { ...folders, secret };
}
