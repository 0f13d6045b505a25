import { execFile, spawn } from 'node:child_process';
import { chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { endProcess } from '../src/runtime/servers/supervisor.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

export interface PlainPostgres {
  readonly version: string;
  stop(): Promise<void>;
}

/** Debian's PostgreSQL on a loopback port, with the user and database of docker-compose.yml. */
export async function startPlainPostgres(
  folder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<PlainPostgres> {
  const [newest] = (await readdir(DEBIAN)).sort((a, b) => Number(b) - Number(a));
  if (newest === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql.');
  const bin = path.join(DEBIAN, newest, 'bin');
  const { POSTGRES_USER: user = '', POSTGRES_PASSWORD: password = '', POSTGRES_DB: database = '' } = settings;
  const owner = await ids();
  await mkdir(folder, { recursive: true });
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, password);
  if (owner !== null) for (const it of [folder, passwordFile]) await chown(it, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  const auth = ['--auth=scram-sha-256', `--username=${user}`, `--pwfile=${passwordFile}`];
  await run(path.join(bin, 'initdb'), ['-D', data, ...auth, '--encoding=UTF8', '--locale=C'], { ...owner });
  const flags = ['-c', `port=${port}`, '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'];
  const child = spawn(path.join(bin, 'postgres'), ['-D', data, ...flags], { ...owner, stdio: 'ignore' });
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
    try {
      await client.connect();
      await client.query(`CREATE DATABASE "${database}"`);
      const { rows } = await client.query('SHOW server_version');
      return { version: String(rows[0].server_version), stop: () => endProcess(child, 'SIGINT', 10_000) };
    } catch (error) {
      if (child.exitCode !== null) throw error;
      await wait(100);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** As root, a server runs as the user `postgres`, which its package creates. */
async function ids(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const ask = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout.trim());
  return { uid: await ask('-u'), gid: await ask('-g') };
}
