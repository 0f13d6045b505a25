import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './config.ts';

/** Releases of https://github.com/temporalio/cli by platform, as they were when they were pinned. */
const VERSION = '1.5.1';
const SHA256: Readonly<Record<string, string>> = {
  linux_amd64: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  linux_arm64: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  darwin_amd64: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  darwin_arm64: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};
const ANSWER_WITHIN_MS = 5_000;
const WHOLE_WITHIN_MS = 10 * 60_000;

export interface Release {
  readonly url: string;
  readonly sha256: string;
}

/** The pinned release of the Temporal command line for a platform; null where there is none. */
export function temporalRelease(platform: NodeJS.Platform, arch: string): Release | null {
  const name = `${platform}_${arch === 'x64' ? 'amd64' : arch}`;
  const sha256 = SHA256[name];
  if (sha256 === undefined) return null;
  const file = `temporal_cli_${VERSION}_${name}.tar.gz`;
  return { url: `https://github.com/temporalio/cli/releases/download/v${VERSION}/${file}`, sha256 };
}

/** An archive is not the one that was pinned: it is not used. */
export class WrongChecksum extends Error {
  override readonly name = 'WrongChecksum';
}

/**
 * Downloads a release into an empty folder and gives the path of the program in it; null where the server cannot be
 * reached or does not have it. `progress` is told of bytes so far, and of all where that is known.
 * Throws `WrongChecksum`.
 */
export async function downloadRelease(
  { url, sha256 }: Release,
  folder: string,
  progress: (bytes: number, total: number | null) => void,
): Promise<string | null> {
  const archive = await fetchWhole(url, progress);
  if (archive === null) return null;
  const sum = createHash('sha256').update(archive).digest('hex');
  if (sum !== sha256) {
    throw new WrongChecksum(`${url} has the checksum ${sum}, not ${sha256}; it is not used.`);
  }
  const file = path.join(folder, 'temporal.tar.gz');
  await writeFile(file, archive);
  await promisify(execFile)('tar', ['-xzf', file, '-C', folder, 'temporal'], { env: childEnvironment() });
  return path.join(folder, 'temporal');
}

async function fetchWhole(
  url: string,
  progress: (bytes: number, total: number | null) => void,
): Promise<Buffer | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ANSWER_WITHIN_MS);
  try {
    const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(WHOLE_WITHIN_MS)]);
    const response = await fetch(url, { signal });
    clearTimeout(timer);
    if (!response.ok || response.body === null) return null;
    const length = Number(response.headers.get('content-length'));
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      chunks.push(chunk);
      bytes += chunk.length;
      progress(bytes, length > 0 ? length : null);
    }
    return Buffer.concat(chunks);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
