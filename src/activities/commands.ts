import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { ApplicationFailure } from '@temporalio/activity';
import { childEnvironment, listedEnvironment } from '../runtime/config.ts';
import { PACKAGE_ROOT } from '../runtime/paths.ts';
import { type RunResult, run } from '../runtime/run.ts';
import { confine, sandboxes } from '../runtime/sandbox.ts';
import { stepSignal } from '../runtime/step-signal.ts';
import { toolPath } from '../runtime/toolchain.ts';
import type { Command } from '../targets/target.ts';
import type { ActivityDeps } from './deps.ts';

/** A command of a target, or one that a config file lists, which is trusted with less. */
export interface PlannedCommand extends Command {
  readonly listed?: true;
}

/** Programs of Kiln that checks run: to be seen also where it is installed in a folder that is hidden. */
const OWN_PROGRAMS = ['src', 'node_modules'].map((folder) => path.join(PACKAGE_ROOT, folder));

export interface Place {
  /** A folder of this run alone: the home folder and temporary files of what runs are made in it. */
  readonly folder: string;
  /** Where commands start; at or below `folder`. */
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly output: Writable;
}

/** How commands ended; whether the one that exited with another code than 0 was listed by a config file. */
export type CommandsResult =
  | (Extract<RunResult, { kind: 'exited' }> & { readonly listed: boolean })
  | Exclude<RunResult, { kind: 'exited' }>;

/**
 * Runs commands one after the other, up to the first that does not succeed: without a shell, with limits, and where
 * Bubblewrap is there in a sandbox in which Kiln's data is only this run's folder. A command that a config file lists
 * has no network, and sees the package caches without changing them.
 */
export async function runCommands(
  deps: ActivityDeps,
  commands: readonly PlannedCommand[],
  { folder, cwd, timeoutMs, output }: Place,
): Promise<CommandsResult> {
  const { cacheDir, dataDir, commandMemoryMb } = deps.config;
  const [home, temporary, packages] = [
    path.join(folder, 'home'),
    path.join(folder, 'tmp'),
    path.join(cacheDir, 'packages'),
  ];
  for (const needed of [home, temporary, packages]) await mkdir(needed, { recursive: true });
  const available = await availableSandboxes(deps);
  for (const command of commands) {
    output.write(`$ ${command.argv.join(' ')}\n`);
    const startedAt = performance.now();
    const listed = command.listed === true;
    const start = path.join(cwd, command.cwd ?? '.');
    const confined = confine(
      command.argv,
      {
        hidden: [dataDir],
        readable: [cacheDir, ...(listed ? [] : OWN_PROGRAMS)],
        writable: [folder, ...(listed ? [] : [packages])],
        network: !listed,
        memoryMb: commandMemoryMb,
      },
      available,
      start,
    );
    const own = { HOME: home, TMPDIR: temporary, PATH: toolPath(cacheDir) };
    const extra = { CI: '1', ...command.env, ...own };
    const result = await run(confined, {
      cwd: start,
      env: listed ? listedEnvironment(extra) : childEnvironment(extra),
      timeoutMs,
      signal: stepSignal(),
      output,
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    output.write(`(${describeRun(result)} after ${seconds} s)\n`);
    if (result.kind !== 'exited') return result;
    if (result.code !== 0) return { ...result, listed };
  }
  return { kind: 'exited', code: 0, listed: false };
}

async function availableSandboxes({ config }: ActivityDeps) {
  const found = await sandboxes();
  if (config.sandbox === 'on' && !found.bubblewrap) {
    throw ApplicationFailure.create({
      type: 'NoSandbox',
      nonRetryable: true,
      message:
        'KILN_SANDBOX is on, and Bubblewrap does not work on this worker (apt-get install bubblewrap).',
    });
  }
  return { ...found, bubblewrap: found.bubblewrap && config.sandbox !== 'off' };
}

/** How a command ended, to follow its name. */
export function describeRun(result: RunResult): string {
  switch (result.kind) {
    case 'exited':
      return `exited with ${result.code}`;
    case 'timed_out':
      return 'ran past its time limit';
    case 'cancelled':
      return 'was cancelled';
    case 'not_started':
      return `could not be started (${result.why})`;
  }
}
