import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Repository } from '../store/repository.ts';

/** What the order ref of a branch says: the last build that was here, and what it committed. */
const Place = z.object({
  sequence: z.string().transform(BigInt),
  /** Null: the branch was moved, and builds from before that come too late. */
  buildId: z.string().nullable(),
  tree: z.string(),
  /** Null where it committed nothing: no change, or a conflict. */
  commit: z
    .object({ sha: z.string(), from: z.string().nullable(), resolved: z.number().nullable() })
    .nullable(),
  /** Attempts of that build up to this one were ended, and commit nothing more. */
  sealed: z.number().optional(),
});
export type Place = z.infer<typeof Place>;

/** A place never changes under its id, and the next build of a branch asks for what the last one wrote. */
const known = new LRUCache<string, Place>({ max: 1_000 });

export async function readPlace(repository: Repository, oid: string): Promise<Place> {
  const place = known.get(oid) ?? Place.parse(JSON.parse((await repository.readBlob(oid)).toString('utf8')));
  known.set(oid, place);
  return place;
}

/** Gives the blob's id; the same place is the same blob. */
export async function writePlace(repository: Repository, place: Place): Promise<string> {
  const oid = await repository.writeBlob(
    `${JSON.stringify({ ...place, sequence: String(place.sequence) })}\n`,
  );
  known.set(oid, place);
  return oid;
}
