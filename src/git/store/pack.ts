import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { compress } from './compress.ts';
import type { GitObject, ObjectType } from './objects.ts';

const TYPE_BITS: Record<ObjectType, number> = { commit: 1, tree: 2, blob: 3 };
/** Number of objects after which other work gets a turn. */
const BATCH = 64;

/**
 * Writes objects into a bare repository as one pack with its index (version 2). Each file is written to a temporary
 * one and renamed, the index last, so readers see all or nothing, even if the writer dies. `temporary` must be on the
 * same file system. Format: https://git-scm.com/docs/gitformat-pack
 */
export async function writePack(
  gitDir: string,
  objects: readonly GitObject[],
  temporary = path.join(gitDir, 'objects', 'pack'),
): Promise<void> {
  if (objects.length === 0) return;
  const header = Buffer.alloc(12);
  header.write('PACK', 0, 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(objects.length, 8);

  const chunks: Buffer[] = [header];
  const index: { oid: Buffer; offset: number; crc: number }[] = [];
  let offset = header.length;
  for (let at = 0; at < objects.length; at += BATCH) {
    const batch = objects.slice(at, at + BATCH);
    const bodies = await Promise.all(batch.map(({ body }) => compress(body)));
    await turn();
    for (const [i, object] of batch.entries()) {
      const body = bodies[i];
      if (body === undefined) continue;
      const entry = Buffer.concat([entryHeader(object), body]);
      index.push({ oid: Buffer.from(object.oid, 'hex'), offset, crc: crc32(entry) });
      chunks.push(entry);
      offset += entry.length;
    }
  }
  if (offset >= 0x7fff_ffff) throw new RangeError('A generated tree of 2 GiB or more cannot be packed.');
  const pack = Buffer.concat(chunks);
  const packSum = sha1(pack);

  index.sort((a, b) => Buffer.compare(a.oid, b.oid));
  const idx = encodeIndex(index, packSum);
  const name = `pack-${sha1(Buffer.concat(index.map((entry) => entry.oid))).toString('hex')}`;
  const folder = path.join(gitDir, 'objects', 'pack');
  await mkdir(folder, { recursive: true });
  // Both wait for the disk, so write them concurrently.
  const written = await Promise.allSettled([
    writeTemporary(temporary, [pack, packSum]),
    writeTemporary(temporary, [idx, sha1(idx)]),
  ]);
  try {
    const [packFile, indexFile] = [fulfilled(written[0]), fulfilled(written[1])];
    await rename(packFile, path.join(folder, `${name}.pack`));
    await rename(indexFile, path.join(folder, `${name}.idx`));
  } catch (error) {
    for (const file of written) if (file.status === 'fulfilled') await rm(file.value, { force: true });
    throw error;
  }
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

function entryHeader({ type, body }: GitObject): Buffer {
  const bytes: number[] = [];
  let size = body.length;
  let byte = (TYPE_BITS[type] << 4) | (size & 0x0f);
  size = Math.floor(size / 16);
  while (size > 0) {
    bytes.push(byte | 0x80);
    byte = size & 0x7f;
    size = Math.floor(size / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

function encodeIndex(
  entries: readonly { oid: Buffer; offset: number; crc: number }[],
  packSum: Buffer,
): Buffer {
  const count = entries.length;
  const head = Buffer.alloc(8 + 256 * 4);
  head.writeUInt32BE(0xff744f63, 0);
  head.writeUInt32BE(2, 4);
  const fanout = new Uint32Array(256);
  for (const { oid } of entries) fanout[oid[0] ?? 0] = (fanout[oid[0] ?? 0] ?? 0) + 1;
  let total = 0;
  for (let byte = 0; byte < 256; byte++) {
    total += fanout[byte] ?? 0;
    head.writeUInt32BE(total, 8 + byte * 4);
  }
  const crcs = Buffer.alloc(count * 4);
  const offsets = Buffer.alloc(count * 4);
  for (const [i, entry] of entries.entries()) {
    crcs.writeUInt32BE(entry.crc >>> 0, i * 4);
    offsets.writeUInt32BE(entry.offset, i * 4);
  }
  return Buffer.concat([head, ...entries.map((entry) => entry.oid), crcs, offsets, packSum]);
}

function sha1(data: Buffer): Buffer {
  return createHash('sha1').update(data).digest();
}

/** Writes a file and waits until it is on the disk. Returns its path; after a failure there is no file. */
async function writeTemporary(folder: string, parts: readonly Buffer[]): Promise<string> {
  const temporary = path.join(folder, `tmp_${randomBytes(8).toString('hex')}`);
  const handle = await open(temporary, 'wx', 0o444);
  try {
    await handle.writev(parts);
    await handle.datasync();
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
