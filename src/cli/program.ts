import { Command, Help } from 'commander';
import { VERSION } from '../runtime/version.ts';

type Add = (program: Command) => void;
type Commands = ReadonlyMap<string, () => Promise<Add>>;

/** Commands in the order of the help. Each loads its own code, so that a role starts faster. */
const PEOPLE: Commands = new Map([
  ['login', async () => (await import('./commands/login.ts')).addLogin],
  ['logout', async () => (await import('./commands/login.ts')).addLogout],
  ['init', async () => (await import('./commands/init.ts')).addInit],
  ['build', async () => (await import('./commands/build.ts')).addBuild],
  ['preview', async () => (await import('./commands/preview.ts')).addPreview],
  ['lint', async () => (await import('./commands/lint.ts')).addLint],
  ['builds', async () => (await import('./commands/builds.ts')).addBuilds],
  ['show', async () => (await import('./commands/show.ts')).addShow],
  ['watch', async () => (await import('./commands/watch.ts')).addWatch],
  ['logs', async () => (await import('./commands/logs.ts')).addLogs],
  ['diff', async () => (await import('./commands/diff.ts')).addDiff],
  ['diagnostics', async () => (await import('./commands/diagnostics.ts')).addDiagnostics],
  ['retry', async () => (await import('./commands/retry.ts')).addRetry],
  ['cancel', async () => (await import('./commands/cancel.ts')).addCancel],
  ['conflicts', async () => (await import('./commands/conflicts.ts')).addConflicts],
  ['adopt', async () => (await import('./commands/adopt.ts')).addAdopt],
  ['adoptions', async () => (await import('./commands/adoptions.ts')).addAdoptions],
  ['import', async () => (await import('./commands/import.ts')).addImport],
  ['schedules', async () => (await import('./commands/schedules.ts')).addSchedules],
  ['webhooks', async () => (await import('./commands/webhooks.ts')).addWebhooks],
  ['projects', async () => (await import('./commands/projects.ts')).addProjects],
  [
    'completion',
    async () => {
      const { addCompletion } = await import('./commands/completion.ts');
      return (program) => addCompletion(program, createProgram);
    },
  ],
]);

/** Commands of operators: they run and maintain a Kiln, on its machine, data folder or database. */
const OPERATORS: Commands = new Map([
  ['up', async () => (await import('./up.ts')).addUp],
  ['demo', async () => (await import('./demo-command.ts')).addDemo],
  ['open', async () => (await import('./open.ts')).addOpen],
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

const BUILD_SDKS = 'Build SDKs:';
const RUN_KILN = 'Run Kiln, as its operator:';
const AFTER = `
Start here:
  kiln demo                 see it work
  kiln up                   start a Kiln on this machine
  kiln login && kiln init   build your own description

Run "kiln COMMAND --help" for options and examples.`;

/** `kiln` with the command of that name; with all commands if there is no such name. */
export async function createProgram(name?: string): Promise<Command> {
  const program = new Command('kiln')
    .description('A durable, self-hosted SDK build service.')
    .version(VERSION)
    .helpCommand(false)
    .showHelpAfterError('(see "--help")')
    .exitOverride()
    .configureHelp({ formatHelp });
  const named = PEOPLE.get(name ?? '') ?? OPERATORS.get(name ?? '');
  const groups = [
    [BUILD_SDKS, PEOPLE],
    [RUN_KILN, OPERATORS],
  ] as const;
  for (const [heading, commands] of groups) {
    program.commandsGroup(heading);
    for (const load of commands.values()) {
      if (named === undefined || named === load) (await load())(program);
    }
  }
  return program;
}

/** The help of `kiln` itself names the operators' commands in one paragraph, so that it fits a screen. */
function formatHelp(command: Command, helper: Help): string {
  const plain = new Help();
  Object.assign(plain, { helpWidth: helper.helpWidth });
  if (command.parent !== null) return plain.formatHelp(command, plain);
  const people = command.commands.filter((one) => one.helpGroup() === BUILD_SDKS);
  const operators = command.commands.filter((one) => one.helpGroup() === RUN_KILN);
  const width = Math.min(helper.helpWidth ?? 80, 100);
  const lines = people.map(
    (one) => `  ${one.name().padEnd(12)} ${one.summary() || one.description().replace(/\.$/, '')}`,
  );
  return [
    'Usage: kiln COMMAND [options]\n',
    BUILD_SDKS,
    ...lines.map((line) => (line.length <= width ? line : `${line.slice(0, width - 1)}…`)),
    `\n${RUN_KILN}`,
    `  ${operators.map((one) => one.name()).join(', ')}`,
    `${AFTER}\n`,
  ].join('\n');
}
