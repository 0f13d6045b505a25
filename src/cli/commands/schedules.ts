import type { Command } from 'commander';
import type { Schedule } from '../kiln-sdk/resources/projects/schedules.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { print } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import { table } from '../table.ts';

interface SetOptions {
  readonly cron?: string;
  readonly every?: string;
  readonly branch?: string;
  readonly timeZone?: string;
}

const EXAMPLES = `
Examples:
  kiln schedules set nightly --cron "0 3 * * *" --time-zone Europe/Berlin
  kiln schedules set often --every 6h --branch next
  kiln schedules run nightly`;

export function addSchedules(program: Command): void {
  const schedules = withProject(program.command('schedules'))
    .description('List and change scheduled builds.')
    .addHelpText('after', EXAMPLES)
    .action((options: Common) =>
      withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const { data } = await session.client.projects.schedules.list(project);
        print(options, data, () =>
          data.length === 0
            ? `${project} has no schedules. Create one: kiln schedules set nightly --cron "0 3 * * *"\n`
            : table(['NAME', 'WHEN', 'BRANCH', 'NEXT', 'LAST BUILD'], data.map(row)),
        );
      }),
    );

  schedules
    .command('set <name>')
    .description('Create or replace a schedule.')
    .option('--cron <fields>', 'five fields, or @hourly, @daily, @weekly, @monthly or @yearly')
    .option('--every <duration>', 'e.g. 30m, 6h or 1d')
    .option('--branch <name>', 'branch to build (default: main)')
    .option('--time-zone <zone>', 'time zone of --cron, for example Europe/Berlin (default: UTC)')
    .action((name: string, { cron, every, branch, timeZone }: SetOptions, command: Command) =>
      change(command, async ({ client }, project) => {
        if ((cron === undefined) === (every === undefined))
          throw new CommandError('Give either --cron or --every.', EXIT.usage);
        return client.projects.schedules.put(name, {
          project,
          ...(cron === undefined ? {} : { cron }),
          ...(every === undefined ? {} : { interval: every }),
          ...(branch === undefined ? {} : { branch }),
          ...(timeZone === undefined ? {} : { time_zone: timeZone }),
        });
      }),
    );
  schedules
    .command('run <name>')
    .description('Run now.')
    .action((name: string, _own: object, command: Command) =>
      change(command, ({ client }, project) => client.projects.schedules.trigger(name, { project })),
    );
  schedules
    .command('pause <name>')
    .description('Pause a schedule.')
    .action((name: string, _own: object, command: Command) =>
      change(command, ({ client }, project) => client.projects.schedules.pause(name, { project })),
    );
  schedules
    .command('resume <name>')
    .description('Resume a paused schedule.')
    .action((name: string, _own: object, command: Command) =>
      change(command, ({ client }, project) => client.projects.schedules.resume(name, { project })),
    );
  schedules
    .command('delete <name>')
    .description('Delete a schedule; its builds are kept.')
    .action((name: string, _own: object, command: Command) => {
      const options: Common = command.optsWithGlobals();
      return withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const deleted = await session.client.projects.schedules.delete(name, { project });
        print(options, deleted, () => `Deleted ${name}.\n`);
      });
    });
}

function change(
  command: Command,
  work: (session: Session, project: string) => Promise<Schedule>,
): Promise<void> {
  const options: Common = command.optsWithGlobals();
  return withSession(options, async (session) => {
    const schedule = await work(session, await projectOf(session, options));
    print(options, schedule, () => table(['NAME', 'WHEN', 'BRANCH', 'NEXT', 'LAST BUILD'], [row(schedule)]));
  });
}

function row({ name, cron, interval, time_zone, branch, paused, next_runs, last_runs }: Schedule): string[] {
  const when = cron === null ? `every ${interval}` : `${cron} ${time_zone}`;
  const next = paused ? 'paused' : (next_runs[0]?.slice(0, 16).replace('T', ' ') ?? '–');
  return [name, when, branch, next, last_runs[0]?.build ?? '–'];
}
