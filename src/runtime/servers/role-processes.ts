import { type ChildProcess, spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { ownEnvironment } from '../environments.ts';
import { TRY_AGAIN } from '../outages.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { SetupError } from '../toolchains/programs.ts';
import { endLeftOver } from './orphan-process.ts';
import { EndedEarly, endProcess, type RunningServer } from './supervisor.ts';

/** Message of a role to its parent once it serves. */
export const Ready = z.object({
  ready: z.literal(true),
  newKey: z.string().nullable(),
  ticket: z.string().nullable(),
});
export type Ready = z.infer<typeof Ready>;

export const ROLES = ['api', 'worker'] as const;
export type Role = (typeof ROLES)[number];

export interface RunningRole extends RunningServer {
  readonly newKey: string | null;
  /** From the API: a ticket that signs in to the page once. */
  readonly ticket: string | null;
}

/** Message of the parent to a role. */
export const RoleServers = z.object({
  databaseUrl: z.string(),
  temporalAddress: z.string(),
  temporalKey: z.string().nullable(),
  /** The first key, which only the API gets. */
  apiKey: z.string().nullable().default(null),
  temporalUiUrl: z.string().nullish(),
});
export type RoleServers = z.infer<typeof RoleServers>;

/** Longer than the worker's own grace period for its activities. */
const GRACE_MS = 20_000;
/** Half the usual size of the young generation saves 40 MB and had no measurable cost. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'];

/**
 * Starts `kiln api` or `kiln worker` as a separate process, which loads its code and then waits to be told its
 * servers. It ends with this process, however this one ends, because the channel between them closes.
 */
export async function spawnRole(role: Role, config: Config): Promise<ChildProcess> {
  const main = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const pidFile = pidFileOf(role, config);
  // A killed Kiln leaves them running for as long as they take to hand over.
  const of = `${role} --of ${config.dataDir}`;
  await endLeftOver(pidFile, of, 'SIGTERM');
  const child = spawn(process.execPath, [...NODE_FLAGS, main, role, '--of', config.dataDir], {
    env: { ...ownEnvironment(config), MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Outside the terminal's foreground group: an interrupt reaches only this process, which ends its servers in
    // order.
    detached: true,
  });
  await writeFile(pidFile, String(child.pid ?? ''));
  return child;
}

/** Tells a role its servers, and waits until it serves. Throws `SetupError` if it fails to start. */
export async function startRole(
  role: Role,
  config: Config,
  servers: Omit<RoleServers, 'apiKey'>,
  child: ChildProcess,
): Promise<RunningRole> {
  const pidFile = pidFileOf(role, config);
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.on('message', (message) => {
      const said = Ready.safeParse(message);
      if (said.success) resolve(said.data);
    });
    const onExit = () => {
      const { exitCode } = child;
      const message = `kiln ${role} did not start.`;
      reject(exitCode === null || exitCode === TRY_AGAIN ? new EndedEarly(message) : new SetupError(message));
    };
    child.once('error', reject);
    // It may have ended before anybody listened.
    if (child.exitCode !== null || child.signalCode !== null) onExit();
    else child.once('exit', onExit);
    const { databaseUrl, temporalAddress, temporalKey, temporalUiUrl } = servers;
    const apiKey = role === 'api' ? config.apiKey : null;
    const message = {
      databaseUrl,
      temporalAddress,
      temporalKey,
      temporalUiUrl,
      apiKey,
    } satisfies RoleServers;
    if (child.connected) child.send(message, () => {});
  }).catch(async (error: unknown) => {
    await rm(pidFile, { force: true });
    throw error;
  });
  return {
    process: child,
    newKey: ready.newKey,
    ticket: ready.ticket,
    async stop() {
      await endProcess(child, 'SIGTERM', GRACE_MS);
      await rm(pidFile, { force: true });
    },
  };
}

/** Receives the servers that `startRole` tells this process. Exits if the parent is gone before that. */
export function toldServers(): Promise<RoleServers> {
  return new Promise((resolve) => {
    const onGone = () => process.exit(TRY_AGAIN);
    process.once('disconnect', onGone);
    process.on('message', function onMessage(message) {
      const told = RoleServers.safeParse(message);
      if (!told.success) return;
      process.off('message', onMessage);
      process.off('disconnect', onGone);
      resolve(told.data);
    });
  });
}

function pidFileOf(role: Role, config: Config): string {
  return path.join(config.dataDir, `${role}.pid`);
}

/** Tells the parent, if there is one, that this role serves. */
export function tellReady(newKey: string | null, ticket: string | null = null): void {
  const ready: Ready = { ready: true, newKey, ticket };
  process.send?.(ready);
}
