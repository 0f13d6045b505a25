import type { Command } from 'commander';
import { hasColors } from '../painter.ts';
import { readDetails } from '../people/builds.ts';
import { ago, firstLine, linesOf } from '../people/print.ts';
import { reportBuild } from '../people/report.ts';
import { type Common, withCommon, withSession } from '../people/session.ts';
import { duration, paint } from '../progress.ts';

const EXAMPLES = `
Examples:
  kiln show 01kb3v6qm8w2x4y6z8a0b2c4d6`;

export function addShow(program: Command): void {
  withCommon(program.command('show <build>'))
    .description('Show a build: its targets, how to install them, and how to deal with failures.')
    .summary('Show a build and what to do next')
    .addHelpText('after', EXAMPLES)
    .action((id: string, options: Common) =>
      withSession(options, async (session) => {
        const details = await readDetails(session, id);
        if (options.json !== true) {
          const colors = hasColors(process.stdout);
          const began = Date.parse(details.created_at);
          const took =
            details.completed_at === null
              ? 'running'
              : `took ${duration(Date.parse(details.completed_at) - began)}`;
          const by = firstLine(details.started_by) || details.trigger;
          process.stdout.write(
            linesOf([
              `${paint('bold', `${details.project} ${details.branch}`, colors)}  ${firstLine(details.commit_message)}`,
              paint(
                'dim',
                `${id}, started ${ago(details.created_at)} by ${by}, ${took}, config commit ${details.config_commit.slice(0, 7)}`,
                colors,
              ),
              `${session.baseUrl}/builds/${id}`,
              '',
            ]),
          );
        }
        await reportBuild(session, await session.client.builds.retrieve(id), options);
      }),
    );
}
