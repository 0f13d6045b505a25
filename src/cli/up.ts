import type { ChildProcess } from 'node:child_process';
import type { Command } from 'commander';
import { type Config, readConfig } from '../runtime/config.ts';
import { buildForNextStart } from '../runtime/servers/build-for-next-start.ts';
import { ROLES, type Role, spawnRole, startRole } from '../runtime/servers/role-processes.ts';
import { type Stack, startStack } from '../runtime/servers/stack.ts';
import { UI_USER, withLogin } from '../runtime/servers/temporal-ui.ts';
import { say } from './say.ts';
import { onceEnding } from './signals.ts';

export interface Up {
  readonly stack: Stack;
  /** Address of the API. */
  readonly address: string;
  /** A new key, to be shown once; null if there was one already. */
  readonly newKey: string | null;
  /** URL that opens the page signed in: once, within an hour. Null if there is no admin key. */
  readonly page: string | null;
  stop(): Promise<void>;
}

/** Starts everything on this machine, supervised: the embedded servers, and on them the API and a worker. */
export async function up(config: Config): Promise<Up> {
  const early = new Map<Role, Promise<ChildProcess>>();
  let stack: Stack | null = null;
  try {
    const started = await startStack(config, say, () => {
      // They load their code while the servers start.
      for (const role of ROLES) {
        const child = spawnRole(role, config);
        // Called once the servers are ready.
        child.catch(() => {});
        early.set(role, child);
      }
    });
    stack = started;
    const start = async (role: Role) => {
      const child = early.get(role) ?? spawnRole(role, config);
      early.delete(role);
      return startRole(role, config, started, await child);
    };
    const [api] = await Promise.all([
      started.supervisor.start('The API', () => start('api')),
      started.supervisor.start('The worker', () => start('worker')),
    ]);
    const address = `http://${config.host}:${config.port}`;
    return {
      stack: started,
      address,
      newKey: api.newKey,
      page: api.ticket === null ? null : `${address}/sign-in?ticket=${api.ticket}`,
      stop: () => started.stop(),
    };
  } catch (error) {
    for (const child of early.values()) (await child.catch(() => null))?.kill();
    await stack?.stop();
    throw error;
  }
}

/**
 * The Temporal UI's address for people; output that goes to a log contains no key. Null if the UI is not Kiln's own.
 */
export function temporalUi({ temporalUiUrl: url, temporalKey: key }: Stack): string | null {
  if (url === null || key === null) return url;
  if (process.stderr.isTTY) return withLogin(url, key);
  return `${url} (user ${UI_USER}, password in temporal-key)`;
}

export function describe({ stack, address, newKey, page }: Up): string[] {
  const ui = temporalUi(stack);
  return [
    ...(page === null ? [] : [`Page         ${page} (signs you in, once)`]),
    `API          ${address}`,
    `Reference    ${address}/reference`,
    ...(ui === null ? [] : [`Temporal UI  ${ui}`]),
    ...(newKey === null
      ? []
      : ['', `API key      ${newKey}`, '             Only its hash is stored; the key is not shown again.']),
  ];
}

/** Settles at the first signal; a SIGINT after it ends the process at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    onceEnding(() => {
      process.once('SIGINT', () => process.exit(130));
      resolve();
    });
  });
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('Start everything on this machine: PostgreSQL, Temporal with its UI, a worker and the API.')
    .action(async () => {
      const signal = untilSignal();
      const config = readConfig();
      const running = await up(config);
      for (const line of describe(running)) say(line);
      if (config.temporalAddress === null && running.stack.temporalKey === null) buildForNextStart(config);
      await signal;
      say('Stopping.');
      await running.stop();
      process.exit(0);
    });
}
