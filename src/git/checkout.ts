import { mkdir } from 'node:fs/promises';
import { git } from './native.ts';
import type { Repository } from './repository.ts';

/** A longer one is no link that a file system takes. */
const MAX_TARGET_BYTES = 4095;

/**
 * Writes the files of a commit or tree into an empty folder. A link that leads out of it, or may, is written as an
 * ordinary file that says where it leads, as Git does where there are no links. Gives the paths of those.
 */
export async function checkout(repository: Repository, oid: string, folder: string): Promise<string[]> {
  const { gitDir } = repository;
  await mkdir(folder, { recursive: true });
  const leading = await linksOut(repository, oid);
  await repository.withIndex(async (index) => {
    const env = { ...index, GIT_WORK_TREE: folder };
    await git(['read-tree', oid], { gitDir, env });
    if (leading.length > 0) {
      const lines = leading.map(({ path, blob }) => Buffer.from(`100644 ${blob}\t${path}\0`, 'latin1'));
      await git(['update-index', '-z', '--index-info'], { gitDir, env, input: Buffer.concat(lines) });
    }
    await git(['checkout-index', '--all', '--force'], { gitDir, env });
  });
  return leading.map(({ path }) => Buffer.from(path, 'latin1').toString('utf8'));
}

/** A link; its path byte by byte (latin1), for names in Git need not be UTF-8. */
interface Link {
  readonly path: string;
  readonly blob: string;
}

/** Links of a tree that do not surely stay in it. */
async function linksOut(repository: Repository, oid: string): Promise<Link[]> {
  const { bytes } = await git(['ls-tree', '-r', '-z', oid], { gitDir: repository.gitDir });
  const found: Link[] = [];
  for (const line of bytes.toString('latin1').split('\0')) {
    const [, blob = '', path = ''] = /^120000 blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (path !== '' && !staysInside(path, await repository.readBlob(blob))) found.push({ path, blob });
  }
  return found;
}

/**
 * Whether a link stays in the tree that it is in, also by way of others that do. It may go up only at its beginning,
 * where it goes through folders of the tree: after another link, `..` leads to who knows where.
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
