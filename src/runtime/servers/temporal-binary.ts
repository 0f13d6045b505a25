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
  /** Whether it asks for a key: Temporal's own development server does not know how. */
  readonly guarded: boolean;
}

/**
 * The Temporal server of this project, which asks for a key, where it was built; else the development server of
 * Temporal's command line, which nothing has to be compiled for. Throws `SetupError` where neither can be had.
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

/** Builds the Temporal server of this project by Go, once. Throws `SetupError` where that cannot be done. */
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

/** The server that asks for a key: found or built; where Go cannot build it, the one that asks nobody, and says so. */
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

/** Where the server that asks for a key is, once it was built. */
async function guardedProgram({ cacheDir }: Config): Promise<string> {
  return path.join(cacheDir, 'kiln-temporal', await digestOfSource(), 'kiln-temporal');
}

/** Removes what older sources were built into, 200 MB each, when no version of Kiln has used it for a month. */
async function forgetUnused(builds: string, used: string): Promise<void> {
  const now = Date.now();
  try {
    await utimes(used, new Date(now), new Date(now));
    await removeUnnamed(builds, new Date(now - UNUSED_FOR_MS), async (files) => files);
  } catch {
    // The cache is somebody else's, who keeps it in order.
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
