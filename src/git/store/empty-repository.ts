import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Creates an empty bare repository in a new folder below `parent`, to be renamed to its final place. Returns the
 * folder.
 */
export async function emptyRepository(parent: string): Promise<string> {
  const folder = await mkdtemp(path.join(parent, 'new-repository-'));
  try {
    await chmod(folder, 0o755);
    await mkdir(path.join(folder, 'refs', 'heads'), { recursive: true });
    await mkdir(path.join(folder, 'objects', 'pack'), { recursive: true });
    await mkdir(path.join(folder, 'info'), { recursive: true });
    await writeFile(path.join(folder, 'HEAD'), 'ref: refs/heads/main\n');
    await writeFile(path.join(folder, 'config'), CONFIG);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

const CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\thooksPath = /dev/null
\tprotectHFS = true
\tprotectNTFS = true
[uploadpack]
\tallowAnySHA1InWant = true
[receive]
\tfsckObjects = true
[http]
\treceivepack = true
`;
