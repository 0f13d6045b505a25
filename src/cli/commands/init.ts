import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { NotFoundError } from '../kiln-sdk/index.ts';
import { latestBuild, targetNamed } from '../people/builds.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import {
  CONFIGS,
  DESCRIPTIONS,
  FOLDER_FILE,
  type Folder,
  firstOf,
  readConfigFiles,
  writeFolder,
} from '../people/folder.ts';
import { followBuild } from '../people/follow.ts';
import { print } from '../people/print.ts';
import { reportBuild } from '../people/report.ts';
import { type Common, type Session, withProject, withSession } from '../people/session.ts';
import { say } from '../say.ts';
import { slugOf } from '../slug.ts';

const DEFAULT_TARGETS = ['typescript', 'python', 'go'];
const CONFIG = 'stainless.yml';
const Guess = z.object({ content: z.string() });

interface Options extends Common {
  readonly description?: string;
  readonly target?: string[];
  readonly wait: string;
}

const EXAMPLES = `
Examples:
  kiln init                                  uses openapi.yml or openapi.json of this folder
  kiln init --description api/v2.yaml --project shop --target typescript python`;

export function addInit(program: Command): void {
  withProject(program.command('init'))
    .description('Set up this folder: derive a config file, create the project and build it.')
    .summary('Set up this folder and build its SDKs')
    .option('--description <file>', 'the OpenAPI description (default: a file with one of the usual names)')
    .option('--target <name...>', `targets of a new config file (default: ${DEFAULT_TARGETS.join(', ')})`)
    .option('--wait <what>', 'commit, all (with checks) or none', 'all')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) =>
      withSession(options, async (session) => {
        const folder = await setUp(session, process.cwd(), options);
        const created = await createProject(session, folder);
        if (!created) {
          say(`The project ${folder.project} already exists. Next: kiln build`);
          print(options, folder, () => '');
          return;
        }
        const build = await latestBuild(session, folder.project);
        say(`Created the project ${folder.project}.`);
        say(`${session.baseUrl}/builds/${build.id}`);
        if (options.wait === 'none') {
          print(options, build, () => `${build.id}\n`);
          return;
        }
        say('');
        const until = options.wait === 'commit' ? 'commit' : 'all';
        const ended = await followBuild(session, build, { screen: process.stderr, until });
        say('');
        process.exitCode = await reportBuild(session, ended, options);
        say('\nNext: edit, then "kiln preview" to see what a change does, and "kiln build" to build it.');
      }),
    );
}

/** Finds the description, guesses a config file if there is none, and writes `kiln.json`. */
async function setUp(session: Session, root: string, options: Options): Promise<Folder> {
  const description = options.description ?? (await firstOf(root, DESCRIPTIONS));
  if (description === null) {
    throw new CommandError(
      `No description found here (${DESCRIPTIONS.join(', ')}). Name it with --description.`,
      EXIT.usage,
    );
  }
  const text = await readFile(path.join(root, description), 'utf8').catch(() => {
    throw new CommandError(`--description: ${description} cannot be read.`, EXIT.usage);
  });
  const project = options.project ?? slugOf(path.basename(root));
  const given = await firstOf(root, CONFIGS);
  const config = given ?? CONFIG;
  if (given === null) {
    const targets = (options.target ?? DEFAULT_TARGETS).map(targetNamed);
    const body = { slug: project, targets, spec: text };
    const { content } = Guess.parse(await session.client.post('/v0/page/guess', { body }));
    await writeFile(path.join(root, config), content, { flag: 'wx' });
    say(`Wrote ${config}, derived from ${description}.`);
  } else say(`Found ${description} and ${config}.`);
  await writeFolder(root, { project, description, config });
  say(`Wrote ${FOLDER_FILE}.`);
  return { root, project, description, config };
}

/** Creates the project with the files of the folder, which builds it. Returns false if the project exists. */
async function createProject({ client }: Session, folder: Folder): Promise<boolean> {
  try {
    await client.projects.retrieve(folder.project);
    return false;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  const { revision } = await readConfigFiles(folder);
  const [org] = (await client.orgs.list()).data;
  await client.projects.create({
    org: org?.slug ?? '',
    slug: folder.project,
    display_name: folder.project,
    targets: [],
    revision,
  });
  return true;
}
