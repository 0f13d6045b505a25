import { createHash } from 'node:crypto';
import { readdir, readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from './config.ts';
import { ensureDevelopmentServer } from './development-temporal.ts';
import { ensureGoProgram } from './go-programs.ts';
import { removeUnnamed } from './old-files.ts';
import { PACKAGE_ROOT } from './paths.ts';
import { type Say, SetupError } from './programs.ts';

const SOURCE = path.join(PACKAGE_ROOT, 'temporal');
const UNUSED_FOR_MS = 30 * 24 * 60 * 60 * 1000;

/** The program of the embedded Temporal server. */
export interface TemporalProgram {
  readonly path: string;
  /** Whether it asks for a key: Temporal's own development server does not know how. */
  readonly guarded: boolean;
}

/**
 * The Temporal server of this project, which asks for a key: in the cache, or built by Go once. Where Go cannot be had, or
 * cannot build it, the development server of Temporal's command line. Throws `SetupError` where that cannot be had either.
 */
export async function ensureTemporal(config: Config, say: Say): Promise<TemporalProgram> {
  const builds = path.join(config.cacheDir, 'kiln-temporal');
  const target = path.join(builds, await digestOfSource(), 'kiln-temporal');
  const program = {
    name: 'kiln-temporal',
    source: { folder: SOURCE },
    what: 'the Temporal server',
    takes: 'about five minutes',
    missing: 'Go is missing, and cannot be downloaded.',
  };
  try {
    await ensureGoProgram(config, say, program, target);
    await forgetUnused(builds, target);
    return { path: target, guarded: true };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(
      `The Temporal server that asks for a key cannot be built: using one that asks nobody. ${error.message}`,
    );
    return { path: await ensureDevelopmentServer(config, say), guarded: false };
  }
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
