import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { childEnvironment } from '../environments.ts';
import { ensureGo } from './go-toolchain.ts';
import { once, place } from './install-once.ts';
import { runOrFail, type Say, SetupError } from './programs.ts';

const PROGRESS_EVERY_MS = 30_000;

/** A program that is built with Go, once. */
export interface GoProgram {
  readonly name: string;
  /** Its source: a published module, or a folder of this project. */
  readonly source: { readonly module: string; readonly version: string } | { readonly folder: string };
  readonly what: string;
  readonly takes: string;
  /** Advice for a machine without Go. */
  readonly missing: string;
}

/** Builds a program at `target`, unless it exists, and returns that path. Throws `SetupError`. */
export function ensureGoProgram(
  config: Config,
  say: Say,
  program: GoProgram,
  target: string,
): Promise<string> {
  return once(target, say, program.what, () => build(config, say, program, target));
}

async function build(config: Config, say: Say, program: GoProgram, target: string): Promise<void> {
  const { name, source, what, takes, missing } = program;
  const go = await ensureGo(config, say);
  if (go === null) throw new SetupError(missing);
  say(`Building ${what} with Go: ${takes}, once.`);
  const startedAt = Date.now();
  const timer = setInterval(
    () => say(`  still building ${what} (${Math.round((Date.now() - startedAt) / 1000)} s)`),
    PROGRESS_EVERY_MS,
  );
  try {
    // One build folder for all programs of a process: they share modules.
    const folder = folderOf(config);
    const bin = path.join(folder, 'bin', name);
    const env = childEnvironment({
      HOME: folder,
      GOBIN: bin,
      GOPATH: path.join(folder, 'go'),
      GOCACHE: path.join(folder, 'build'),
      // With the same flags, so that they share what is compiled.
      GOFLAGS: '-modcacherw -trimpath',
    });
    if ('folder' in source) {
      // Without debug information: a third smaller.
      await runOrFail(
        go,
        ['-C', source.folder, 'build', '-ldflags=-s -w', '-o', path.join(bin, name), '.'],
        env,
      );
      await place(path.join(bin, name), target);
    } else {
      await runOrFail(go, ['install', `${source.module}@v${source.version}`], env);
      await place(path.join(bin, path.basename(source.module)), target);
    }
  } finally {
    clearInterval(timer);
  }
}

/** Removes the build folder once all wanted programs exist. */
export async function forgetGoBuilds(config: Config): Promise<void> {
  await rm(folderOf(config), { recursive: true, force: true, maxRetries: 3 });
}

const folderOf = (config: Config) => path.join(config.cacheDir, `go-${process.pid}`);
