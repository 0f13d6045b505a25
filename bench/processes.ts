import { readdir, readFile } from 'node:fs/promises';

const PAGE_KB = 4;

export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  /** Proportional set size: shared pages are divided among their processes. */
  readonly shareMb: number;
  readonly residentMb: number;
}

/** The memory of this process's descendants, from Linux's `/proc`. */
export async function descendants(root = process.pid): Promise<ProcessMemory[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isInteger(parent)) parents.set(Number(name), parent);
  }
  const below = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || below(parent));
  };
  const found = await Promise.all([...parents.keys()].filter(below).map(memoryOf));
  return found.filter((memory) => memory !== null);
}

async function memoryOf(pid: number): Promise<ProcessMemory | null> {
  try {
    const [rollup, statm, command] = await Promise.all([
      readFile(`/proc/${pid}/smaps_rollup`, 'utf8'),
      readFile(`/proc/${pid}/statm`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    return {
      pid,
      command: command.replaceAll('\0', ' ').trim(),
      shareMb: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024,
      residentMb: (Number(statm.split(' ')[1]) * PAGE_KB) / 1024,
    };
  } catch {
    return null;
  }
}

/** The largest resident memory of any descendant whose command contains `of` during some work, with its command. */
export async function peakDuring(work: () => Promise<unknown>, of = ''): Promise<ProcessMemory> {
  let peak: ProcessMemory = { pid: 0, command: '', shareMb: 0, residentMb: 0 };
  let done = false;
  const sampling = (async () => {
    while (!done) {
      for (const memory of await descendants())
        if (memory.command.includes(of) && memory.residentMb > peak.residentMb) peak = memory;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  try {
    await work();
  } finally {
    done = true;
    await sampling;
  }
  return peak;
}
