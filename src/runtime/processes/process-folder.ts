import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { execute } from './execute.ts';

/**
 * Age from which folders of other machines on the same data folder are removed: whether their process is alive is
 * unknown here.
 */
const FOREIGN_FOR_MS = 7 * 24 * 60 * 60 * 1000;
const NAME = /^(?<host>.+)\.(?<pid>\d+)\.(?<started>\d+)$/;

export interface ProcessFolder {
  readonly path: string;
  /** Folders of this kind below the same root: this process's and those of others. */
  all(): Promise<string[]>;
  remove(): Promise<void>;
}

/** Creates a folder for this process alone below `root`, and removes those of dead processes. */
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

/** The start time of a process, which distinguishes it from another with the same id; null if there is none. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The fields follow the name, which is in parentheses and may contain anything; field 22 is the start time.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    const { stdout } = await execute('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    const startedAt = Date.parse(stdout.trim());
    return Number.isNaN(startedAt) ? null : String(startedAt);
  }
}

/** Go makes its module cache read-only, a checkout may do worse, and running processes may write meanwhile. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
