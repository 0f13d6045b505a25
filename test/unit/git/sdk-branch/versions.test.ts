import { expect, test } from 'vitest';
import { versionsOf } from '../../../../src/git/sdk-branch/versions.ts';
import { Repository } from '../../../../src/git/store/repository.ts';
import { bareRepository, git, withFolder } from '../../../git.ts';

const names = (found: Awaited<ReturnType<typeof versionsOf>>) =>
  found.map(({ name, tagged }) => (tagged ? `tag ${name}` : name));

test('versions of an SDK are its tags, and the newest commit of each other version', async () => {
  await withFolder(async (folder) => {
    const gitDir = await bareRepository(`${folder}/sdk.git`);
    await git(folder, 'clone', '--quiet', gitDir, 'work');
    const work = `${folder}/work`;
    const commit = async (title: string, version?: string) => {
      const trailer = version === undefined ? [] : ['--message', `Kiln-Version: ${version}`];
      await git(work, 'commit', '--quiet', '--allow-empty', '--message', title, ...trailer);
      return git(work, 'rev-parse', 'HEAD');
    };
    const first = await commit('generate', '1.0.0');
    await git(work, 'tag', '--annotate', '--message', 'the first', 'v1.0.0');
    const second = await commit('generate', '1.1.0');
    await commit('generate', '1.1.0');
    const byHand = await commit('by hand');
    const third = await commit('generate', '2.0.0');
    // Names no commit.
    await git(work, 'tag', 'tree', 'HEAD^{tree}');
    await git(work, 'push', '--quiet', '--tags', 'origin', 'HEAD:main');

    const repository = new Repository(gitDir);
    const found = await versionsOf(repository, third);
    expect(names(found).toSorted()).toEqual(['1.1.0', '2.0.0', 'tag v1.0.0']);
    const commits = Object.fromEntries(found.map(({ name, commit: sha }) => [name, sha]));
    expect(commits).toEqual({ 'v1.0.0': first, '1.1.0': byHand, '2.0.0': third });
    expect(names(await versionsOf(repository, second)).toSorted()).toEqual(['1.1.0', 'tag v1.0.0']);
  });
});
