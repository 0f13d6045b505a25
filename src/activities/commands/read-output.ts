import { constants, type Stats } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import path from 'node:path';
import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';

const LIMITS = { files: 20_000, bytes: 256 * 1024 * 1024, depth: 50 };
const GIT_NAME = /^(\.git|git~\d+)[\s.]*$/i;

/** A command produced something that cannot be committed; the message says what. */
export class RefusedOutput extends Error {
  override readonly name = 'RefusedOutput';
}

/**
 * The files that a command wrote below `root`, sorted by path. Throws `RefusedOutput` for anything but
 * regular files and folders, for a `.git`, and above the limits (in bytes; a folder counts as a file).
 */
export async function readOutput(root: string, limits = LIMITS): Promise<FileTree> {
  const found: [string, TreeFile][] = [];
  let [entries, bytes] = [0, 0];

  const read = async (full: string, name: string, stats: Stats): Promise<void> => {
    bytes += stats.size;
    if (bytes > limits.bytes) throw new RefusedOutput(`It wrote more than ${limits.bytes} bytes.`);
    const handle = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const content = Buffer.alloc(stats.size);
      const { bytesRead } = await handle.read(content, 0, stats.size, 0);
      const mode = (stats.mode & 0o100) === 0 ? '100644' : '100755';
      found.push([name, file(content.subarray(0, bytesRead), mode)]);
    } finally {
      await handle.close();
    }
  };

  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > limits.depth)
      throw new RefusedOutput(`It wrote folders nested deeper than ${limits.depth} levels.`);
    for await (const { name } of await opendir(path.join(root, folder))) {
      entries += 1;
      const inside = folder === '' ? name : `${folder}/${name}`;
      const full = path.join(root, inside);
      if (entries > limits.files) throw new RefusedOutput(`It wrote more than ${limits.files} files.`);
      if (GIT_NAME.test(name)) throw new RefusedOutput(`${inside}: a name of Git's own is not committed.`);
      if (/[\p{Cc}\\\uFFFD]/u.test(name)) {
        throw new RefusedOutput(
          'It wrote a file whose name contains control characters or backslashes, or is not UTF-8.',
        );
      }
      const stats = await lstat(full);
      if (stats.isDirectory()) await walk(inside, depth + 1);
      else if (stats.isFile()) await read(full, inside, stats);
      else throw new RefusedOutput(`${inside}: only regular files are committed, no symbolic links.`);
    }
  };

  if (!(await lstat(root).catch(() => null))?.isDirectory()) {
    throw new RefusedOutput('Its output folder no longer exists.');
  }
  await walk('', 0);
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
