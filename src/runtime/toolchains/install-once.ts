import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { alone } from '../storage/pid-lock.ts';
import type { Say } from './programs.ts';

/**
 * Puts `what` at `target` by `get`, unless it is there. Another process that gets it already is waited for: a cache is
 * shared by all that a person runs.
 */
export async function once(
  target: string,
  say: Say,
  what: string,
  get: () => Promise<void>,
): Promise<string> {
  if (existsSync(target)) return target;
  await alone(
    `${target}.lock`,
    async () => {
      if (!existsSync(target)) await get();
    },
    (pid) => say(`Waiting for ${what}: process ${pid} is already installing it.`),
  );
  return target;
}

/** Gives some work a folder for downloads, and removes it. */
export async function inTemporaryFolder<T>(config: Config, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(config.cacheDir, { recursive: true });
  const folder = await mkdtemp(path.join(config.cacheDir, 'download-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Puts a file where others look for it, whole: they see it or do not. */
export async function place(source: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await copyFile(source, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, target);
}
