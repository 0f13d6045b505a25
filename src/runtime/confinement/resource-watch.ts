import { readdir, readFile, statfs } from 'node:fs/promises';
import { execute } from '../processes/execute.ts';
import type { Limits } from './sandbox.ts';

const MEMORY_EVERY_MS = 300;
const DISK_EVERY_MS = 2_000;
/** Space kept free on the disk for PostgreSQL, repositories and the log that reports the problem. */
const FREE_MB = 512;

/**
 * Watches a program and its descendants; calls `over` once with the limit that is exceeded. Returns a function that
 * ends the watch.
 */
export function watchResources(
  pid: number,
  { memoryMb, processes, diskMb }: Limits,
  writable: readonly string[],
  over: (why: string) => void,
): () => void {
  let ended = false;
  const again = async (look: () => Promise<string | null>, everyMs: number): Promise<void> => {
    while (!ended) {
      const why = await look().catch(() => null);
      if (ended) return;
      if (why !== null) {
        ended = true;
        over(why);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs).unref());
    }
  };
  const memory = async () => {
    const used = await usedBy(pid);
    if (used.mb > memoryMb) return `used more than ${memoryMb} MB of memory`;
    return used.processes > processes ? `started more than ${processes} processes` : null;
  };
  const disk = async () => {
    for (const folder of writable) {
      const { bavail, bsize } = await statfs(folder);
      if ((bavail * bsize) / 1024 ** 2 < FREE_MB) return `left less than ${FREE_MB} MB free on the disk`;
    }
    const [own] = writable;
    return own !== undefined && (await folderMb(own)) > diskMb ? `wrote more than ${diskMb} MB` : null;
  };
  if (process.platform === 'linux') void again(memory, MEMORY_EVERY_MS);
  void again(disk, DISK_EVERY_MS);
  return () => {
    ended = true;
  };
}

interface Use {
  readonly mb: number;
  readonly processes: number;
}

/** Memory and number of a process and its descendants, none of which can leave the process namespace. */
async function usedBy(root: number): Promise<Use> {
  const all = new Map<number, { parent: number; kb: number }>();
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const text = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
      const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
      all.set(Number(name), { parent: field('PPid'), kb: field('RssAnon') + field('RssShmem') });
    }),
  );
  const children = new Map<number, number[]>();
  for (const [pid, { parent }] of all) children.set(parent, [...(children.get(parent) ?? []), pid]);
  let [kb, count] = [0, 0];
  for (const queue = [root]; queue.length > 0; ) {
    const pid = queue.pop() ?? 0;
    kb += all.get(pid)?.kb ?? 0;
    count += 1;
    queue.push(...(children.get(pid) ?? []));
  }
  return { mb: kb / 1024, processes: count };
}

async function folderMb(folder: string): Promise<number> {
  // `du` exits with 1 if a file disappeared meanwhile, but still prints the sum.
  const { stdout } = await execute('du', ['-sxm', folder]).catch((error: unknown) =>
    Object.assign({ stdout: '' }, error),
  );
  return Number.parseInt(String(stdout), 10) || 0;
}
