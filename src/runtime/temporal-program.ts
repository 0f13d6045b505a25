import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inTemporaryFolder, once, place } from './cache.ts';
import type { Config } from './config.ts';
import { ensureGoProgram } from './go-programs.ts';
import { downloadRelease, temporalRelease, WrongChecksum } from './official-temporal.ts';
import { PACKAGE_ROOT } from './paths.ts';
import { find, type Say, SetupError } from './programs.ts';

const SOURCE = path.join(PACKAGE_ROOT, 'temporal');
const DEVELOPMENT_VERSION = '1.5.1';
const PROGRESS_EVERY_BYTES = 10 * 1024 ** 2;

/** The program of the embedded Temporal server. */
export interface TemporalProgram {
  readonly path: string;
  /** Whether it asks for a key: Temporal's own development server does not know how. */
  readonly guarded: boolean;
}

/**
 * The Temporal server of this project, which asks for a key: in the cache, or built by Go once. Where there is no Go, or it
 * cannot build it, the development server of Temporal's command line. Throws `SetupError` where that cannot be had either.
 */
export async function ensureTemporal(config: Config, say: Say): Promise<TemporalProgram> {
  const target = path.join(config.cacheDir, 'kiln-temporal', await digestOfSource(), 'kiln-temporal');
  if (!existsSync(target) && (await find('go')) === null) {
    say('There is no Go to build the Temporal server that asks for a key: using one that asks nobody.');
    return { path: await ensureDevelopmentServer(config, say), guarded: false };
  }
  const program = {
    name: 'kiln-temporal',
    source: { folder: SOURCE },
    what: 'the Temporal server',
    takes: 'about five minutes',
    missing: 'Go is missing, which builds the Temporal server.',
  };
  try {
    return { path: await ensureGoProgram(config, say, program, target), guarded: true };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(
      `The Temporal server that asks for a key cannot be built: using one that asks nobody. ${error.message}`,
    );
    return { path: await ensureDevelopmentServer(config, say), guarded: false };
  }
}

/** Another source is another program: it is built anew. */
async function digestOfSource(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(SOURCE)).filter((file) => /\.(go|mod|sum)$/.test(file)).sort()) {
    hash.update(`${name}\0`).update(await readFile(path.join(SOURCE, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The `temporal` program: on PATH, in the cache, or the pinned official release. */
async function ensureDevelopmentServer(config: Config, say: Say): Promise<string> {
  const onPath = await find('temporal');
  if (onPath !== null) return onPath;
  const target = path.join(config.cacheDir, 'temporal', DEVELOPMENT_VERSION, 'temporal');
  return once(target, say, 'the Temporal server', async () => {
    if (await officialTemporal(config, say, target)) return;
    throw new SetupError(
      'The Temporal server is missing. Install Go so that Kiln can build it, or the temporal command line (https://docs.temporal.io/cli).',
    );
  });
}

/** Puts the pinned official release at `target`. Gives false where this platform or network has none. */
async function officialTemporal(config: Config, say: Say, target: string): Promise<boolean> {
  const release = temporalRelease(process.platform, process.arch);
  if (release === null) return false;
  say(`Getting the Temporal server ${DEVELOPMENT_VERSION}.`);
  let told = 0;
  const progress = (bytes: number, total: number | null) => {
    if (bytes - told < PROGRESS_EVERY_BYTES) return;
    told = bytes;
    say(`  ${megabytes(bytes)}${total === null ? '' : ` of ${megabytes(total)}`} MB`);
  };
  return inTemporaryFolder(config, async (folder) => {
    const program = await downloadRelease(release, folder, progress).catch((error: unknown) => {
      throw error instanceof WrongChecksum ? new SetupError(error.message) : error;
    });
    if (program === null) say('  its release cannot be reached from here.');
    else await place(program, target);
    return program !== null;
  });
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
