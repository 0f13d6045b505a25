import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Adoption } from '../../contract/adoptions.ts';
import { adoptionLines } from '../adoption-text.ts';
import { ConflictError } from '../kiln-sdk/index.ts';
import { FOLDER_FILE, writeFolder } from '../people/folder.ts';
import { linesOf } from '../people/print.ts';
import { type Common, type Session, withCommon, withSession } from '../people/session.ts';
import { say } from '../say.ts';
import { readWorkspace } from '../workspace.ts';
import { placeOf, planned } from './adopt.ts';
import { adoptionsOf } from './adoptions.ts';

interface Options extends Common {
  readonly org: string;
  readonly project: string;
}

const EXAMPLES = `
Examples:
  kiln import ../sdk-workspace --org acme --project shop`;

/** `kiln import …`: makes a project from a compiler's workspace, and plans the adoption of each target's repository. */
export function addImport(program: Command): void {
  withCommon(program.command('import'))
    .argument('<workspace>', 'a compiler workspace, or a folder with a description and a config file')
    .description(
      'Create a project from a workspace, and plan the adoption of the repositories of its targets. Run it again to continue after an interruption: only what is missing is done.',
    )
    .summary('Create a project from a workspace, and plan its adoptions')
    .requiredOption('--org <org>', 'the organisation')
    .requiredOption('--project <project>', 'slug of the new project')
    .addHelpText('after', EXAMPLES)
    .action((folder: string, options: Options) =>
      withSession(options, async (session) => {
        const { org, project } = options;
        const { description, config, targets, files } = await readWorkspace(folder);
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
        const isNew = await created(session, body);
        say(
          isNew
            ? `Created the project ${project} with ${body.targets.join(', ')}.`
            : `The project ${project} already exists: planning what has no plan yet.`,
        );
        const root = path.resolve(folder);
        if (!existsSync(path.join(root, FOLDER_FILE))) {
          await writeFolder(root, { project, ...files });
          say(`Wrote ${path.join(folder, FOLDER_FILE)}.`);
        }
        const adoptions = [];
        for (const { target, repository, tracking } of targets) {
          if (repository === null) {
            say(`${target} has no production_repo: nothing to adopt.`);
            continue;
          }
          const before = isNew ? null : await adoptionOf(session, project, target);
          if (before !== null) {
            adoptions.push(before);
            say(`${target}: adoption ${before.id} is ${before.state.replaceAll('_', ' ')}.`);
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

/** Creates a project. Returns false if there is one with its slug. */
async function created({ client }: Session, body: object): Promise<boolean> {
  try {
    await client.post('/v0/projects', { body });
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

/** The newest adoption of a target that has not failed; null if there is none. */
async function adoptionOf(session: Session, project: string, target: string): Promise<Adoption | null> {
  const all = await adoptionsOf(session, project, target);
  return all.find(({ state }) => state !== 'failed') ?? null;
}
