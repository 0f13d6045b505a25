import type { Command } from 'commander';
import { adoptionLines } from '../adoption-text.ts';
import { linesOf } from '../people/print.ts';
import { type Common, withCommon, withSession } from '../people/session.ts';
import { say } from '../say.ts';
import { readWorkspace } from '../workspace.ts';
import { placeOf, planned } from './adopt.ts';

interface Options extends Common {
  readonly org: string;
  readonly project: string;
}

/** `kiln import …`: makes a project from a compiler's workspace, and plans the adoption of each target's repository. */
export function addImport(program: Command): void {
  withCommon(program.command('import'))
    .argument('<workspace>', 'a compiler workspace, or a folder with a description and a config file')
    .description(
      'Create a project from a workspace, and plan the adoption of the repositories of its targets.',
    )
    .requiredOption('--org <org>', 'the organisation')
    .requiredOption('--project <project>', 'slug of the new project')
    .action((folder: string, options: Options) =>
      withSession(options, async (session) => {
        const { org, project } = options;
        const { description, config, targets } = await readWorkspace(folder);
        const body = {
          org,
          slug: project,
          display_name: project,
          targets: targets.map(({ target }) => target),
          revision: {
            [description.name]: { content: description.content },
            [config.name]: { content: config.content },
          },
        };
        await session.client.post('/v0/projects', { body });
        say(`Created the project ${project} with ${body.targets.join(', ')}.`);
        const adoptions = [];
        for (const { target, repository, tracking } of targets) {
          if (repository === null) {
            say(`${target} has no production_repo: nothing to adopt.`);
            continue;
          }
          const request = { repository, ...(tracking === null ? {} : { tracking }) };
          const adoption = await planned(session, placeOf(project, target), request);
          adoptions.push(adoption);
          if (options.json !== true) process.stdout.write(`${linesOf(adoptionLines(adoption))}\n`);
          const command = `kiln adopt ${adoption.id} --project ${project} --target ${target} --carry-out`;
          if (adoption.state === 'planned') say(`Carry it out: ${command}\n`);
          else process.exitCode = 1;
        }
        if (options.json === true) process.stdout.write(`${JSON.stringify(adoptions, null, 2)}\n`);
      }),
    );
}
