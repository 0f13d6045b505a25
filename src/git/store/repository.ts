import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import isomorphicGit from 'isomorphic-git';
import { isErrno } from '../../runtime/errno.ts';
import { atomicFs } from './atomic-fs.ts';
import { type CommitContent, commitBody } from './commit-content.ts';
import { compress } from './compress.ts';
import { emptyRepository } from './empty-repository.ts';
import { type FileMode, type FileTree, file, type TreeFile } from './file-tree.ts';
import { git } from './git-command.ts';
import { byPath, createLastTrees } from './last-trees.ts';
import { looseBlob } from './loose-object.ts';
import { readLooseRef } from './loose-ref.ts';
import {
  forgetPackSizes,
  hasLargePack,
  nativeBlob,
  nativeCommit,
  nativeHasTree,
  nativeTree,
} from './native-read.ts';
import { type ObjectType, objectId, treeObjects } from './objects.ts';
import { writePack } from './pack.ts';
import { type RefChange, updateRefs } from './update-refs.ts';

const CACHED_BYTES = 4 * 1024 * 1024;
/** Repacking is rare: a read that meets it this often has another problem. */
const MAX_READS = 6;

/** A bare Git repository. Opening costs nothing; `create` creates it if it is missing. */
export class Repository {
  readonly gitDir: string;
  readonly #temporary: string;
  readonly #fs: ReturnType<typeof atomicFs>;
  readonly #lastTrees: ReturnType<typeof createLastTrees>;
  /** isomorphic-git's cache of parsed pack indexes; without it each read parses them again. */
  #cache: object = {};
  /** Bytes written since the cache was cleared. */
  #written = 0;
  /** Identity of the cached folder: a project may be deleted and created again, also by another process. */
  #identity: string | null = null;

  /** `temporary`, on the same file system, is for temporary files; without it, the parent folder is used. */
  constructor(gitDir: string, temporary = path.dirname(gitDir), lastTrees = createLastTrees()) {
    this.gitDir = gitDir;
    this.#lastTrees = lastTrees;
    this.#temporary = temporary;
    this.#fs = atomicFs(temporary);
  }

  get exists(): boolean {
    return existsSync(path.join(this.gitDir, 'HEAD'));
  }

  /** Creates the repository if it is missing: completely or not at all, even concurrently. */
  async create(): Promise<void> {
    if (this.exists) {
      this.#forgetOther();
      return;
    }
    if (existsSync(this.gitDir)) await this.#moveAway();
    const temporary = await emptyRepository(this.#temporary);
    try {
      await rename(temporary, this.gitDir);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      if (!this.exists) throw error;
    }
    this.#forgetOther();
  }

  #forgetOther(): void {
    // A new folder may reuse the inode of a deleted one.
    const { ino, birthtimeNs } = statSync(this.gitDir, { bigint: true });
    const identity = `${ino} ${birthtimeNs}`;
    if (this.#identity !== identity) {
      this.#cache = {};
      this.#lastTrees.delete(this.gitDir);
    }
    this.#identity = identity;
  }

  /** Removes the repository atomically: concurrent readers see all or nothing of it. */
  async remove(): Promise<void> {
    if (!existsSync(this.gitDir)) return;
    await this.#moveAway();
  }

  /** Also a folder without HEAD, left by a write to a repository that was being removed. */
  async #moveAway(): Promise<void> {
    const moved = `${this.gitDir}.gone-${process.pid}-${Math.random().toString(36).slice(2)}`;
    try {
      await rename(this.gitDir, moved);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return;
      throw error;
    }
    // Somebody may still write below it.
    await rm(moved, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  async hasTree(oid: string): Promise<boolean> {
    if (hasLargePack(this.gitDir)) return nativeHasTree(this.gitDir, oid);
    return (await unlessMissing(this.#again((from) => isomorphicGit.readTree({ ...from, oid })))) !== null;
  }

  /** After a repack: forgets what was read of the old packs. */
  forgetPacks(): void {
    forgetPackSizes(this.gitDir);
    this.#cache = {};
  }

  /**
   * After a new pack. It is found by its name, so the indexes of the others stay cached: parsing them all again for
   * each commit of config files took longer with every build. The cache contains packs as well, so it is cleared once
   * it is too large.
   */
  #wrote(bytes: number): void {
    this.#written += bytes;
    if (this.#written < CACHED_BYTES) return;
    this.#cache = {};
    this.#written = 0;
  }

  /**
   * Writes a tree of files as one pack unless it exists. Returns the tree's id. The pack leaves out the objects of
   * the last tree, usually most of them: no object is ever deleted from a repository.
   */
  async writeTree(files: FileTree): Promise<string> {
    const { oid, objects } = treeObjects(files);
    const last = this.#lastTrees.get(this.gitDir);
    if (last?.oid === oid) return oid;
    if (!(await this.hasTree(oid))) {
      const missing = objects.filter((object) => last?.objects.has(object.oid) !== true);
      await writePack(this.gitDir, missing, this.#temporary);
      this.#wrote(missing.reduce((sum, { body }) => sum + body.length, 0));
    }
    const ids = new Set(objects.map((object) => object.oid));
    this.#lastTrees.set(this.gitDir, { oid, files: byPath(files), objects: ids, commit: null });
    return oid;
  }

  /** Git needs no object for the empty tree, but its checks want commits' trees to exist. */
  async writeEmptyTree(): Promise<void> {
    await this.#writeLoose('tree', Buffer.alloc(0));
  }

  async writeBlob(content: string | Buffer): Promise<string> {
    return this.#writeLoose('blob', typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  }

  /** Size of a blob, without reading it; null if there is no blob with this id. */
  async blobSize(oid: string): Promise<number | null> {
    const { stdout } = await git(['cat-file', '--batch-check=%(objecttype) %(objectsize)'], {
      gitDir: this.gitDir,
      input: `${oid}\n`,
    });
    const size = /^blob (\d+)$/m.exec(stdout)?.[1];
    return size === undefined ? null : Number(size);
  }

  async readBlob(oid: string): Promise<Buffer> {
    const loose = await looseBlob(this.gitDir, oid);
    if (loose !== null) return loose;
    if (hasLargePack(this.gitDir)) return nativeBlob(this.gitDir, oid);
    const { blob } = await this.#again((from) => isomorphicGit.readBlob({ ...from, oid }));
    return Buffer.from(blob);
  }

  async readCommit(oid: string): Promise<CommitContent> {
    if (hasLargePack(this.gitDir)) return nativeCommit(this.gitDir, oid);
    const { commit } = await this.#again((from) => isomorphicGit.readCommit({ ...from, oid }));
    const { name, email, timestamp } = commit.author;
    return {
      tree: commit.tree,
      parents: commit.parent,
      message: commit.message,
      author: { name, email, timestamp },
    };
  }

  /** The tree of a commit. */
  async treeOf(commit: string): Promise<string> {
    const last = this.#lastTrees.get(this.gitDir);
    return last?.commit === commit ? last.oid : (await this.readCommit(commit)).tree;
  }

  /**
   * Every file below a tree or commit, sorted by path. Submodules and links are left out: generated trees have none.
   */
  async readTree(oid: string): Promise<FileTree> {
    const last = this.#lastTrees.get(this.gitDir);
    if (last?.oid === oid || last?.commit === oid) return last.files;
    if (hasLargePack(this.gitDir)) return byPath(await nativeTree(this.gitDir, oid));
    const files = new Map<string, TreeFile>();
    const walk = async (treeOid: string, prefix: string): Promise<void> => {
      const { tree } = await this.#again((from) => isomorphicGit.readTree({ ...from, oid: treeOid }));
      for (const entry of tree) {
        const at = prefix + entry.path;
        if (entry.type === 'tree') await walk(entry.oid, `${at}/`);
        else if (entry.type === 'blob' && (entry.mode === '100644' || entry.mode === '100755')) {
          const mode: FileMode = entry.mode;
          files.set(at, file(await this.readBlob(entry.oid), mode));
        }
      }
    };
    await walk(oid, '');
    return byPath(files);
  }

  /** The files below a folder of a commit, by their full path; none if there is no such folder. */
  async readFolder(commit: string, folder: string): Promise<FileTree> {
    if (hasLargePack(this.gitDir)) {
      const files = (await unlessMissing(nativeTree(this.gitDir, `${commit}:${folder}`))) ?? new Map();
      return byPath(new Map([...files].map(([path, entry]) => [`${folder}/${path}`, entry])));
    }
    const found = await unlessMissing(
      this.#again((from) => isomorphicGit.readTree({ ...from, oid: commit, filepath: folder })),
    );
    if (found === null) return new Map();
    const files = await this.readTree(found.oid);
    return new Map([...files].map(([path, entry]) => [`${folder}/${path}`, entry]));
  }

  /** One file of a commit; null if it is missing. */
  async readFile(commit: string, filepath: string): Promise<Buffer | null> {
    if (hasLargePack(this.gitDir)) return unlessMissing(nativeBlob(this.gitDir, `${commit}:${filepath}`));
    const found = await unlessMissing(
      this.#again((from) => isomorphicGit.readBlob({ ...from, oid: commit, filepath })),
    );
    return found === null ? null : Buffer.from(found.blob);
  }

  /** Deterministic: the same input gives the same commit id. */
  async writeCommit(content: CommitContent): Promise<string> {
    const sha = await this.#writeLoose('commit', commitBody(content));
    const last = this.#lastTrees.get(this.gitDir);
    if (last?.oid === content.tree) last.commit = sha;
    return sha;
  }

  /** Writes an object as a loose one, unless it exists. */
  async #writeLoose(type: ObjectType, body: Buffer): Promise<string> {
    const oid = objectId(type, body);
    const at = path.join(this.gitDir, 'objects', oid.slice(0, 2), oid.slice(2));
    if (existsSync(at)) return oid;
    const data = await compress(Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]));
    await this.#fs.promises.writeFile(at, data, { mode: 0o444 });
    return oid;
  }

  /** What a ref points at, or null. */
  async resolve(ref: string): Promise<string | null> {
    const loose = readLooseRef(this.gitDir, ref);
    if (loose !== null) return loose;
    try {
      return await isomorphicGit.resolveRef({ fs: this.#fs, gitdir: this.gitDir, ref });
    } catch (error) {
      if (error instanceof isomorphicGit.Errors.NotFoundError) return null;
      throw error;
    }
  }

  /** Moves refs, all or none: see `updateRefs`. */
  async updateRefs(changes: readonly RefChange[]): Promise<boolean> {
    return updateRefs(this.gitDir, changes);
  }

  /** Provides a temporary index for native Git while `work` runs. */
  async withIndex<T>(work: (env: { GIT_INDEX_FILE: string }) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(path.join(this.#temporary, 'index-'));
    try {
      return await work({ GIT_INDEX_FILE: path.join(folder, 'index') });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Reads. If packs are repacked meanwhile and disappear, reads once more from the new ones. */
  async #again<T>(
    read: (from: { fs: ReturnType<typeof atomicFs>; gitdir: string; cache: object }) => Promise<T>,
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await read({ fs: this.#fs, gitdir: this.gitDir, cache: this.#cache });
      } catch (error) {
        if (isMissing(error) || tries === MAX_READS) throw error;
        this.#cache = {};
        await setTimeout(tries * 20);
      }
    }
  }
}

/** Whether the object is missing although Git has read all packs. */
function isMissing(error: unknown): boolean {
  const { NotFoundError, ObjectTypeError, InvalidFilepathError } = isomorphicGit.Errors;
  return (
    error instanceof NotFoundError ||
    error instanceof ObjectTypeError ||
    error instanceof InvalidFilepathError
  );
}

export async function unlessMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
