import type { Command } from 'commander';
import type { BuildDiagnostic } from '../kiln-sdk/resources/builds/diagnostics.ts';
import { hasColors } from '../painter.ts';
import { buildNamed } from '../people/builds.ts';
import { countLine, findingLines, hasErrors, type Sources, shownOf } from '../people/excerpt.ts';
import { EXIT } from '../people/exit.ts';
import { linesOf, print } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import type { Build } from '../progress.ts';

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
        const all: BuildDiagnostic[] = [];
        for await (const one of session.client.builds.diagnostics.list(build.id, { limit: 100 }))
          all.push(one);
        const findings = shownOf(all);
        const sources = await sourcesOf(session, build);
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

/** The files that a build was made from, to show the lines that diagnostics refer to. */
async function sourcesOf({ client }: Session, build: Build): Promise<Sources> {
  const files = await client.projects.configs
    .retrieve(build.project, { branch: build.config_commit, include: 'openapi' })
    .catch(() => ({}));
  const found = (pattern: RegExp) => {
    const [name, file] = Object.entries(files).find(([path]) => pattern.test(path)) ?? [];
    return name === undefined || file === undefined ? null : { name, text: file.content };
  };
  return { description: found(/^openapi\.(ya?ml|json)$/), config: found(/stainless\.ya?ml$/) };
}
