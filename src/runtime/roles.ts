import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type Config, ownEnvironment } from './config.ts';
import { endLeftOver } from './left-over.ts';
import { PACKAGE_ROOT } from './paths.ts';
import { SetupError } from './setup.ts';
import { EndedEarly, endProcess, type RunningServer } from './supervisor.ts';

/** What a role tells its parent once it serves. */
export const Ready = z.object({ ready: z.literal(true), newKey: z.string().nullable() });
export type Ready = z.infer<typeof Ready>;

export type Role = 'api' | 'worker';

export interface RunningRole extends RunningServer {
  readonly newKey: string | null;
}

export interface RoleServers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
}

/** Exit code of a role that was refused by what it stands on (EX_TEMPFAIL of sysexits.h). */
export const TRY_AGAIN = 75;
/** Longer than the worker's own grace time for what it runs. */
const GRACE_MS = 20_000;
/**
 * Niceness of a worker, and so of its generator and checks: on a busy machine those who ask are answered first.
 * Set before the process has threads of its own, which inherit it.
 */
const BEHIND = 10;

/**
 * Starts `kiln api` or `kiln worker` as a process of its own, and waits until it serves. It ends when this process
 * does, however that ends: it holds the other side of a channel. Throws `SetupError` where it does not come up.
 */
export async function startRole(role: Role, config: Config, servers: RoleServers): Promise<RunningRole> {
  const main = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const pidFile = path.join(config.dataDir, `${role}.pid`);
  // A Kiln that was killed leaves them running for as long as they take to hand over.
  const of = `${role} --of ${config.dataDir}`;
  await endLeftOver(pidFile, of, 'SIGTERM');
  const child = spawn(process.execPath, ['--enable-source-maps', main, role, '--of', config.dataDir], {
    env: ownEnvironment(config, servers),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Not in the terminal's foreground group: an interrupt reaches us alone, and we end our servers in order.
    detached: true,
  });
  if (role === 'worker' && child.pid !== undefined) setPriority(child.pid, BEHIND);
  await writeFile(pidFile, String(child.pid ?? ''));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.on('message', (message) => {
      const said = Ready.safeParse(message);
      if (said.success) resolve(said.data);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      const message = `kiln ${role} did not start.`;
      reject(code === null || code === TRY_AGAIN ? new EndedEarly(message) : new SetupError(message));
    });
  }).catch(async (error: unknown) => {
    await rm(pidFile, { force: true });
    throw error;
  });
  return {
    process: child,
    newKey: ready.newKey,
    async stop() {
      await endProcess(child, 'SIGTERM', GRACE_MS);
      await rm(pidFile, { force: true });
    },
  };
}

/** Tells the parent, where there is one, that this role serves. */
export function tellReady(newKey: string | null): void {
  const ready: Ready = { ready: true, newKey };
  process.send?.(ready);
}
