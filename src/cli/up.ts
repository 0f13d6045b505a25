import type { ChildProcess } from 'node:child_process';
import type { Command } from 'commander';
import { type Config, readConfig } from '../runtime/config.ts';
import { ROLES, type Role, spawnRole, startRole } from '../runtime/roles.ts';
import { type Stack, startStack } from '../runtime/stack.ts';
import { UI_USER, withLogin } from '../runtime/temporal-ui.ts';
import { say } from './say.ts';
import { onceEnding } from './signals.ts';

export interface Up {
  readonly stack: Stack;
  /** Address of the API. */
  readonly address: string;
  /** A key that was made now, to be shown once; null where there was one. */
  readonly newKey: string | null;
  stop(): Promise<void>;
}

/** Starts everything on this machine: the embedded servers, and on them the API and a worker, all supervised. */
export async function up(config: Config): Promise<Up> {
  const early = new Map<Role, Promise<ChildProcess>>();
  let stack: Stack | null = null;
  try {
    const started = await startStack(config, say, () => {
      // They load their code while the servers start.
      for (const role of ROLES) {
        const child = spawnRole(role, config);
        // Looked at when the servers are there.
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
    return {
      stack: started,
      address: `http://${config.host}:${config.port}`,
      newKey: api.newKey,
      stop: () => started.stop(),
    };
  } catch (error) {
    for (const child of early.values()) (await child.catch(() => null))?.kill();
    await stack?.stop();
    throw error;
  }
}

/** The Temporal UI as a person opens it; a log that this goes to has no key in it. Null where it is not ours. */
export function temporalUi({ temporalUiUrl: url, temporalKey: key }: Stack): string | null {
  if (url === null || key === null) return url;
  if (process.stderr.isTTY) return withLogin(url, key);
  return `${url} (user ${UI_USER}, password in temporal-key)`;
}

export function describe({ stack, address, newKey }: Up): string[] {
  const ui = temporalUi(stack);
  return [
    `API          ${address}`,
    `Reference    ${address}/reference`,
    ...(ui === null ? [] : [`Temporal UI  ${ui}`]),
    ...(newKey === null
      ? []
      : ['', `API key      ${newKey}`, '             It is kept hashed and not shown again.']),
  ];
}

/** Settles at the first signal to end; a SIGINT after it ends the process at once. */
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
    .description('start everything on this machine: PostgreSQL, Temporal with its UI, a worker, the API')
    .action(async () => {
      const signal = untilSignal();
      const running = await up(readConfig());
      for (const line of describe(running)) say(line);
      await signal;
      say('Stopping.');
      await running.stop();
      process.exit(0);
    });
}
