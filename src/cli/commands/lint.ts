import path from 'node:path';
import type { Command } from 'commander';
import { hasColors } from '../painter.ts';
import { countLine, findingLines, hasErrors, shownOf } from '../people/excerpt.ts';
import { EXIT } from '../people/exit.ts';
import { type Folder, readConfigFiles } from '../people/folder.ts';
import { interruption } from '../people/interrupt.ts';
import { linesOf, print } from '../people/print.ts';
import { saves } from '../people/save-watch.ts';
import { type Common, folderHere, type Session, withCommon, withSession } from '../people/session.ts';
import { say } from '../say.ts';

interface Options extends Common {
  readonly watch?: boolean;
}

export function addLint(program: Command): void {
  withCommon(program.command('lint'))
    .description('Check the description and the config file of this folder without building.')
    .summary('Check the files of this folder without building')
    .option('--watch', 'check again after each save')
    .addHelpText(
      'after',
      '\nExit code 1 if there are errors; warnings and notes do not count.\n\nExamples:\n  kiln lint            once\n  kiln lint --watch    at each save, until Ctrl-C',
    )
    .action((options: Options) =>
      withSession(options, async (session) => {
        const folder = await folderHere();
        const files = [folder.description, folder.config].map((name) => path.join(folder.root, name));
        const saved = options.watch === true ? saves(files, interruption()) : null;
        process.exitCode = await lintOnce(session, folder, options);
        if (saved === null) return;
        say('Watching; press Ctrl-C to stop.');
        for await (const _ of saved) await lintOnce(session, folder, options);
        process.exitCode = EXIT.ok;
      }),
    );
}

/** Prints what a build of the folder's files would report. Returns the exit code. */
async function lintOnce({ client }: Session, folder: Folder, options: Options): Promise<number> {
  const { description, config } = await readConfigFiles(folder);
  const { spec } = await client.configs.lint({
    project: folder.project,
    source: { type: 'upload', openapi_spec: description, stainless_config: config },
  });
  const all = Object.values(spec.diagnostics).flat();
  const findings = shownOf(all);
  const sources = {
    description: { name: folder.description, text: description },
    config: { name: folder.config, text: config },
  };
  const colors = hasColors(process.stdout);
  print(options, all, () =>
    linesOf([...findings.flatMap((one) => [...findingLines(one, sources, colors), '']), countLine(findings)]),
  );
  return hasErrors(findings) ? EXIT.failed : EXIT.ok;
}
