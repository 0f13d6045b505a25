import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { putBehind } from '../processes/priority.ts';
import { readOrMake } from '../storage/read-or-create.ts';
import { endLeftOver } from './orphan-process.ts';
import { freePort } from './ports.ts';
import { EndedEarly, endProcess, type RunningServer } from './supervisor.ts';
import type { TemporalProgram } from './temporal-binary.ts';
import { hiddenHost, serveUi } from './temporal-ui.ts';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
const KEY_BYTES = 16;
/** Niceness, between the API, which answers first, and the worker. */
const BEHIND = 5;
const SEARCH_ATTRIBUTES = ['KilnProject', 'KilnBranch', 'KilnTarget', 'KilnTrigger', 'KilnConclusion'];

/** Measured: three times the throughput, and 150 ms instead of 550 ms for a build of one target. */
const DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': 200,
  'system.enableActivityEagerExecution': true,
  'system.forceSearchAttributesCacheRefreshOnRead': false,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // For a single process, and a UI that lists a lot, as in the development server.
  'history.hostLevelCacheMaxSize': 8096,
  'frontend.namespaceRPS.visibility': 100,
  'frontend.persistenceMaxQPS': 10_000,
  'history.persistenceMaxQPS': 45_000,
  // The development server's HTTP API has no authentication, and every web page could send requests to it. Only this
  // host name is accepted, and nobody has it (RFC 6761).
  'frontend.httpAllowedHosts': ['kiln.invalid'],
};

export interface RunningTemporal extends RunningServer {
  readonly address: string;
  /** The key that clients must send; null if it has no authentication. */
  readonly key: string | null;
  readonly uiUrl: string;
}

/** Starts the embedded Temporal server with its UI, on loopback, with its state in a file of the data folder. */
export async function startTemporal(config: Config, program: TemporalProgram): Promise<RunningTemporal> {
  const { port, uiPort } = await ports(path.join(config.dataDir, 'temporal-ports'));
  await mkdir(path.join(config.dataDir, 'server-logs'), { recursive: true });
  const database = path.join(config.dataDir, 'temporal.sqlite');
  const pidFile = path.join(config.dataDir, 'temporal.pid');
  await endLeftOver(pidFile, database, 'SIGTERM');
  const log = await open(path.join(config.dataDir, 'server-logs', 'temporal.log'), 'a');
  const host = hiddenHost();
  const ui = { host, port: await freePort(host) };
  const keyFile = path.join(config.dataDir, 'temporal-key');
  const made = await readOrMake(keyFile, () => randomBytes(KEY_BYTES).toString('hex'));
  const key = program.guarded ? made : null;
  const args = [
    program.guarded ? ['--key-file', keyFile] : ['server', 'start-dev'],
    ['--ip', '127.0.0.1', '--port', String(port)],
    ['--ui-ip', ui.host, '--ui-port', String(ui.port)],
    ['--db-filename', database, '--log-level', 'error'],
    ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...SEARCH_ATTRIBUTES.map((name) => ['--search-attribute', `${name}=Keyword`]),
    ...Object.entries(DYNAMIC_CONFIG).map(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ].flat();
  const child = spawn(program.path, args, {
    env: childEnvironment({ HOME: config.dataDir }),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  await log.close();
  if (child.pid !== undefined) putBehind(child.pid, BEHIND);
  await writeFile(pidFile, String(child.pid ?? ''));
  const address = `127.0.0.1:${port}`;
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      // The UI queries the server itself. A client of Kiln's would take half a second and 40 MB of this process.
      const asked = await fetch(`http://${ui.host}:${ui.port}/api/v1/namespaces/default`, {
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(1000),
      });
      if (!asked.ok) throw new Error(`The Temporal UI responds with ${asked.status}.`);
      break;
    } catch (error) {
      if (child.signalCode !== null) throw new EndedEarly('The embedded Temporal server was stopped.');
      if (child.exitCode !== null || Date.now() > until) {
        await endProcess(child, 'SIGTERM', STOP_WITHIN_MS);
        const file = path.join(config.dataDir, 'server-logs', 'temporal.log');
        throw new Error(`The embedded Temporal server did not start; see ${file}.`, { cause: error });
      }
      await wait(25);
    }
  }
  const served = await serveUi(ui, uiPort, key).catch(async (error: unknown) => {
    await endProcess(child, 'SIGTERM', STOP_WITHIN_MS);
    const why = error instanceof Error ? error.message : String(error);
    const file = path.join(config.dataDir, 'temporal-ports');
    throw new Error(`The Temporal UI cannot be served (${why}). Delete ${file} to use other ports.`);
  });
  // The next server has another address.
  if (child.exitCode !== null || child.signalCode !== null) served.close();
  else child.once('exit', () => served.close());
  return {
    address,
    key,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    process: child,
    stop: () => endProcess(child, 'SIGTERM', STOP_WITHIN_MS),
  };
}

async function ports(file: string): Promise<{ port: number; uiPort: number }> {
  const kept = await readOrMake(file, async () => `${await freePort()} ${await freePort()}`);
  const [port = 0, uiPort = 0] = kept.split(' ').map(Number);
  if (port > 0 && uiPort > 0) return { port, uiPort };
  // The machine went down while an older version wrote it.
  await rm(file);
  return ports(file);
}
