import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { Adoption, type AdoptionState, type TrackingFile } from '../../contract/adoptions.ts';
import { adoptionLines } from '../adoption-text.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { linesOf, print } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import { say } from '../say.ts';

interface Options extends Common {
  readonly target: string;
  readonly branch?: string;
  readonly base?: string;
  readonly projectBranch?: string;
  readonly carryOut?: boolean;
  readonly push?: boolean;
  readonly acceptGuess?: boolean;
}

const POLL_MS = 500;

const EXAMPLES = `
Examples:
  kiln adopt acme/pets-go --target go              plan, changing nothing
  kiln adopt 01kb3v6q… --target go --carry-out     carry the plan out, in Kiln
  kiln adopt 01kb3v6q… --target go --push          push the result as a branch`;

/**
 * `kiln adopt …`: takes over a team's repository: plans and, if requested, carries the plan out and pushes a branch.
 */
export function addAdopt(program: Command): void {
  withProject(program.command('adopt'))
    .argument('<repository>', 'its URL or owner/name, or the id of an adoption')
    .description('Adopt an existing SDK repository; shows a plan first.')
    .summary('Adopt an existing SDK repository')
    .requiredOption('--target <target>', 'the target that it becomes the repository of')
    .option('--branch <branch>', 'branch of the repository (default: its default)')
    .option('--base <commit>', 'the generated code that the branch is based on')
    .option('--project-branch <branch>', 'the project branch to adopt into (default: main)')
    .option('--carry-out', 'carry out the plan, within Kiln only')
    .option('--accept-guess', 'carry out the plan even if its base is a guess')
    .option('--push', 'push the result to it, as a new branch')
    .addHelpText('after', EXAMPLES)
    .action((what: string, options: Options) =>
      withSession(options, async (session) => {
        const project = await projectOf(session, options);
        const place = placeOf(project, options.target);
        let adoption = /^[0-9a-z]{26}$/.test(what)
          ? await read(session, `${place}/${what}`)
          : await planned(session, place, { ...options, repository: what });
        if (options.carryOut === true && adoption.state === 'planned') {
          adoption = await carriedOut(session, place, adoption, options.acceptGuess === true);
        }
        if (options.push === true) adoption = await pushed(session, place, adoption);
        print(options, adoption, () => linesOf(adoptionLines(adoption)));
        const next = nextStep(adoption, project, options.target);
        if (next !== null) say(`\n${next}`);
        process.exitCode = exitCodeOfAdoption(adoption);
      }),
    );
}

/** A conflict has its own code, as for builds: a person resolves it. */
export const exitCodeOfAdoption = ({ failure, state }: Pick<Adoption, 'failure' | 'state'>): number =>
  failure !== null ? EXIT.failed : state === 'merge_conflict' ? EXIT.conflict : EXIT.ok;

const read = async ({ client }: Session, path: string) => Adoption.parse(await client.get(path));
const post = async ({ client }: Session, path: string, body: object = {}) =>
  Adoption.parse(await client.post(path, { body }));

export const placeOf = (project: string, target: string) =>
  `/v0/projects/${encodeURIComponent(project)}/targets/${encodeURIComponent(target)}/adopt`;

interface Request {
  readonly repository: string;
  readonly branch?: string;
  readonly base?: string;
  readonly projectBranch?: string;
  readonly tracking?: TrackingFile;
}

/** Requests a plan and waits until it is ready or has failed. */
export async function planned(session: Session, place: string, request: Request): Promise<Adoption> {
  const { repository, branch, base, projectBranch: project_branch, tracking } = request;
  const body = { repository, branch, base, tracking, project_branch };
  const { id } = await post(session, place, body);
  say(`Planning adoption ${id} …`);
  return settled(session, `${place}/${id}`, ['planning']);
}

async function carriedOut(
  session: Session,
  place: string,
  { id }: Adoption,
  accept_guess: boolean,
): Promise<Adoption> {
  await post(session, `${place}/${id}/carry_out`, { accept_guess });
  say(`Carrying out adoption ${id} …`);
  return settled(session, `${place}/${id}`, ['carrying_out']);
}

async function pushed(session: Session, place: string, { id, state }: Adoption): Promise<Adoption> {
  if (state !== 'carried_out')
    throw new CommandError(`--push: the adoption is ${state.replaceAll('_', ' ')}.`, EXIT.usage);
  await post(session, `${place}/${id}/push`);
  for (;;) {
    const adoption = await read(session, `${place}/${id}`);
    if (adoption.failure !== null || adoption.note !== null) return adoption;
    await sleep(POLL_MS);
  }
}

async function settled(session: Session, path: string, busy: readonly AdoptionState[]): Promise<Adoption> {
  for (;;) {
    const adoption = await read(session, path);
    if (!busy.includes(adoption.state)) return adoption;
    await sleep(POLL_MS);
  }
}

function nextStep(
  { id, state, plan, pushed_branch }: Adoption,
  project: string,
  target: string,
): string | null {
  const command = `kiln adopt ${id} --project ${project} --target ${target}`;
  switch (state) {
    case 'planned':
      return `Nothing was changed. Carry it out: ${command} --carry-out${plan?.base.confidence === 'guess' ? ' --accept-guess' : ''}`;
    case 'merge_conflict':
      return 'Resolve the conflict (docs/custom-code.md); then the build resumes.';
    case 'carried_out':
      return pushed_branch === null ? `Nothing was pushed. Push it as a branch: ${command} --push` : null;
    case 'planning':
    case 'carrying_out':
    case 'failed':
      return null;
  }
}
