import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from './config.ts';
import { migrate } from './migrate.ts';
import { type RunningPostgres, type RunningServer, startPostgres } from './postgres.ts';
import { ensureGenerator, ensureTemporal, type Say, SetupError } from './setup.ts';
import { type RunningTemporal, startTemporal } from './temporal-server.ts';

export interface Stack {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** Null where the Temporal server is not ours. */
  readonly temporalUiUrl: string | null;
  readonly generatorJar: string;
  stop(): Promise<void>;
}

/**
 * Starts what Kiln stands on: PostgreSQL and Temporal, embedded unless the settings name others, side by side;
 * then brings the database to this version's schema. A server that dies is started again, on the same port.
 */
export async function startStack(config: Config, say: Say): Promise<Stack> {
  await mkdir(config.dataDir, { recursive: true });
  const release = await lock(config.dataDir);
  const generatorJar = await ensureGenerator(config, say);
  const temporalProgram = config.temporalAddress === null ? await ensureTemporal(config, say) : null;
  const supervisor = new Supervisor(say);
  try {
    const [postgres, temporal] = await Promise.all([
      config.databaseUrl === null ? supervisor.start('PostgreSQL', () => startPostgres(config)) : null,
      temporalProgram === null
        ? null
        : supervisor.start('Temporal', () => startTemporal(config, temporalProgram)),
    ]);
    const databaseUrl = databaseOf(config, postgres);
    for (const name of await migrate(databaseUrl)) say(`Applied migration ${name}.`);
    return {
      databaseUrl,
      temporalAddress: addressOf(config, temporal),
      temporalUiUrl: temporal?.uiUrl ?? null,
      generatorJar,
      async stop() {
        await supervisor.stop();
        await release();
      },
    };
  } catch (error) {
    await supervisor.stop();
    await release();
    throw error;
  }
}

function databaseOf(config: Config, postgres: RunningPostgres | null): string {
  const url = config.databaseUrl ?? postgres?.url;
  if (url === undefined) throw new SetupError('There is no database.');
  return url;
}

function addressOf(config: Config, temporal: RunningTemporal | null): string {
  const address = config.temporalAddress ?? temporal?.address;
  if (address === undefined) throw new SetupError('There is no Temporal server.');
  return address;
}

const RESTART_AFTER_MS = 500;

/** Keeps servers running: one that ends by itself is started again; all end, the last first, on stop. */
class Supervisor {
  readonly #say: Say;
  readonly #running = new Map<string, RunningServer>();
  #stopping = false;

  constructor(say: Say) {
    this.#say = say;
  }

  async start<S extends RunningServer>(name: string, start: () => Promise<S>): Promise<S> {
    const server = await start();
    this.#running.set(name, server);
    server.process.once('exit', () => {
      if (this.#stopping) return;
      this.#say(`${name} ended by itself; starting it again.`);
      setTimeout(() => this.#restart(name, start), RESTART_AFTER_MS);
    });
    return server;
  }

  #restart(name: string, start: () => Promise<RunningServer>): void {
    if (this.#stopping) return;
    this.start(name, start).catch((error: unknown) => {
      this.#say(`${name} could not be started: ${String(error)}`);
      setTimeout(() => this.#restart(name, start), RESTART_AFTER_MS * 10);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const server of [...this.#running.values()].reverse()) await server.stop();
  }
}

/** One Kiln a data folder. A lock that a dead process left is taken over. */
async function lock(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'kiln.pid');
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
  } catch {
    const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (pid > 0 && pid !== process.pid && isAlive(pid)) {
      throw new SetupError(
        `Kiln runs already on ${dataDir} (process ${pid}). Stop it, or set KILN_DATA_DIR.`,
      );
    }
    await writeFile(file, String(process.pid));
  }
  return () => rm(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
