import type { Command } from 'commander';
import type { Conflict } from '../kiln-sdk/resources/projects/conflicts.ts';
import { targetNamed } from '../people/builds.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { ago, linesOf, print } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import { table } from '../table.ts';

interface Options extends Common {
  readonly all?: boolean;
}

const EXAMPLES = `
Examples:
  kiln conflicts                             those that are open
  kiln conflicts show go 3                   its files, and how to resolve it with Git
  kiln conflicts resolve go 3 --take ours    keep the custom code of every open file`;

export function addConflicts(program: Command): void {
  const conflicts = withProject(program.command('conflicts'))
    .description('List, show and resolve conflicts between generated and custom code.')
    .summary('List, show and resolve conflicts with custom code')
    .option('--all', 'include closed conflicts')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) =>
      withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const status = options.all === true ? 'all' : 'open';
        const { data } = await session.client.projects.conflicts.list(project, { status, limit: 100 });
        print(options, data, () =>
          data.length === 0
            ? `${project} has no ${options.all === true ? '' : 'open '}conflicts.\n`
            : table(
                ['TARGET', 'NUMBER', 'BRANCH', 'STATUS', 'OPENED', 'FILES'],
                data.map(({ target, number, branch, status: state, opened_at, files }) => [
                  target,
                  String(number),
                  branch,
                  state,
                  ago(opened_at),
                  files.map(({ path }) => path).join(' '),
                ]),
                undefined,
                process.stdout.columns,
              ),
        );
      }),
    );

  conflicts
    .command('show <target> <number>')
    .description('Show the files of a conflict and how to resolve it.')
    .action((target: string, number: string, _own: object, command: Command) =>
      withConflict(command, target, number, async (session, conflict, options) => {
        print(options, conflict, () => linesOf(conflictLines(session, conflict)));
      }),
    );

  conflicts
    .command('resolve <target> <number>')
    .description('Resolve every open file of a conflict by taking one side.')
    .requiredOption('--take <side>', 'ours (custom code) or theirs (generated code)')
    .action((target: string, number: string, { take }: { take: string }, command: Command) =>
      withConflict(command, target, number, async ({ client }, { project, number: n }, options) => {
        if (take !== 'ours' && take !== 'theirs')
          throw new CommandError('--take: must be ours or theirs.', EXIT.usage);
        const done = await client.projects.conflicts.resolve(n, {
          project,
          target: targetNamed(target),
          take,
        });
        print(options, done, () =>
          done.continued_build === null
            ? `Resolved. No build is waiting for it; the next one applies it: kiln build --force\n`
            : `Resolved. The build resumes: kiln watch ${done.continued_build}\n`,
        );
      }),
    );
}

/** Options of `conflicts` itself also apply to its subcommands. */
function withConflict(
  command: Command,
  target: string,
  number: string,
  work: (session: Session, conflict: Conflict, options: Common) => Promise<void>,
): Promise<void> {
  const options: Common = command.optsWithGlobals();
  const n = Number(number);
  if (!Number.isSafeInteger(n) || n < 1)
    throw new CommandError(`number: ${JSON.stringify(number)} is not a conflict number.`, EXIT.usage);
  return withSession(options, async (session) => {
    const project = await projectOf(session, options);
    const name = targetNamed(target);
    await work(
      session,
      await session.client.projects.conflicts.retrieve(n, { project, target: name }),
      options,
    );
  });
}

function conflictLines({ baseUrl }: Session, conflict: Conflict): string[] {
  const { target, number, branch, status, files, repo } = conflict;
  const command = (text: string) => `  ${text}`;
  return [
    `Conflict ${number} of ${target} on ${branch}, ${status}:`,
    ...files.map(({ path, kind }) => command(`${kind.replaceAll('_', ' ')}  ${path}`)),
    '',
    'Take one side for every file:',
    command(`kiln conflicts resolve ${target} ${number} --take ours     # the custom code`),
    command(`kiln conflicts resolve ${target} ${number} --take theirs   # the generated code`),
    '',
    'Or resolve it with Git and push; the password is your key:',
    command(`git clone -b ${repo.branch} ${baseUrl}/git/${repo.owner}/${repo.name}.git`),
    command(`cd ${repo.name}`),
    command('# edit the files, remove the conflict markers'),
    command('git commit -am "Resolve conflict" && git push'),
  ];
}
