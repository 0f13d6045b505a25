import path from 'node:path';
import { expect, test } from 'vitest';
import { makePlan } from '../../../../src/activities/adopting/make-plan.ts';
import { adoptBranch, isHeld, mayTakeOver } from '../../../../src/git/adopting/adopt-branch.ts';
import { fetchRepository } from '../../../../src/git/adopting/fetch-repository.ts';
import { findGenerated } from '../../../../src/git/adopting/find-generated.ts';
import { pushAsBranch } from '../../../../src/git/adopting/push-branch.ts';
import { git, withFolder } from '../../../git.ts';
import { GitServer } from '../../../git-server.ts';
import { SdkRepository } from '../../../sdk-repository.ts';
import { TeamRepository } from '../../../team-repository.ts';

const PASSWORD = 'secret';
const author = { name: 'Kiln', email: 'kiln@localhost', timestamp: 1_700_000_000 };

test('an adopted branch is built on, pushed only under a free name, and held until the team has merged it', async () => {
  const server = await GitServer.start(PASSWORD);
  const there = await server.create('acme/sdk');
  const sdk = await SdkRepository.open();
  const { repository } = sdk;
  try {
    await withFolder(async (folder) => {
      const team = await TeamRepository.make(path.join(folder, 'team'));
      await team.generate({ 'a.ts': 'one\ntwo\nthree\n', 'gone.ts': 'x\n' }, 'feat: a');
      await team.generate({ 'b.ts': 'b\n' }, 'feat: b');
      await team.edit({ 'own.ts': 'own\n' }, 'feat: own');
      await team.publish(there.folder);
      const generated = { 'a.ts': 'one\ntwo\n3\n', 'b.ts': 'B\n', 'new.ts': 'n\n' };
      await sdk.build(generated);

      const signal = AbortSignal.timeout(100_000);
      const credential = { username: 'ada', secret: PASSWORD };
      const place = { url: there.url, place: there.url, address: '127.0.0.1', knownHosts: '' };
      const remote = { ...place, credential, signal, cancelled: signal };
      const wanted = { branch: null, base: null, tracking: null, names: ['typescript'] };
      const fetched = await fetchRepository(repository, remote, 'one', wanted);
      if (!fetched.ok) throw new Error(fetched.why);
      const found = await findGenerated(repository, fetched.team);
      if (found === null) throw new Error('There is no base.');
      const plan = await makePlan(repository, fetched.team, found, await sdk.tree(generated));
      expect(plan).toMatchObject({ base: { confidence: 'certain' }, conflicts: [] });

      const { head } = fetched.team;
      const adoption = { id: 'one', branch: 'main', head, base: plan.base.adopted_tree, name: 'sdk', author };
      expect(await adoptBranch(repository, adoption)).toBe(true);
      expect((await sdk.build(generated)).kind).toBe('committed');
      expect((await sdk.build(generated)).kind).toBe('unchanged');
      expect(Object.keys(await sdk.contents()).sort()).toEqual(['a.ts', 'b.ts', 'new.ts', 'own.ts']);
      expect(await mayTakeOver(repository, 'main', head)).toBe(false);

      expect(await isHeld(repository, 'main', head)).toBe(true);
      expect(await isHeld(repository, 'main', null)).toBe(true);
      const free = { ok: true, branch: 'kiln/adopt' };
      expect(await pushAsBranch(repository, remote, 'main', 'kiln/adopt')).toEqual(free);
      expect(await pushAsBranch(repository, remote, 'main', 'kiln/adopt')).toEqual(free);
      expect(await pushAsBranch(repository, remote, 'main', 'main')).toMatchObject({ failure: 'refused' });
      expect(await git(there.folder, 'rev-parse', 'main')).toBe(head);

      // The team merges it by a squash, which leaves no trace in the history.
      await git(team.folder, 'fetch', '--quiet', there.folder, 'kiln/adopt');
      await git(team.folder, 'checkout', '--quiet', 'main');
      await git(team.folder, 'merge', '--quiet', '--squash', 'FETCH_HEAD');
      await git(team.folder, 'commit', '--quiet', '-m', 'feat: Kiln');
      await git(repository.gitDir, 'fetch', '--quiet', team.folder, 'main');
      expect(await isHeld(repository, 'main', await team.sha('main'))).toBe(false);
      expect(await isHeld(repository, 'main', null)).toBe(false);
    });
  } finally {
    await sdk.close();
    await server.stop();
  }
});
