import { LRUCache } from 'lru-cache';
import type { FileTree } from './file-tree.ts';

/**
 * Caches the tree that was last written to a repository: it is usually requested next, and the next tree is similar.
 */
interface LastTree {
  readonly oid: string;
  readonly files: FileTree;
  /** Ids of its blobs and trees. */
  readonly objects: ReadonlySet<string>;
  /** The last commit that was made of it. */
  commit: string | null;
}

const LAST_BYTES_AT_MOST = 48 * 1024 * 1024;
const OBJECT_BYTES = 100;

/** Last trees of repositories, by folder. */
export function createLastTrees(): LRUCache<string, LastTree> {
  return new LRUCache({
    maxSize: LAST_BYTES_AT_MOST,
    sizeCalculation: ({ files, objects }) =>
      [...files.values()].reduce((sum, { content }) => sum + content.length, 1 + objects.size * OBJECT_BYTES),
  });
}

/** The same files, sorted by path. */
export function byPath(files: FileTree): FileTree {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
