import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { type RunResult, run } from '../processes/run-program.ts';
import { lock } from '../storage/pid-lock.ts';
import { SetupError } from '../toolchains/programs.ts';
import { VERSION } from '../version.ts';
import { endLeftOver } from './orphan-process.ts';
import { embeddedData, ownPostgresData } from './postgres.ts';

/** Folders below the data folder that a backup excludes: they belong to processes or can be created again. */
const LEFT_OUT = [
  'work',
  'server-logs',
  'kiln.pid',
  'api.pid',
  'worker.pid',
  'temporal.pid',
  'postgres-folder',
  'postgres-port',
  'temporal-ports',
];
const FORMAT = 'kiln-backup.json';
const Format = z.object({ kiln: z.string(), postgres: z.enum(['embedded', 'elsewhere']) });
const TAR_MS = 24 * 60 * 60 * 1000;

/**
 * Writes the whole data folder to one file for `restore`: the record, the workflows, the repositories, logs, packages
 * and secrets. It is consistent because nothing may run meanwhile: throws `SetupError` while a Kiln uses the folder.
 * With external servers, the backup contains only the data folder, and tells whoever restores it.
 */
export async function backUp(config: Config, file: string): Promise<void> {
  if (!existsSync(config.dataDir)) throw new SetupError(`There is no data folder ${config.dataDir}.`);
  await whileStopped(config.dataDir, async () => {
    const data = await embeddedData(config);
    await endLeftOvers(config.dataDir, data);
    const list = await mkdtemp(path.join(config.dataDir, 'backup-'));
    const temporary = `${path.resolve(file)}.part`;
    try {
      const format: z.infer<typeof Format> = {
        kiln: VERSION,
        postgres: data === null ? 'elsewhere' : 'embedded',
      };
      await writeFile(path.join(list, FORMAT), JSON.stringify(format));
      const names = (await readdir(config.dataDir)).filter(
        (name) => !LEFT_OUT.includes(name) && name !== 'postgres' && !name.startsWith('backup-'),
      );
      const postgres =
        data === null ? [] : ['-C', path.dirname(data), '--transform=s,^data,postgres/data,', 'data'];
      await tar(['-czf', temporary, '-C', list, FORMAT, '-C', config.dataDir, ...names, ...postgres]);
      await chmod(temporary, 0o600);
      await rename(temporary, file);
    } finally {
      await rm(list, { recursive: true, force: true });
      await rm(temporary, { force: true });
    }
  });
}

/**
 * Creates a data folder from a backup. The folder must be missing or empty, for example a volume: nothing is
 * overwritten. After a failure it is empty again. Throws `SetupError`.
 */
export async function restore(config: Config, file: string): Promise<void> {
  const { dataDir } = config;
  if (!existsSync(file)) throw new SetupError(`There is no file ${file}.`);
  if (existsSync(dataDir) && (await readdir(dataDir)).length > 0) {
    throw new SetupError(`${dataDir} is not empty: a backup is restored into a new folder (KILN_DATA_DIR).`);
  }
  await mkdir(dataDir, { recursive: true });
  const temporary = await mkdtemp(path.join(dataDir, 'restoring-'));
  try {
    await tar(['-xzf', path.resolve(file), '-C', temporary]);
    const format = await readFile(path.join(temporary, FORMAT), 'utf8').catch(() => null);
    if (format === null) throw new SetupError(`${file} is not a backup of Kiln.`);
    Format.parse(JSON.parse(format));
    await rm(path.join(temporary, FORMAT));
    for (const name of await readdir(temporary)) {
      await rename(path.join(temporary, name), path.join(dataDir, name));
    }
    await rm(temporary, { recursive: true });
    if (existsSync(path.join(dataDir, 'postgres'))) await ownPostgresData(config);
  } catch (error) {
    for (const name of await readdir(dataDir)) {
      await rm(path.join(dataDir, name), { recursive: true, force: true });
    }
    throw error;
  }
}

async function whileStopped(dataDir: string, work: () => Promise<void>): Promise<void> {
  const held = await lock(dataDir, 'command');
  if (!held.held) {
    throw new SetupError(
      `Kiln is running on ${dataDir} (process ${held.pid}). Stop it first, so that the backup is consistent.`,
    );
  }
  try {
    await work();
  } finally {
    await held.release();
  }
}

/** Servers that a killed Kiln left running would write during the backup. */
async function endLeftOvers(dataDir: string, data: string | null): Promise<void> {
  for (const role of ['api', 'worker']) {
    await endLeftOver(path.join(dataDir, `${role}.pid`), `${role} --of ${dataDir}`, 'SIGTERM');
  }
  await endLeftOver(path.join(dataDir, 'temporal.pid'), path.join(dataDir, 'temporal.sqlite'), 'SIGTERM');
  if (data !== null) await endLeftOver(path.join(data, 'postmaster.pid'), data, 'SIGINT');
}

async function tar(args: readonly string[]): Promise<void> {
  const output = new PassThrough();
  let said = '';
  output.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  const options = { cwd: '/', env: childEnvironment(), timeoutMs: TAR_MS, output };
  const result: RunResult = await run(['tar', ...args], options);
  if (result.kind === 'exited' && result.code === 0) return;
  const why = result.kind === 'not_started' ? result.why : said.trim();
  throw new SetupError(`tar failed: ${why}`);
}
