import type { Command } from 'commander';
import { hasColors } from '../painter.ts';
import { buildNamed, readDetails } from '../people/builds.ts';
import { ago, firstLine, linesOf } from '../people/print.ts';
import { reportBuild } from '../people/report.ts';
import { type Common, projectOf, withProject, withSession } from '../people/session.ts';
import { duration, paint } from '../progress.ts';

const EXAMPLES = `
Examples:
  kiln show                               the latest build of the project
  kiln show 01kb3v6qm8w2x4y6z8a0b2c4d6    one build`;

export function addShow(program: Command): void {
  withProject(program.command('show [build]'))
    .description(
      'Show a build: its targets, how to install them, and how to deal with failures (default: the latest build of the project).',
    )
    .summary('Show a build and what to do next')
    .addHelpText('after', EXAMPLES)
    .action((given: string | undefined, options: Common) =>
      withSession(options, async (session) => {
        const build = await buildNamed(session, given, () => projectOf(session, options));
        const { id } = build;
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
        await reportBuild(session, build, options);
      }),
    );
}
