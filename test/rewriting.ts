import { git, withFolder } from './git.ts';
import type { SdkRepository } from './sdk-repository.ts';

/** Ways in which people rewrite the history of `main`. `feat` was created from it, and has its own builds. */
export const REWRITINGS = {
  'a squash merge that repeats the messages': async (sdk) => {
    const messages = await sdk.git('log', '--format=* %B', 'main..feat');
    await sdk.force('main', await treeOf(sdk, 'feat'), [await sdk.head()], `Feature (#1)\n\n${messages}\n`);
  },
  'a squash merge under another message': async (sdk) => {
    await sdk.force('main', await treeOf(sdk, 'feat'), [await sdk.head()], 'Feature (#1)\n');
  },
  'a fast-forward to a branch': async (sdk) => sdk.point('main', await sdk.head('feat')),
  'a rebase that makes one line of it': (sdk) =>
    withClone(sdk, async (clone) => {
      await git(clone, 'switch', '--quiet', 'feat');
      await git(clone, 'rebase', '--quiet', '--force-rebase', '--root', '--strategy-option=theirs');
      await git(clone, 'push', '--quiet', '--force', 'origin', 'feat:main');
    }),
  'a rebase that keeps merges': (sdk) =>
    withClone(sdk, async (clone) => {
      await git(clone, 'switch', '--quiet', 'feat');
      await git(clone, 'rebase', '--quiet', '--force-rebase', '--rebase-merges', '--root');
      await git(clone, 'push', '--quiet', '--force', 'origin', 'feat:main');
    }),
  'a commit amended under another message': async (sdk) => {
    const parents = (await sdk.git('log', '-1', '--format=%P', 'feat')).split(' ');
    await sdk.force('main', await treeOf(sdk, 'feat'), parents, 'amended\n');
  },
  'a forced push to an earlier commit': async (sdk) => {
    const [, , back = await sdk.head()] = (await sdk.git('rev-list', '--first-parent', 'main')).split('\n');
    await sdk.point('main', back);
  },
  'one commit in place of all, with their messages': async (sdk) => {
    const messages = await sdk.git('log', '--format=* %B', 'feat');
    await sdk.force('main', await treeOf(sdk, 'feat'), [], `all of it\n\n${messages}\n`);
  },
  'one commit in place of all': async (sdk) => {
    await sdk.force('main', await treeOf(sdk, 'feat'), [], 'all of it\n');
  },
} satisfies Record<string, (sdk: SdkRepository) => Promise<unknown>>;

export type Rewriting = keyof typeof REWRITINGS;

const treeOf = async (sdk: SdkRepository, branch: string) => sdk.treeOf(await sdk.head(branch));

async function withClone(sdk: SdkRepository, work: (clone: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', sdk.repository.gitDir, 'clone');
    await work(`${folder}/clone`);
  });
  sdk.repository.forgetPacks();
}
