import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stainless } from '@stainless-api/sdk';
import { up } from '../src/cli/up.ts';
import { LANGUAGE_TARGETS } from '../src/contract/targets.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { freePort } from '../src/runtime/servers/ports.ts';
import type { Stack } from '../src/runtime/servers/stack.ts';

/** A complete Kiln, as started by `kiln up`. */
export interface Kiln {
  readonly config: Config;
  readonly stack: Stack;
  readonly client: Stainless;
}

export type Files = Record<string, { content: string }>;

const API_KEY = 'kiln-bench-key';
/** Polling more often would disturb the measurement. */
const POLL_MS = 100;

/** The bench was told to stop (SIGINT, SIGTERM). */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const stopped = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Stopped(signal)));
});
// It may reject while nobody awaits it.
stopped.catch(() => {});

/**
 * Runs work on a new Kiln, and stops the Kiln afterwards. Throws if it takes longer than `limitMs`, and `Stopped` if
 * the bench is stopped.
 */
export async function withKiln(
  settings: Partial<Config>,
  limitMs: number,
  work: (kiln: Kiln) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-bench-'));
  await chmod(dataDir, 0o755);
  const config: Config = {
    ...readConfig(),
    checks: false,
    ...settings,
    dataDir,
    port: await freePort(),
    apiKey: API_KEY,
    org: 'bench',
  };
  const running = await up(config);
  try {
    const client = new Stainless({ apiKey: API_KEY, baseURL: running.address, maxRetries: 0 });
    const over = sleep(limitMs, undefined, { ref: false }).then(() => {
      throw new Error(`It did not end within ${limitMs / 1000} s.`);
    });
    const working = work({ config, stack: running.stack, client });
    // After the limit it fails by itself, because its Kiln is stopped.
    working.catch(() => {});
    await Promise.race([working, over, stopped]);
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The example's config files, under a unique title, so that nothing is cached. */
export async function example(title: string): Promise<Files> {
  const folder = path.join(PACKAGE_ROOT, 'examples', 'bookstore');
  const text = await readFile(path.join(folder, 'openapi.yml'), 'utf8');
  return {
    'openapi.yml': { content: text.replace(/^ {2}title: .*$/m, `  title: ${title}`) },
    'stainless.yml': { content: await readFile(path.join(folder, 'stainless.yml'), 'utf8') },
  };
}

let counter = 0;

/** Creates a project, which builds it, and returns its name and first build. */
export async function newProject(
  { client }: Kiln,
  revision: Files,
  targets: readonly Stainless.Target[] = LANGUAGE_TARGETS,
): Promise<{ project: string; build: Stainless.Build }> {
  counter += 1;
  const project = `bench-${counter}`;
  await client.projects.create({
    org: 'bench',
    slug: project,
    display_name: project,
    revision,
    targets: [...targets],
  });
  const [build] = (await client.builds.list({ project })).data;
  if (build === undefined) throw new Error(`Project ${project} has no build.`);
  return { project, build };
}

/** The SDK repository of a target: its clone URL with a key, and its path. */
export function sdkRepository(
  { client, config }: Kiln,
  project: string,
  target: Stainless.Target,
): { url: string; gitDir: string } {
  const name = `${project}-${target}.git`;
  const url = new URL(`${client.baseURL}/git/bench/${name}`);
  url.username = 'x';
  url.password = config.apiKey ?? '';
  return { url: url.href, gitDir: path.join(config.dataDir, 'repositories', 'bench', name) };
}

/** Waits until every target is completed; throws if a commit is missing. */
export async function completed({ client }: Kiln, id: string): Promise<Stainless.Build> {
  for (;;) {
    const build = await client.builds.retrieve(id);
    const targets = Object.values(build.targets);
    if (targets.every((target) => target?.status === 'completed')) {
      for (const [name, target] of Object.entries(build.targets)) {
        const conclusion = target?.commit.status === 'completed' ? target.commit.conclusion : null;
        if (conclusion === 'fatal' || conclusion === 'timed_out') throw new Error(`${name}: ${conclusion}`);
      }
      return build;
    }
    await sleep(POLL_MS);
  }
}
