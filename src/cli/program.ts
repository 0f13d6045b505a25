import { Command } from 'commander';
import { VERSION } from '../runtime/version.ts';

type Add = (program: Command) => void;

/** Commands in the order of the help. Each loads its own code: a role is up sooner without that of the others. */
const COMMANDS: ReadonlyMap<string, () => Promise<Add>> = new Map([
  ['up', async () => (await import('./up.ts')).addUp],
  ['demo', async () => (await import('./demo-command.ts')).addDemo],
  ['orgs', async () => (await import('./orgs.ts')).addOrgs],
  ['users', async () => (await import('./users.ts')).addUsers],
  ['keys', async () => (await import('./keys.ts')).addKeys],
  ['api', async () => (await import('./api.ts')).addApi],
  ['worker', async () => (await import('./worker.ts')).addWorker],
  ['migrate', async () => (await import('./migrate.ts')).addMigrate],
  ['backup', async () => (await import('./backup.ts')).addBackup],
  ['setup', async () => (await import('./setup.ts')).addSetup],
  ['doctor', async () => (await import('./doctor.ts')).addDoctor],
  ['test', async () => (await import('./test.ts')).addTest],
]);

/** `kiln` with the command of that name; with all of them where there is none. */
export async function createProgram(name?: string): Promise<Command> {
  const program = new Command('kiln')
    .description('A durable, self-hosted SDK build service.')
    .version(VERSION);
  const named = COMMANDS.get(name ?? '');
  for (const load of named === undefined ? COMMANDS.values() : [named]) (await load())(program);
  return program;
}
