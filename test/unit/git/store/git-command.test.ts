import { afterEach, beforeEach, expect, test } from 'vitest';
import { git } from '../../../../src/git/store/git-command.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

test('a tree with too many paths fails the listing, not the process', async () => {
  const { gitDir } = sdk.repository;
  const made = async (type: 'blob' | 'tree', input: string) => {
    const args = type === 'blob' ? ['hash-object', '-w', '--stdin'] : ['mktree'];
    return (await git(args, { gitDir, input })).stdout.trim();
  };
  const entries = (mode: string, type: string, oid: string) =>
    Array.from({ length: 10 }, (_, i) => `${mode} ${type} ${oid}\tn${i}\n`).join('');
  let tree = await made('tree', entries('100644', 'blob', await made('blob', 'x')));
  // Ten paths, then a hundred, up to ten to the tenth: a few hundred bytes in Git.
  for (let depth = 1; depth < 10; depth++) tree = await made('tree', entries('040000', 'tree', tree));
  const listing = git(['ls-tree', '-r', tree], { gitDir, maxBytes: 4 * 1024 * 1024 });
  await expect(listing).rejects.toThrow('git ls-tree failed (killed): its output was too long');
});
