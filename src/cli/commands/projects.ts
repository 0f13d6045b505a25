import type { Command } from 'commander';
import { z } from 'zod';
import { ProjectRow } from '../../contract/page.ts';
import { hasColors } from '../painter.ts';
import { ago, print } from '../people/print.ts';
import { type Common, withCommon, withSession } from '../people/session.ts';
import { stateText } from '../people/states.ts';
import { table } from '../table.ts';

const EXAMPLES = `
Examples:
  kiln projects
  kiln projects --json`;

export function addProjects(program: Command): void {
  withCommon(program.command('projects'))
    .description('List projects with their latest build and open conflicts.')
    .addHelpText('after', EXAMPLES)
    .action((options: Common) =>
      withSession(options, async ({ client }) => {
        const rows = z.array(ProjectRow).parse(await client.get('/v0/page/projects'));
        const colors = hasColors(process.stdout);
        print(options, rows, () =>
          rows.length === 0
            ? 'There are no projects yet. Run "kiln init" in a folder with an OpenAPI description.\n'
            : table(
                ['PROJECT', 'BRANCHES', 'CONFLICTS', 'LATEST', 'BUILD', 'STATE'],
                rows.map(({ slug, branches, open_conflicts, latest, recent }) => [
                  slug,
                  String(branches),
                  open_conflicts === 0 ? '–' : String(open_conflicts),
                  ago(latest?.created_at ?? null),
                  latest?.id ?? '–',
                  recent[0]?.state ?? '–',
                ]),
                (text, column) => (column === 5 && text !== '–' ? stateText(text, colors) : text),
              ),
        );
      }),
    );
}
