import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { buildFiles, conclusions } from '../built.ts';
import { git, remote, withFolder } from '../git.ts';
import { description, newProject, request } from '../service.ts';

const TARGETS = ['typescript', 'node', 'python', 'go'] as const;

/** Custom code in each SDK: binary, so that no generator fixes it. */
const OWN = Buffer.from([0, 255, ...Buffer.from('\r\nmine, to the byte'), 10, 13]);

const FIRST = 'generator: openapi-generator, checks: {lint: false, test: false}';
const config = (more = '') =>
  ['organization: {name: Pets}', 'targets:', ...TARGETS.map((target) => `  ${target}: {${more}}`)].join('\n');

test(
  "switching from OpenAPI Generator to Kiln's generator is an ordinary change that keeps custom code",
  () =>
    withFolder(async (folder) => {
      const project = await newProject([...TARGETS]);
      const first = await buildFiles(
        project,
        config(FIRST),
        description(['listPets', 'getPet']),
        {},
        500_000,
      );
      for (const target of TARGETS)
        expect(first.targets[target]?.build, target).toMatchObject({ conclusion: 'success' });
      const files = async (target: string, ref: string) =>
        (await git(path.join(folder, target), 'ls-tree', '-r', '--name-only', ref)).split('\n');
      for (const target of TARGETS) {
        await git(folder, 'clone', '--quiet', remote(`${project}-${target}`), target);
        const sdk = path.join(folder, target);
        await writeFile(path.join(sdk, 'own.bin'), OWN);
        // An edit in a file that both generators write and, in one SDK, an edit in a file that the new SDK lacks.
        const license = await readFile(path.join(sdk, 'LICENSE'), 'utf8');
        await writeFile(path.join(sdk, 'LICENSE'), `Copyright Ada\n\n${license}`);
        if (target === 'node') await writeFile(path.join(sdk, 'src/api.ts'), 'mine alone\n');
        await git(sdk, 'add', '--all');
        await git(sdk, 'commit', '--quiet', '-m', 'feat: ours');
        await git(sdk, 'push', '--quiet', 'origin', 'HEAD:main');
      }

      const second = await buildFiles(project, config(), description(['listPets', 'getPet']));
      expect(conclusions(second)).toEqual({
        typescript: 'success',
        node: 'merge_conflict',
        python: 'success',
        go: 'success',
      });
      for (const target of TARGETS) {
        const sdk = path.join(folder, target);
        const before = await git(sdk, 'rev-parse', 'HEAD');
        await git(sdk, 'pull', '--quiet', '--ff-only');
        expect(await readFile(path.join(sdk, 'own.bin'))).toEqual(OWN);
        expect(await readFile(path.join(sdk, 'LICENSE'), 'utf8')).toContain('Copyright Ada\n');
        expect(await files(target, before)).not.toContain('api.md');
        expect((await files(target, 'HEAD')).includes('api.md')).toBe(target !== 'node');
      }
      // A person decides about an edited file that is no longer generated.
      const { body } = await request('GET', `/v0/projects/${project}/conflicts`);
      expect(body).toMatchObject({ data: [{ target: 'node', files: [{ path: 'src/api.ts' }] }] });
    }),
  600_000,
);
