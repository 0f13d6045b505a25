import type { Command } from 'commander';
import { buildNamed } from '../people/builds.ts';
import { followBuild } from '../people/follow.ts';
import { reportBuild } from '../people/report.ts';
import { type Common, projectOf, withProject, withSession } from '../people/session.ts';
import { say } from '../say.ts';

const EXAMPLES = `
Examples:
  kiln watch                               the latest build of the project
  kiln watch 01kb3v6qm8w2x4y6z8a0b2c4d6    one build`;

export function addWatch(program: Command): void {
  withProject(program.command('watch [build]'))
    .description('Follow a build until it ends (default: the latest build of the project).')
    .summary('Follow a build until it ends')
    .addHelpText('after', EXAMPLES)
    .action((id: string | undefined, options: Common) =>
      withSession(options, async (session) => {
        const build = await buildNamed(session, id, () => projectOf(session, options));
        say(`Build ${build.id} of ${build.project}`);
        say(`${session.baseUrl}/builds/${build.id}`);
        say('');
        const ended = await followBuild(session, build, { screen: process.stderr });
        say('');
        process.exitCode = await reportBuild(session, ended, options);
      }),
    );
}
