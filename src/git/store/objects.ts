import { createHash } from 'node:crypto';
import type { FileMode, FileTree } from './file-tree.ts';

export type ObjectType = 'blob' | 'tree' | 'commit';

export interface GitObject {
  readonly oid: string;
  readonly type: ObjectType;
  readonly body: Buffer;
}

/** An object's id in Git: SHA-1 over its header and body. */
export function objectId(type: ObjectType, body: Buffer): string {
  return createHash('sha1').update(`${type} ${body.length}\0`).update(body).digest('hex');
}

interface Entry {
  readonly mode: FileMode | '40000';
  readonly name: string;
  readonly oid: string;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, { mode: FileMode; oid: string }>;
}

/**
 * The objects of a tree of files, computed in memory: nothing is written. The last one is the root tree. Files with
 * the same content share one object.
 */
export function treeObjects(files: FileTree): { oid: string; objects: GitObject[] } {
  const objects = new Map<string, GitObject>();
  const root: Folder = { folders: new Map(), files: new Map() };
  const add = (type: ObjectType, body: Buffer): string => {
    const oid = objectId(type, body);
    if (!objects.has(oid)) objects.set(oid, { oid, type, body });
    return oid;
  };
  for (const [path, { mode, content }] of files) {
    const segments = path.split('/');
    const name = segments.pop() ?? '';
    let folder = root;
    for (const segment of segments) {
      let next = folder.folders.get(segment);
      if (next === undefined) {
        next = { folders: new Map(), files: new Map() };
        folder.folders.set(segment, next);
      }
      folder = next;
    }
    folder.files.set(name, { mode, oid: add('blob', content) });
  }
  const write = (folder: Folder): string => {
    const entries: Entry[] = [];
    for (const [name, child] of folder.folders) entries.push({ mode: '40000', name, oid: write(child) });
    for (const [name, child] of folder.files) entries.push({ mode: child.mode, name, oid: child.oid });
    return add('tree', encodeTree(entries));
  };
  const oid = write(root);
  return { oid, objects: [...objects.values()] };
}

/** Git sorts entries by bytes, and folders as if their name ended with `/`. */
function encodeTree(entries: Entry[]): Buffer {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.mode === '40000' ? `${entry.name}/` : entry.name),
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`),
      Buffer.from(entry.oid, 'hex'),
    ]),
  );
}
