import { userInfo } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { BadRequestError } from '../kiln-sdk/index.ts';
import { hasColors } from '../painter.ts';
import { latestBuild, targetNamed } from '../people/builds.ts';
import { EXIT } from '../people/exit.ts';
import { type Folder, readConfigFiles } from '../people/folder.ts';
import { exitCodeOf, followBuild } from '../people/follow.ts';
import { interruption } from '../people/interrupt.ts';
import { linesOf, print, widthOf } from '../people/print.ts';
import { nextLines } from '../people/report.ts';
import { saves } from '../people/save-watch.ts';
import { type Common, folderHere, type Session, withCommon, withSession } from '../people/session.ts';
import type { Build } from '../progress.ts';
import { say } from '../say.ts';
import { differenceLines, differenceOf } from './diff.ts';

interface Options extends Common {
  readonly watch?: boolean;
  readonly target?: string[];
  readonly branch?: string;
  readonly base: string;
  readonly patch?: boolean;
}

export function addPreview(program: Command): void {
  withCommon(program.command('preview'))
    .description('Build the files of this folder on your own branch and show what changes in the SDKs.')
    .summary('Build this folder on your own branch and compare')
    .option('--watch', 'build again after each save, and show what it changed')
    .option('--target <name...>', 'only these targets')
    .option('--base <branch>', 'branch or build to compare with', 'main')
    .option('--branch <name>', 'branch to build on (default: preview/<your name>)')
    .option('-p, --patch', 'show changed lines, not only files')
    .addHelpText('after', '\nExamples:\n  kiln preview --target typescript --patch\n  kiln preview --watch')
    .action((options: Options) =>
      withSession(options, async (session) => {
        const folder = await folderHere();
        const files = [folder.description, folder.config].map((name) => path.join(folder.root, name));
        // Started before the first build, so that changes saved meanwhile are built next.
        const saved = options.watch === true ? saves(files, interruption()) : null;
        let before = await latestBuild(session, folder.project, options.base);
        before = await previewOnce(session, folder, before, options);
        if (saved === null) {
          process.exitCode = exitCodeOf(before);
          return;
        }
        say('Watching; press Ctrl-C to stop.');
        for await (const _ of saved) {
          before = await previewOnce(session, folder, before, options);
        }
        process.exitCode = EXIT.ok;
      }),
    );
}

/**
 * Builds the files, waits for the commits and shows the difference. Returns the build, or `before` if it was
 * rejected.
 */
async function previewOnce(
  session: Session,
  folder: Folder,
  before: Build,
  options: Options,
): Promise<Build> {
  const targets = options.target?.map(targetNamed);
  const { revision } = await readConfigFiles(folder);
  try {
    const posted = await session.client.builds.create({
      project: folder.project,
      branch: options.branch ?? `preview/${userName()}`,
      revision,
      allow_empty: true,
      commit_message: 'Preview',
      ...(targets === undefined ? {} : { targets }),
    });
    say(`${session.baseUrl}/builds/${posted.id}\n`);
    const build = await followBuild(session, posted, { screen: process.stderr, until: 'commit' });
    const difference = await differenceOf(session, before, build, targets);
    const colors = hasColors(process.stdout);
    print(options, difference, () =>
      linesOf([
        '',
        ...differenceLines(difference, colors, options.patch === true, widthOf(process.stdout)),
        ...nextLines(build).filter((line) => !line.startsWith('Follow:')),
        '',
      ]),
    );
    return build;
  } catch (error) {
    // Files are often invalid while they are edited: the next save may fix them.
    if (options.watch !== true || !(error instanceof BadRequestError)) throw error;
    say(`${error.message}\nFix it and save again; details: kiln lint`);
    return before;
  }
}

function userName(): string {
  return (
    userInfo()
      .username.toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-') || 'me'
  );
}
