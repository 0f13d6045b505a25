import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from '../../test/git.ts';
import { seconds } from '../row.ts';

/** Seconds that a person's `git clone` takes, into a folder that is gone afterwards. */
export async function cloned(url: string, ...options: readonly string[]): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-bench-clone-'));
  try {
    return await seconds(() => git(folder, 'clone', '--quiet', ...options, url, 'clone'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
