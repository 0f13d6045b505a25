import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { alone } from '../storage/pid-lock.ts';
import type { Say } from './programs.ts';

/** What this process is installing, by target: locks are of processes. */
const installing = new Map<string, Promise<void>>();

/**
 * Installs `what` as `target` by `get`, unless it exists. Waits for whoever is installing it already, in this process or
 * in another, because all processes of a user share the cache.
 */
export async function once(
  target: string,
  say: Say,
  what: string,
  get: () => Promise<void>,
): Promise<string> {
  if (existsSync(target)) return target;
  const current =
    installing.get(target) ??
    alone(
      `${target}.lock`,
      async () => {
        if (!existsSync(target)) await get();
      },
      (pid) => say(`Waiting for ${what}: process ${pid} is already installing it.`),
    ).finally(() => installing.delete(target));
  installing.set(target, current);
  await current;
  return target;
}

/** Provides a folder for downloads to some work, and removes it. */
export async function inTemporaryFolder<T>(config: Config, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(config.cacheDir, { recursive: true });
  const folder = await mkdtemp(path.join(config.cacheDir, 'download-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Moves a file to its final place atomically: others see all or nothing of it. */
export async function place(source: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await copyFile(source, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, target);
}
