import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const inflateApart = promisify(inflate);
const SMALLEST_PIECE = 16 * 1024;
const LARGEST_PIECE = 8 * 1024 * 1024;

/**
 * Bytes of a blob in a file of its own, as blobs are that were just written; null if it is none, or damaged, which a
 * reader of all kinds of objects then reports. isomorphic-git inflates in JavaScript, which takes four times as long for a
 * description of five megabytes.
 */
export async function looseBlob(gitDir: string, oid: string): Promise<Buffer | null> {
  if (!/^[0-9a-f]{40}$/.test(oid)) return null;
  try {
    const compressed = await readFile(path.join(gitDir, 'objects', oid.slice(0, 2), oid.slice(2)));
    // In few pieces: text becomes about ten times as long.
    const chunkSize = Math.min(Math.max(10 * compressed.length, SMALLEST_PIECE), LARGEST_PIECE);
    const object = await inflateApart(compressed, { chunkSize });
    const [, header = ''] = /^(blob \d+\0)/.exec(object.subarray(0, 32).toString('latin1')) ?? [];
    const isWhole = header !== '' && createHash('sha1').update(object).digest('hex') === oid;
    return isWhole ? object.subarray(header.length) : null;
  } catch {
    return null;
  }
}
