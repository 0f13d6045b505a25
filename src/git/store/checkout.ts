import { mkdir } from 'node:fs/promises';
import { git } from './git-command.ts';
import type { Repository } from './repository.ts';
import { NO_OID } from './update-refs.ts';

/** A longer symbolic link is valid on no file system. */
const MAX_TARGET_BYTES = 4095;

/** Limits of file systems in bytes: a name, and a path including its final NUL (NAME_MAX, PATH_MAX). */
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4096;

/**
 * Writes the files of a commit or tree into an empty folder. A link that leads, or may lead, out of it is written as
 * a regular file with the target as content, as Git does without link support; a file whose name no file system
 * supports is skipped. Returns a sentence about each of those.
 */
export async function checkout(repository: Repository, oid: string, folder: string): Promise<string[]> {
  const { gitDir } = repository;
  await mkdir(folder, { recursive: true });
  const files = await listed(repository, oid);
  const tooLong = files.filter(({ path }) => !isTaken(path, folder));
  const leading = await linksOut(repository, files);
  await repository.withIndex(async (index) => {
    const env = { ...index, GIT_WORK_TREE: folder };
    await git(['read-tree', oid], { gitDir, env });
    const lines = [
      ...leading.map(({ path, blob }) => `100644 ${blob}\t${path}\0`),
      ...tooLong.map(({ path }) => `0 ${NO_OID}\t${path}\0`),
    ];
    if (lines.length > 0) {
      const input = Buffer.from(lines.join(''), 'latin1');
      await git(['update-index', '-z', '--index-info'], { gitDir, env, input });
    }
    await git(['checkout-index', '--all', '--force'], { gitDir, env });
  });
  return [
    ...leading.map(
      ({ path }) => `${shown(path)} points outside the repository: checked out as a regular file.`,
    ),
    ...tooLong.map(
      ({ path }) => `${shown(path)} has a longer name than file systems allow: not checked out.`,
    ),
  ];
}

/** A file or link; its path is in bytes (latin1), because names in Git need not be UTF-8. */
interface Listed {
  readonly path: string;
  readonly blob: string;
  readonly isLink: boolean;
}

async function listed(repository: Repository, oid: string): Promise<Listed[]> {
  const { bytes } = await git(['ls-tree', '-r', '-z', oid], { gitDir: repository.gitDir });
  return bytes
    .toString('latin1')
    .split('\0')
    .flatMap((line) => {
      const [, mode, blob = '', path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return path === undefined ? [] : [{ path, blob, isLink: mode === '120000' }];
    });
}

function isTaken(path: string, folder: string): boolean {
  if (Buffer.byteLength(folder) + 1 + path.length + 1 > MAX_PATH_BYTES) return false;
  return path.split('/').every((name) => name.length <= MAX_NAME_BYTES);
}

const shown = (path: string) => Buffer.from(path, 'latin1').toString('utf8');

/** Links of a tree that may lead out of it. */
async function linksOut(repository: Repository, files: readonly Listed[]): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const link of files) {
    if (link.isLink && !staysInside(link.path, await repository.readBlob(link.blob))) found.push(link);
  }
  return found;
}

/**
 * Whether a link stays within its tree, directly or by way of other such links. It may ascend only at its beginning,
 * through folders of the tree: after another link, `..` could lead anywhere.
 */
export function staysInside(path: string, target: Buffer): boolean {
  if (target.length === 0 || target.length > MAX_TARGET_BYTES || target.includes(0)) return false;
  const text = target.toString('latin1');
  if (text.startsWith('/')) return false;
  const steps = text.split('/').filter((step) => step !== '' && step !== '.');
  const up = steps.findIndex((step) => step !== '..');
  const ups = up < 0 ? steps.length : up;
  return !steps.slice(ups).includes('..') && ups <= path.split('/').length - 1;
}
