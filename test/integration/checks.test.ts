import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { expect, inject } from 'vitest';
import { BuildSummary } from '../../src/contract/builds.ts';
import { CHECKS, type Check } from '../../src/contract/targets.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { packageCache } from '../../src/runtime/toolchains/package-caches.ts';
import { needs } from '../needs.ts';
import { client, completed, description, firstBuild, newProject } from '../service.ts';

const everyLanguage = await needs('sandbox', 'npm', 'uv', 'go');
const confined = await needs('sandbox', 'bash');

type Target = Stainless.Target;

/** The shared stack only runs checks on request. */
const config = (checks: Partial<Record<Target, unknown>>) =>
  JSON.stringify({
    targets: Object.fromEntries(Object.entries(checks).map(([name, value]) => [name, { checks: value }])),
  });

function check(build: Stainless.Build, target: Target, name: Check) {
  const step = build.targets[target]?.[name];
  if (step === undefined || step === null || step.status === 'not_started') throw new Error(`no ${name}`);
  return step;
}

async function logOf(build: Stainless.Build, target: Target, name: Check): Promise<string> {
  const { url } = check(build, target, name) as { url?: string | null };
  if (typeof url !== 'string') throw new Error(`${target} ${name} has no log`);
  return (await fetch(url)).text();
}

async function notesOf({ id }: Stainless.Build, target: Target): Promise<Record<string, string>> {
  const summary = BuildSummary.parse(await client().get(`/v0/builds/${id}/summary`));
  return summary.targets[target]?.notes ?? {};
}

const post = (project: string, stainless: string, operations: string[] = ['listPets']) =>
  client().builds.create({
    project,
    branch: 'main',
    allow_empty: true,
    revision: {
      'openapi.json': { content: description(operations) },
      'stainless.yml': { content: stainless },
    },
  });

everyLanguage.test(
  'runs lint, build and test, which fail if custom code is broken',
  async () => {
    const targets: Target[] = ['typescript', 'python', 'go', 'cli'];
    const project = await newProject(targets);
    await firstBuild(project);
    const asked = config({ typescript: true, python: true, go: true, cli: true });
    const build = await completed((await post(project, asked)).id, 300_000);
    for (const target of targets) {
      for (const name of CHECKS) {
        const log = await logOf(build, target, name);
        expect(check(build, target, name), `${target} ${name}\n${log}`).toMatchObject({
          conclusion: 'success',
        });
        expect(log).toMatch(/^\$ /m);
      }
    }

    const repository = `${inject('baseUrl')}/git/${inject('org')}/${project}-go.git`;
    const url = repository.replace('://', `://kiln:${inject('apiKey')}@`);
    const clone = mkdtempSync(path.join(tmpdir(), 'kiln-custom-'));
    const git = (...args: string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' });
    try {
      git('clone', '--quiet', url, '.');
      writeFileSync(path.join(clone, 'custom.go'), 'package nonsense\n\nfunc broken() { return 1 }\n');
      git('add', '-A');
      git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'custom code');
      git('push', '--quiet', 'origin', 'HEAD:main');
    } finally {
      rmSync(clone, { recursive: true });
    }
    const broken = await completed((await post(project, asked, ['listPets', 'listOwners'])).id, 300_000);
    for (const name of CHECKS) {
      expect(check(broken, 'go', name)).toMatchObject({ conclusion: 'failure' });
      expect(await logOf(broken, 'go', name)).toContain('custom.go');
      expect(check(broken, 'cli', name)).toMatchObject({ conclusion: 'success' });
    }
    expect(broken.targets.go?.commit).toMatchObject({ conclusion: 'success' });
  },
  600_000,
);

confined.test(
  "commands of a config file extend or replace the target's own, and their log is served while they run",
  async () => {
    const project = await newProject(['openapi', 'go']);
    await firstBuild(project);
    // Of the paths visible to such a command, the test can write to the organisation's package caches.
    const caches = packageCache(readConfig().cacheDir, inject('org'));
    mkdirSync(caches, { recursive: true });
    const signal = path.join(mkdtempSync(path.join(caches, 'test-')), 'go-on');
    chmodSync(path.dirname(signal), 0o755);
    const waits = ['bash', '-c', 'echo has begun; until test -e "$1"; do sleep 0.1; done', 'bash', signal];
    try {
      const { id } = await post(
        project,
        config({
          openapi: { lint: ['env'], build: { add: [waits] }, test: false },
          go: {
            lint: ['no-such-program-here'],
            build: [['false']],
            test: ['echo tested', ['echo', '$HOME']],
          },
        }),
      );
      await expect
        .poll(async () => logOf(await client().builds.retrieve(id), 'openapi', 'build').catch(String), {
          timeout: 60_000,
        })
        .toContain('has begun');
      expect(check(await client().builds.retrieve(id), 'openapi', 'build').status).toBe('in_progress');
      writeFileSync(signal, '');
      const build = await completed(id);

      expect(check(build, 'openapi', 'build')).toMatchObject({ conclusion: 'success' });
      expect(await logOf(build, 'openapi', 'build')).toMatch(/\$ node [\s\S]*openapi-check[\s\S]*\$ bash -c/);
      expect(check(build, 'openapi', 'test')).toMatchObject({ conclusion: 'skipped' });
      expect((await notesOf(build, 'openapi')).test).toContain('disables test');

      expect(check(build, 'go', 'lint')).toMatchObject({ conclusion: 'failure' });
      expect(check(build, 'go', 'build')).toMatchObject({ conclusion: 'failure' });
      expect((await notesOf(build, 'go')).build).toContain('exited with 1');
      expect(await logOf(build, 'go', 'test')).toContain('\n$HOME\n');
      expect(check(build, 'go', 'test')).toMatchObject({ conclusion: 'success' });

      const environment = await logOf(build, 'openapi', 'lint');
      expect(check(build, 'openapi', 'lint')).toMatchObject({ conclusion: 'success' });
      const names = environment.split('\n').flatMap((line) => /^([A-Za-z_]\w*)=/.exec(line)?.[1] ?? []);
      expect(names).toContain('HOME');
      for (const name of names)
        expect(name).toMatch(/^(CI|HOME|TMPDIR|PATH|PWD|LANG|LC_\w+|TZ|JAVA_HOME|_)$/);
    } finally {
      rmSync(path.dirname(signal), { recursive: true });
    }
  },
);
