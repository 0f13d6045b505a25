import { lstatSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { type CommandSandbox, commandSandbox } from '../../runtime/confinement/command-sandbox.ts';
import type { Way } from '../../runtime/confinement/registry-way.ts';
import { giveToConfined, isGiven, takeFromConfined } from '../../runtime/confinement/sandbox.ts';
import { childEnvironment, listedEnvironment } from '../../runtime/environments.ts';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';
import { stepSignal } from '../../runtime/processes/abort-context.ts';
import { type RunResult, run } from '../../runtime/processes/run-program.ts';
import { packageCache } from '../../runtime/toolchains/package-caches.ts';
import { toolPath } from '../../runtime/toolchains/tool-version.ts';
import type { Command } from '../../targets/definition.ts';
import { failure } from '../../temporal/failures.ts';
import type { ActivityDeps } from '../inputs/deps.ts';

/** A command of a target, or a command of a config file, which has fewer permissions. */
export interface PlannedCommand extends Command {
  readonly listed?: true;
}

/** Programs of Kiln that checks run. */
const OWN_PROGRAMS = ['src', 'node_modules'].map((folder) => path.join(PACKAGE_ROOT, folder));

/** Tells tools that there is no network, so that they use their caches instead of waiting for downloads. */
const OFFLINE = {
  UV_OFFLINE: '1',
  npm_config_offline: 'true',
  GOPROXY: 'off',
  CARGO_NET_OFFLINE: 'true',
  BUNDLE_DISABLE_VERSION_CHECK: '1',
  COMPOSER_DISABLE_NETWORK: '1',
};

export interface Place {
  /** A folder for this run alone: home folder and temporary files are created in it. */
  readonly folder: string;
  /** Working directory of the commands; at or below `folder`. */
  readonly cwd: string;
  /** Slug of the organisation whose package caches they use. */
  readonly org: string;
  /** Whether a target's own commands fetch dependencies; if not, no command has network access. */
  readonly fetches?: boolean;
  readonly timeoutMs: number;
  readonly output: Writable;
}

/** How the commands ended, and whether the one that failed was listed in a config file. */
export type CommandsResult =
  | (Extract<RunResult, { kind: 'exited' }> & { readonly listed: boolean })
  | Exclude<RunResult, { kind: 'exited' }>;

/**
 * Runs commands in order and stops at the first that fails: without a shell, with limits, in a sandbox that
 * contains nothing of Kiln but this run's folder and the package caches of its organisation. Commands of a
 * config file can only read those caches. Throws if the operator requires a sandbox and there is none.
 */
export async function runCommands(
  deps: Pick<ActivityDeps, 'config'>,
  commands: readonly PlannedCommand[],
  { folder, cwd, org, fetches = false, timeoutMs, output }: Place,
): Promise<CommandsResult> {
  const { cacheDir } = deps.config;
  const packages = packageCache(cacheDir, org);
  const [home, temporary] = [path.join(folder, 'home'), path.join(folder, 'tmp')];
  const sandbox = await commandSandbox(deps.config);
  if (sandbox.refusal !== null) {
    throw failure('NoSandbox', sandbox.refusal);
  }
  await prepareFolders(sandbox.works, folder, [home, temporary], packages);
  const place = { home, temporary, packages, cwd, folder, timeoutMs, output };
  const env = childEnvironment({ PATH: toolPath(cacheDir) });
  const gateway = fetches && commands.some(({ listed }) => listed !== true) ? await sandbox.open(env) : null;
  try {
    for (const command of commands) {
      const result = await runOne(sandbox, command, { ...place, env, gateway });
      if (result.kind !== 'exited') return result;
      if (result.code !== 0) return { ...result, listed: command.listed === true };
    }
    return { kind: 'exited', code: 0, listed: false };
  } finally {
    await gateway?.close();
  }
}

/**
 * Creates the folders of a run, and makes the user of the sandbox their owner. Do this only once: after a
 * command has run in them, their contents cannot be trusted.
 */
async function prepareFolders(
  confined: boolean,
  folder: string,
  inside: readonly string[],
  packages: string,
): Promise<void> {
  await mkdir(packages, { recursive: true });
  if (!confined) await takeFromConfined(packages);
  else if (!(await isGiven(packages))) await giveToConfined(packages);
  const missing = inside.filter((each) => lstatSync(each, { throwIfNoEntry: false }) === undefined);
  if (missing.length === 0) return;
  for (const each of missing) await mkdir(each);
  if (confined) await giveToConfined(folder);
}

interface Run extends Pick<Place, 'folder' | 'cwd' | 'timeoutMs' | 'output'> {
  readonly home: string;
  readonly temporary: string;
  readonly packages: string;
  readonly env: Readonly<Record<string, string>>;
  readonly gateway: Way | null;
}

async function runOne(sandbox: CommandSandbox, command: PlannedCommand, at: Run): Promise<RunResult> {
  const { folder, packages, output, timeoutMs, gateway } = at;
  output.write(`$ ${command.argv.join(' ')}\n`);
  const startedAt = performance.now();
  const listed = command.listed === true;
  const cwd = path.join(at.cwd, command.cwd ?? '.');
  const own = { HOME: at.home, TMPDIR: at.temporary, PATH: at.env.PATH ?? '' };
  const offline = sandbox.works && gateway === null && !listed ? OFFLINE : {};
  const extra = { CI: '1', ...offline, ...command.env, ...own };
  const plain = listed ? listedEnvironment(extra) : childEnvironment(extra);
  const through = listed || gateway === null ? null : gateway.lead(command.argv, plain);
  const { argv, watch } = sandbox.confine(through?.argv ?? command.argv, {
    cwd,
    env: at.env,
    readable: listed ? [packages] : OWN_PROGRAMS,
    writable: listed ? [folder] : [folder, packages],
    gateway: listed ? null : gateway,
  });
  const result = await run(argv, {
    cwd,
    env: through?.env ?? plain,
    timeoutMs,
    signal: stepSignal(),
    output,
    watch,
  });
  if (through !== null) for (const line of gateway?.refusals() ?? []) output.write(`${line}\n`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  output.write(`(${describeRun(result)} after ${seconds} s)\n`);
  return result;
}

/** How a command ended, as the end of a sentence that starts with its name. */
export function describeRun(result: RunResult): string {
  switch (result.kind) {
    case 'exited':
      return `exited with ${result.code}`;
    case 'timed_out':
      return 'exceeded its time limit';
    case 'exceeded':
      return `was killed: it ${result.why}`;
    case 'cancelled':
      return 'was cancelled';
    case 'not_started':
      return `could not be started (${result.why})`;
  }
}
