import path from 'node:path';
import { expect } from 'vitest';
import { bareRepository, git, withFolder } from '../git.ts';
import { needs } from '../needs.ts';
import { startOwnKiln } from '../own-kiln.ts';
import { description } from '../service.ts';
import { SshServer } from '../ssh-server.ts';

const withSsh = await needs('sshd');

// Where there is no OpenSSH server, test/unit/git/remote/remote.test.ts says what ssh is told.
withSsh.test(
  'pushes to a production repository over SSH with a stored key',
  async () => {
    await withFolder(async (folder) => {
      const there = await bareRepository(path.join(folder, 'there.git'));
      const server = await SshServer.start(path.join(folder, 'ssh'));
      const kiln = await startOwnKiln({ allowPrivateUrls: true });
      try {
        const url = server.url(there);
        const address = url.replace(/\w+@/, '');
        const set = await fetch(`${kiln.client.baseURL}/v0/orgs/acme/git_credentials`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${kiln.client.apiKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ url: address, username: 'git', secret: server.key }),
        });
        expect(set.status).toBe(200);
        const build = async (text: string) => {
          const targets = { cli: { production_repo: url } };
          const revision = {
            'openapi.json': { content: description().replace('Pets.', text) },
            'stainless.yml': { content: JSON.stringify({ targets }) },
          };
          const { id } = await kiln.client.builds.create({ project: 'ssh', branch: 'main', revision });
          for (;;) {
            const { cli } = (await kiln.client.builds.retrieve(id)).targets;
            if (cli?.status === 'completed' && cli.commit.status === 'completed') return cli.commit;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        };
        const revision = { 'openapi.json': { content: description() } };
        await kiln.client.projects.create({
          org: 'acme',
          slug: 'ssh',
          display_name: 'ssh',
          targets: ['cli'],
          revision,
        });
        const first = await build('Birds.');
        expect(first).toMatchObject({ conclusion: 'success' });
        expect(await git(there, 'rev-parse', 'main')).toBe(first.commit?.sha);
        // A host that is suddenly another gets nothing; the commit is made here.
        await server.newHostKey();
        expect(await build('Fish.')).toMatchObject({ conclusion: 'error' });
        expect(await git(there, 'rev-parse', 'main')).toBe(first.commit?.sha);
      } finally {
        await kiln.stop();
        await server.stop();
      }
    });
  },
  120_000,
);
