import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { removeUnnamed } from '../storage/unused-files.ts';
import { ensureGoProgram } from '../toolchains/go-programs.ts';
import { type Say, SetupError } from '../toolchains/programs.ts';
import { ensureDevelopmentServer } from './temporal-dev-server.ts';

const SOURCE = path.join(PACKAGE_ROOT, 'temporal-server');
const UNUSED_FOR_MS = 30 * 24 * 60 * 60 * 1000;

/** The program of the embedded Temporal server. */
export interface TemporalProgram {
  readonly path: string;
  /** Whether it authenticates clients: Temporal's own development server cannot. */
  readonly guarded: boolean;
}

/**
 * Kiln's own Temporal server, which authenticates clients, if it is built; otherwise the development server of
 * Temporal's command line, for which nothing has to be compiled. Throws `SetupError` if neither is available.
 */
export async function findTemporal(config: Config, say: Say): Promise<TemporalProgram> {
  const target = await guardedProgram(config);
  if (existsSync(target)) {
    await forgetUnused(path.dirname(path.dirname(target)), target);
    return { path: target, guarded: true };
  }
  try {
    return { path: await ensureDevelopmentServer(config, say), guarded: false };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return buildTemporal(config, say);
  }
}

/** Builds Kiln's own Temporal server with Go, once. Throws `SetupError` if that is impossible. */
export async function buildTemporal(config: Config, say: Say): Promise<TemporalProgram> {
  const target = await guardedProgram(config);
  const program = {
    name: 'kiln-temporal',
    source: { folder: SOURCE },
    what: 'the Temporal server',
    takes: 'about five minutes',
    missing: 'Go is missing, and cannot be downloaded.',
  };
  await ensureGoProgram(config, say, program, target);
  await forgetUnused(path.dirname(path.dirname(target)), target);
  return { path: target, guarded: true };
}

/** The server with authentication, found or built; if Go cannot build it, the one without, and a message. */
export async function ensureTemporal(config: Config, say: Say): Promise<TemporalProgram> {
  try {
    return await buildTemporal(config, say);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(
      `The Temporal server that requires a key cannot be built; using one without authentication. ${error.message}`,
    );
    return { path: await ensureDevelopmentServer(config, say), guarded: false };
  }
}

/** Path of the server with authentication once it is built. */
async function guardedProgram({ cacheDir }: Config): Promise<string> {
  return path.join(cacheDir, 'kiln-temporal', await digestOfSource(), 'kiln-temporal');
}

/** Removes builds of older sources, 200 MB each, that no version of Kiln has used for a month. */
async function forgetUnused(builds: string, used: string): Promise<void> {
  const now = Date.now();
  try {
    await utimes(used, new Date(now), new Date(now));
    await removeUnnamed(builds, new Date(now - UNUSED_FOR_MS), async (files) => files);
  } catch {
    // The cache belongs to somebody else, who maintains it.
  }
}

/** Other sources give another program, which is built separately. */
async function digestOfSource(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(SOURCE)).filter((file) => /\.(go|mod|sum)$/.test(file)).sort()) {
    hash.update(`${name}\0`).update(await readFile(path.join(SOURCE, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
