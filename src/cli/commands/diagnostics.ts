import type { Command } from 'commander';
import { hasColors } from '../painter.ts';
import { buildNamed } from '../people/builds.ts';
import { countLine, findingLines, hasErrors, shownOf } from '../people/excerpt.ts';
import { EXIT } from '../people/exit.ts';
import { readFindings, sourcesOf } from '../people/findings.ts';
import { linesOf, print } from '../people/print.ts';
import { type Common, projectOf, withProject, withSession } from '../people/session.ts';

const EXAMPLES = `
Examples:
  kiln diagnostics                               of the latest build
  kiln diagnostics 01kb3v6qm8w2x4y6z8a0b2c4d6`;

export function addDiagnostics(program: Command): void {
  withProject(program.command('diagnostics [build]'))
    .description('Show the diagnostics of a build (default: the latest build of the project).')
    .summary('Show the diagnostics of a build')
    .addHelpText('after', EXAMPLES)
    .action((id: string | undefined, options: Common) =>
      withSession(options, async (session) => {
        const build = await buildNamed(session, id, () => projectOf(session, options));
        const all = await readFindings(session.client, build.id);
        const findings = shownOf(all);
        const sources = await sourcesOf(session.client, build);
        const colors = hasColors(process.stdout);
        print(options, all, () =>
          linesOf([
            ...findings.flatMap((one) => [...findingLines(one, sources, colors), '']),
            countLine(findings),
          ]),
        );
        process.exitCode = hasErrors(findings) ? EXIT.failed : EXIT.ok;
      }),
    );
}
