import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Folders of other machines that share the data folder: whether their process lives cannot be seen from here. */
const FOREIGN_FOR_MS = 7 * 24 * 60 * 60 * 1000;
const NAME = /^(?<host>.+)\.(?<pid>\d+)\.(?<started>\d+)$/;

export interface ProcessFolder {
  readonly path: string;
  /** Folders of this kind below the same root: this one and those of other processes. */
  all(): Promise<string[]>;
  remove(): Promise<void>;
}

/** Makes a folder of this process alone below `root`. What dead processes left there is removed. */
export async function openProcessFolder(root: string): Promise<ProcessFolder> {
  await sweepProcessFolders(root);
  const own = path.join(root, `${hostname()}.${process.pid}.${await startOf(process.pid)}`);
  await mkdir(own, { recursive: true });
  return {
    path: own,
    all: () => folders(root),
    remove: () => removeFolder(own),
  };
}

/** Removes the folders below `root` whose process is gone. */
export async function sweepProcessFolders(root: string): Promise<void> {
  for (const folder of await folders(root)) if (!(await isAlive(folder))) await removeFolder(folder);
}

async function folders(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => NAME.test(name)).map((name) => path.join(root, name));
}

async function isAlive(folder: string): Promise<boolean> {
  const { host, pid, started } = NAME.exec(path.basename(folder))?.groups ?? {};
  if (host === hostname()) return (await startOf(Number(pid))) === started;
  const made = await stat(folder).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs < FOREIGN_FOR_MS;
}

/** When a process began, as a number that tells it from another that gets the same id; null where there is none. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Fields follow the name, which stands in brackets and may hold anything; the 22nd of all is the start.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    const startedAt = Date.parse(stdout.trim());
    return Number.isNaN(startedAt) ? null : String(startedAt);
  }
}

/** Go marks its module cache read-only; a checkout may do worse, and what still runs may write meanwhile. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
