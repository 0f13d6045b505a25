import { readdir, readFile, readlink } from 'node:fs/promises';

/** What a process of a Kiln under test is. `backend`: a child of PostgreSQL. */
export type Role =
  | 'up'
  | 'api'
  | 'worker'
  | 'temporal'
  | 'postgres'
  | 'backend'
  | 'generator'
  | 'check'
  | 'other';

export interface Found {
  readonly pid: number;
  readonly role: Role;
  readonly args: string;
}

/** A variable that Kiln passes on to every program, by which the suite finds them without touching others. */
export const MARK = 'LC_KILN_CHAOS';
/** Program that the suite's checks run: distinguishes them from every other program. */
export const CHECK_MARK = 'kiln-chaos-check';

/** Processes with this mark in their environment, or whose current folder is below `folder`. */
export async function findProcesses(mark: string, folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [environment, cwd] = [await read('environ'), await readlink(`/proc/${pid}/cwd`).catch(() => '')];
    // PostgreSQL overwrites its environment with its title, and works in its data folder.
    if (!environment.includes(`${MARK}=${mark}\0`) && !cwd.startsWith(`${folder}/`)) continue;
    const args = (await read('cmdline')).replaceAll('\0', ' ').trim();
    // Empty: it has ended, and waits for its parent.
    if (args !== '') found.push({ pid, role: roleOf(args), args });
  }
  return found;
}

function roleOf(args: string): Role {
  if (args.includes(CHECK_MARK)) return 'check';
  if (/dist\/cli\/main\.js up/.test(args)) return 'up';
  if (/dist\/cli\/main\.js api/.test(args)) return 'api';
  if (/dist\/cli\/main\.js worker/.test(args)) return 'worker';
  if (args.includes('/kiln-temporal ') || args.includes('server start-dev')) return 'temporal';
  if (/\/postgres -D /.test(args)) return 'postgres';
  if (args.startsWith('postgres:')) return 'backend';
  if (/^\S*java .* Service /.test(args)) return 'generator';
  return 'other';
}

/** Sends a signal; returns false if the process has ended. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
