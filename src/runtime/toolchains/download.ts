import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Say, SetupError } from './programs.ts';

const ANSWER_WITHIN_MS = 5_000;
const WHOLE_WITHIN_MS = 10 * 60_000;
const PROGRESS_EVERY_BYTES = 10 * 1024 ** 2;

/** An external file, and its pinned checksum. */
export interface Pinned {
  readonly url: string;
  readonly sha256: string;
}

/** A value for each platform that Kiln supports, by Go's names for them. */
export type ByPlatform = Readonly<
  Record<'linux-amd64' | 'linux-arm64' | 'darwin-amd64' | 'darwin-arm64', string>
>;

/** The entry of a table for a platform, and Go's name for it; null if there is none. */
export function forPlatform(
  table: ByPlatform,
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): { readonly name: string; readonly value: string } | null {
  const name = `${platform}-${arch === 'x64' ? 'amd64' : arch}`;
  const value = Object.entries(table).find(([key]) => key === name)?.[1];
  return value === undefined ? null : { name, value };
}

/**
 * Downloads a pinned file to `file`, and reports its progress every ten megabytes. Returns false if the server is
 * unreachable or does not have it. Throws `SetupError` if the checksum differs.
 */
export async function download({ url, sha256 }: Pinned, file: string, say: Say): Promise<boolean> {
  const hash = createHash('sha256');
  if (!(await fetchInto(file, url, hash, say))) return false;
  const sum = hash.digest('hex');
  if (sum === sha256) return true;
  throw new SetupError(`${url} has the checksum ${sum}, not ${sha256}; it is not used.`);
}

async function fetchInto(
  file: string,
  url: string,
  hash: { update(chunk: Uint8Array): unknown },
  say: Say,
): Promise<boolean> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ANSWER_WITHIN_MS);
  try {
    const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(WHOLE_WITHIN_MS)]);
    const response = await fetch(url, { signal });
    clearTimeout(timer);
    if (!response.ok || response.body === null) return false;
    const tell = progress(Number(response.headers.get('content-length')), say);
    const watched = async function* (body: AsyncIterable<Uint8Array>) {
      for await (const chunk of body) {
        hash.update(chunk);
        tell(chunk.length);
        yield chunk;
      }
    };
    await pipeline(response.body, watched, createWriteStream(file), { signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Receives the lengths of chunks. `total` is 0 if it is unknown. */
function progress(total: number, say: Say): (length: number) => void {
  let bytes = 0;
  let told = 0;
  return (length) => {
    bytes += length;
    if (bytes - told < PROGRESS_EVERY_BYTES) return;
    told = bytes;
    say(`  ${megabytes(bytes)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB`);
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
