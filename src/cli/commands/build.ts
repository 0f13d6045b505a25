import type { Command } from 'commander';
import { targetNamed } from '../people/builds.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { findFolder, readConfigFiles } from '../people/folder.ts';
import { followBuild } from '../people/follow.ts';
import { print } from '../people/print.ts';
import { pullTargets } from '../people/pull.ts';
import { reportBuild } from '../people/report.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import type { Build } from '../progress.ts';
import { say } from '../say.ts';

interface Options extends Common {
  readonly branch: string;
  readonly target?: string[];
  readonly wait: string;
  readonly pull?: string;
  readonly message?: string;
  readonly revision?: string;
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  kiln build                              the files of this folder, to main
  kiln build --branch next --target go    one target, on a branch
  kiln build --wait commit --pull sdks    until committed, then fetch them
  kiln build --revision main --force      what main has, once more`;

export function addBuild(program: Command): void {
  withProject(program.command('build'))
    .description('Build SDKs from the files of this folder and wait for the result.')
    .summary('Build SDKs from the files of this folder')
    .option('--branch <name>', 'branch to build', 'main')
    .option('--target <name...>', 'only these targets')
    .option('--wait <what>', 'commit, all (with checks) or none', 'all')
    .option('--pull <dir>', 'fetch the SDKs into <dir>/<target> afterwards')
    .option('-m, --message <text>', 'commit message')
    .option('--revision <rev>', 'build a branch, a commit or base..head, not files')
    .option('--force', 'build even if nothing changed')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) =>
      withSession(options, async (session) => {
        const wait = waitOf(options.wait);
        if (wait === 'none' && options.pull !== undefined)
          throw new CommandError('--pull: needs --wait commit or --wait all.', EXIT.usage);
        const posted = await post(session, options);
        say(`Build ${posted.id} of ${posted.project}`);
        say(`${session.baseUrl}/builds/${posted.id}`);
        if (wait === 'none') {
          print(options, posted, () => `${posted.id}\n`);
          return;
        }
        say('');
        const ended = await followBuild(session, posted, { screen: process.stderr, until: wait });
        say('');
        process.exitCode = await reportBuild(session, ended, options);
        if (options.pull !== undefined) await pullTargets(session, ended, options.pull, say);
      }),
    );
}

function waitOf(text: string): 'commit' | 'all' | 'none' {
  if (text === 'commit' || text === 'all' || text === 'none') return text;
  throw new CommandError(`--wait: must be commit, all or none, not ${JSON.stringify(text)}.`, EXIT.usage);
}

async function post(session: Session, options: Options): Promise<Build> {
  const folder = options.revision === undefined ? await findFolder(process.cwd()) : null;
  const project = await projectOf(session, options);
  const isOwn = folder !== null && folder.project === project;
  const revision = isOwn ? (await readConfigFiles(folder)).revision : (options.revision ?? options.branch);
  return session.client.builds.create({
    project,
    branch: options.branch,
    revision,
    allow_empty: options.force === true,
    ...(options.target === undefined ? {} : { targets: options.target.map(targetNamed) }),
    ...(options.message === undefined ? {} : { commit_message: options.message }),
  });
}
