import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { openDatabase } from '../src/records/database.ts';
import { runApi } from '../src/roles/api.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { ownEnvironment } from '../src/runtime/environments.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { freePort } from '../src/runtime/servers/ports.ts';
import { Ready, type RoleServers } from '../src/runtime/servers/role-processes.ts';
import { type Stack, startStack } from '../src/runtime/servers/stack.ts';
import { temporalConnection } from '../src/temporal/connection.ts';
import { rebuildScheduleId, SCHEDULED_AT } from '../src/temporal/ids.ts';
import { configFile, description } from './service.ts';

const KEY = 'kiln-test-key';
const DOWN_MS = 15_000;

/** A run of the schedule in Temporal, and the recorded builds for its time. */
export interface Run {
  readonly due: string;
  readonly workflow: string;
  readonly builds: readonly {
    readonly id: string;
    readonly open: boolean;
    readonly conclusion: string | null;
  }[];
}

export interface ScheduledRuns {
  readonly runs: readonly Run[];
  /** Number of runs that the schedule started. */
  readonly started: number;
  /** Recorded builds of a schedule. */
  readonly builds: number;
  readonly downFrom: string;
  readonly downTo: string;
}

/**
 * Runs a 10-second schedule on separate servers and kills the worker process (SIGKILL) midway, for one and a half
 * runs. Returns Temporal's runs and the recorded builds once all have ended.
 */
export async function scheduledRuns(count: number, say: (line: string) => void): Promise<ScheduledRuns> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-schedule-'));
  await chmod(dataDir, 0o755);
  const servers = { databaseUrl: null, temporalAddress: null, publicUrl: null };
  const config: Config = {
    ...readConfig(),
    ...servers,
    dataDir,
    port: await freePort(),
    apiKey: KEY,
    org: 'acme',
    checks: false,
  };
  const ends: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const stack = await startStack(config, say);
    ends.push(() => stack.stop());
    const api = await runApi({ config, ...stack });
    ends.push(() => api.stop());
    const workers = new Set([await startWorkerProcess(config, stack)]);
    ends.push(async () => workers.forEach(kill));
    const swap = async () => {
      for (const worker of workers) kill(worker);
      workers.clear();
      await wait(DOWN_MS);
      workers.add(await startWorkerProcess(config, stack));
    };
    return await watch(api.address, stack, count, swap, say);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function watch(
  address: string,
  stack: Stack,
  count: number,
  swapWorker: () => Promise<void>,
  say: (line: string) => void,
): Promise<ScheduledRuns> {
  const request = async (method: string, url: string, body?: unknown) => {
    const response = await fetch(address + url, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    return response;
  };
  await request('POST', '/v0/projects', {
    org: 'acme',
    slug: 'pets',
    targets: ['cli'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: configFile(['cli']) },
    },
  });
  const scheduleId = rebuildScheduleId('acme', 'pets', 'often');
  const schedule = '/v0/projects/pets/schedules/often';
  await request('PUT', schedule, { interval: '10s', overlap: 'allow_all', catchup_window: '10m' });
  const connection = await Connection.connect(
    temporalConnection(stack.temporalAddress, stack.temporalKey).options,
  );
  const temporal = new Client({ connection });
  const db = openDatabase(stack.databaseUrl, 4);
  try {
    const started = async () =>
      (await temporal.schedule.getHandle(scheduleId).describe()).info.numActionsTaken;
    const until = async (enough: () => Promise<boolean>) => {
      while (!(await enough())) await wait(500);
    };
    await until(async () => (await started()) >= Math.floor(count / 2));
    // Into the next run, so that the worker is killed while it works.
    await until(
      async () => (await db.build.count({ where: { trigger: 'schedule', completedAt: null } })) > 0,
    );
    const downFrom = new Date().toISOString();
    say(`${downFrom} the worker is killed`);
    await swapWorker();
    const downTo = new Date().toISOString();
    say(`${downTo} another worker runs`);
    await until(async () => (await started()) >= count);
    await request('POST', `${schedule}/pause`);
    const query = `TemporalScheduledById = "${scheduleId}"`;
    const total = await started();
    await until(
      async () =>
        (await temporal.workflow.count(`${query} AND ExecutionStatus != "Running"`)).count >= total &&
        (await db.build.count({ where: { completedAt: null } })) === 0,
    );
    const builds = await db.build.findMany({
      where: { trigger: 'schedule' },
      include: { targets: { include: { steps: true } } },
    });
    const runs: Run[] = [];
    for await (const { searchAttributes, status } of temporal.workflow.list({ query })) {
      const [due] = searchAttributes[SCHEDULED_AT.name] ?? [];
      if (!(due instanceof Date)) throw new Error('A run has no scheduled time.');
      runs.push({
        due: due.toISOString(),
        workflow: status.name,
        builds: builds
          .filter(({ scheduledAt }) => scheduledAt?.getTime() === due.getTime())
          .map(({ id, completedAt, targets }) => ({
            id,
            open:
              completedAt === null ||
              targets.some(({ steps }) => steps.some((it) => it.completedAt === null)),
            conclusion: targets[0]?.steps.find(({ step }) => step === 'commit')?.conclusion ?? null,
          })),
      });
    }
    runs.sort((a, b) => a.due.localeCompare(b.due));
    return { runs, started: total, builds: builds.length, downFrom, downTo };
  } finally {
    await connection.close();
    await db.$disconnect();
  }
}

async function startWorkerProcess(config: Config, stack: Stack): Promise<ChildProcess> {
  const main = ['--import', 'tsx', 'src/cli/main.ts'];
  const child = spawn(process.execPath, [...main, 'worker', '--of', config.dataDir], {
    cwd: PACKAGE_ROOT,
    env: ownEnvironment(config),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A separate process group, to be killed as one.
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => Ready.safeParse(message).success && resolve());
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code}.`)));
    const { databaseUrl, temporalAddress, temporalKey } = stack;
    child.send({ databaseUrl, temporalAddress, temporalKey, apiKey: null } satisfies RoleServers);
  });
  return child;
}

function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
