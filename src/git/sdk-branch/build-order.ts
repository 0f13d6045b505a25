import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Repository } from '../store/repository.ts';

/** Content of a branch's order ref: the last build of the branch, and what it committed. */
const Place = z.object({
  sequence: z.string().transform(BigInt),
  /** Null: the branch was moved, and builds from before that come too late. */
  buildId: z.string().nullable(),
  tree: z.string(),
  /** Null if it committed nothing: no change, or a conflict. */
  commit: z
    .object({ sha: z.string(), from: z.string().nullable(), resolved: z.number().nullable() })
    .nullable(),
  /** Attempts of that build up to this one were ended, and commit nothing more. */
  sealed: z.number().optional(),
});
export type Place = z.infer<typeof Place>;

/** Blobs are immutable, and the next build of a branch asks for the one that was written last. */
const known = new LRUCache<string, Place>({ max: 1_000 });

export async function readPlace(repository: Repository, oid: string): Promise<Place> {
  const place = known.get(oid) ?? Place.parse(JSON.parse((await repository.readBlob(oid)).toString('utf8')));
  known.set(oid, place);
  return place;
}

/** Returns the blob's id; the same position gives the same blob. */
export async function writePlace(repository: Repository, place: Place): Promise<string> {
  const oid = await repository.writeBlob(
    `${JSON.stringify({ ...place, sequence: String(place.sequence) })}\n`,
  );
  known.set(oid, place);
  return oid;
}
