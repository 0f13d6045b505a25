import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Kiln } from './kiln.ts';
import { type Role, signal } from './processes.ts';
import type { Random } from './random.ts';

/** Durations in ms. */
export interface Lengths {
  /** Longer than the heartbeat timeout of activities. */
  readonly pauseMs: number;
  readonly refuseMs: number;
  readonly fullMs: number;
}

export interface Fault {
  readonly name: string;
  /** Of a hundred faults, this many are of this kind. */
  readonly share: number;
  /** Breaks something. Returns false if there was nothing to break: then it does not count. */
  inject(kiln: Kiln, random: Random, lengths: Lengths): Promise<boolean>;
}

export const FAULTS: readonly Fault[] = [
  { name: 'kill the worker', share: 18, inject: (kiln) => kill(kiln, 'worker') },
  { name: 'kill the API', share: 13, inject: (kiln) => kill(kiln, 'api') },
  { name: 'kill the Temporal server', share: 13, inject: (kiln) => kill(kiln, 'temporal') },
  { name: 'kill PostgreSQL', share: 13, inject: (kiln) => kill(kiln, 'postgres') },
  { name: "kill the generator's JVM", share: 13, inject: (kiln) => kill(kiln, 'generator') },
  { name: "kill a check's process", share: 13, inject: (kiln) => kill(kiln, 'check') },
  {
    name: 'kill everything at once',
    share: 6,
    async inject(kiln) {
      await kiln.killAll();
      return true;
    },
  },
  { name: 'fill the disk', share: 4, inject: fill },
  { name: 'pause a process', share: 4, inject: pause },
  { name: 'PostgreSQL refuses connections', share: 3, inject: refuse },
];

/** Waits up to this long for a process of a role, because generators and checks come and go. */
const APPEARS_WITHIN_MS = 20_000;

async function one(kiln: Kiln, role: Role): Promise<number | null> {
  const until = Date.now() + APPEARS_WITHIN_MS;
  for (;;) {
    const [pid] = await kiln.pids(role);
    if (pid !== undefined) return pid;
    if (Date.now() > until) return null;
    await wait(20);
  }
}

async function kill(kiln: Kiln, role: Role): Promise<boolean> {
  const pid = await one(kiln, role);
  return pid !== null && signal(pid, 'SIGKILL');
}

/** Fills the data folder's disk completely. */
async function fill(kiln: Kiln, _random: Random, { fullMs }: Lengths): Promise<boolean> {
  if (!kiln.ownDisk) return false;
  const file = path.join(kiln.dataDir, 'filler');
  const until = Date.now() + fullMs;
  try {
    for (const sizeKb of [1024, 64, 4]) fillWith(file, sizeKb);
    while (Date.now() < until) {
      await wait(100);
      fillWith(file, 4);
    }
  } finally {
    rmSync(file, { force: true });
  }
  return true;
}

function fillWith(file: string, sizeKb: number): void {
  const block = Buffer.alloc(sizeKb * 1024, 1);
  try {
    for (;;) writeFileSync(file, block, { flag: 'a' });
  } catch {
    // The disk is full.
  }
}

async function pause(kiln: Kiln, random: Random, { pauseMs }: Lengths): Promise<boolean> {
  const pid = await one(kiln, random.pick(['worker', 'api', 'temporal', 'postgres', 'generator']));
  if (pid === null || !signal(pid, 'SIGSTOP')) return false;
  await wait(pauseMs);
  signal(pid, 'SIGCONT');
  return true;
}

async function refuse(kiln: Kiln, _random: Random, { refuseMs }: Lengths): Promise<boolean> {
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: kiln.databaseUrl.replace(/\/kiln$/, '/postgres') });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await ask('ALTER DATABASE kiln ALLOW_CONNECTIONS false');
  await ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'kiln'`);
  await wait(refuseMs);
  await ask('ALTER DATABASE kiln ALLOW_CONNECTIONS true');
  return true;
}

/** Kinds of faults in random order, by their shares; each kind at least once if possible. */
export function planFaults(count: number, random: Random): Fault[] {
  const bag = FAULTS.flatMap((fault) => Array.from({ length: fault.share }, () => fault));
  const first = random.shuffle(FAULTS);
  const rest = random.shuffle(bag);
  const chosen = count >= bag.length ? rest : [...first, ...rest].slice(0, count);
  while (chosen.length < count) chosen.push(random.pick([FAULTS[0] ?? fail(), ...FAULTS]));
  return random.shuffle(chosen);
}

function fail(): never {
  throw new Error('There are no faults.');
}
