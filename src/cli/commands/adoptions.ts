import type { Command } from 'commander';
import { type Adoption, AdoptionsList } from '../../contract/adoptions.ts';
import { targetNamed } from '../people/builds.ts';
import { ago, firstLine, print } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import { table } from '../table.ts';
import { placeOf } from './adopt.ts';

interface Options extends Common {
  readonly target?: string[];
}

const EXAMPLES = `
Examples:
  kiln adoptions
  kiln adoptions --target go --json`;

export function addAdoptions(program: Command): void {
  withProject(program.command('adoptions'))
    .description('List adoptions of a project, newest first for each target.')
    .summary('List adoptions of a project')
    .option('--target <name...>', 'only of these targets')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) =>
      withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const targets =
          options.target?.map(targetNamed) ?? (await session.client.projects.retrieve(project)).targets;
        const found = await Promise.all(targets.map((target) => adoptionsOf(session, project, target)));
        const all = found.flat();
        print(options, all, () =>
          all.length === 0
            ? `${project} has no adoptions. Plan one: kiln adopt REPOSITORY --target TARGET\n`
            : table(['ID', 'TARGET', 'STATE', 'BRANCH', 'CREATED', 'REPOSITORY'], all.map(row)),
        );
      }),
    );
}

/** The adoptions of a target, newest first. */
export async function adoptionsOf(
  { client }: Session,
  project: string,
  target: string,
): Promise<readonly Adoption[]> {
  return AdoptionsList.parse(await client.get(placeOf(project, target))).data;
}

const row = ({ id, target, state, project_branch, created_at, repository }: Adoption): string[] => [
  id,
  target,
  state.replaceAll('_', ' '),
  project_branch,
  ago(created_at),
  firstLine(repository),
];
