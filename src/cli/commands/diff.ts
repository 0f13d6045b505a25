import type { Command } from 'commander';
import type { PatchFile } from '../../contract/page.ts';
import type { SdkTarget } from '../../contract/targets.ts';
import { NotFoundError } from '../kiln-sdk/index.ts';
import { hasColors } from '../painter.ts';
import { latestBuild, readChanges, readPatch, targetNamed } from '../people/builds.ts';
import { linesOf, print, widthOf } from '../people/print.ts';
import { type Common, projectOf, type Session, withProject, withSession } from '../people/session.ts';
import { type Build, paint, targetsOf } from '../progress.ts';

interface Options extends Common {
  readonly target?: string[];
  readonly patch?: boolean;
}

/** The changes between two builds: of the API in words, and of each SDK by file. */
export interface Difference {
  readonly base: string;
  readonly head: string;
  readonly api: string | null;
  readonly targets: Partial<Record<SdkTarget, PatchFile[]>>;
}

export function addDiff(program: Command): void {
  withProject(program.command('diff <base> <head>'))
    .description('Show what changed between two builds, in the API and in the files of each SDK.')
    .summary('Show what changed between two builds')
    .option('--target <name...>', 'only these targets')
    .option('-p, --patch', 'show the changed lines as well')
    .addHelpText(
      'after',
      '\n<base> and <head> are builds, or branches, which stand for their latest builds.\n\nExamples:\n  kiln diff main next\n  kiln diff main next --target python --patch',
    )
    .action((base: string, head: string, options: Options) =>
      withSession(options, async (session) => {
        const [from, to] = [await buildOf(session, base, options), await buildOf(session, head, options)];
        const only = options.target?.map(targetNamed);
        const found = await differenceOf(session, from, to, only);
        const colors = hasColors(process.stdout);
        print(options, found, () =>
          linesOf(differenceLines(found, colors, options.patch === true, widthOf(process.stdout))),
        );
      }),
    );
}

/** A build by its id, or the latest build of a branch. */
async function buildOf(session: Session, name: string, options: Options): Promise<Build> {
  try {
    return await session.client.builds.retrieve(name);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return latestBuild(session, await projectOf(session, options), name);
  }
}

/** The difference between two builds of a project. Targets for which either has no commit are left out. */
export async function differenceOf(
  session: Session,
  base: Build,
  head: Build,
  only?: readonly SdkTarget[],
): Promise<Difference> {
  const shaOf = (build: Build, target: SdkTarget) => {
    const commit = build.targets[target]?.commit;
    return commit?.status === 'completed' ? (commit.commit?.sha ?? null) : null;
  };
  const targets: Partial<Record<SdkTarget, PatchFile[]>> = {};
  for (const [name] of targetsOf(head)) {
    if (only?.includes(name) === false || shaOf(base, name) === null || shaOf(head, name) === null) continue;
    targets[name] = await readPatch(session, base.id, head.id, name);
  }
  const changes = await readChanges(session, base.id, head.id).catch((error: unknown) => {
    if (error instanceof NotFoundError) return { message: null };
    throw error;
  });
  return { base: base.id, head: head.id, api: changes.message, targets };
}

/** A difference as text for people: files with their counts, or with their lines. */
export function differenceLines(
  { api, targets }: Difference,
  colors: boolean,
  withLines: boolean,
  width: number,
): string[] {
  const lines = api === null ? ['The API did not change.'] : api.trimEnd().split('\n');
  for (const [name, files] of Object.entries(targets)) {
    lines.push('', paint('bold', name, colors));
    if (files.length === 0) lines.push('  unchanged');
    for (const file of withLines ? files : files.slice(0, 30))
      lines.push(...fileLines(file, colors, withLines, width));
    if (!withLines && files.length > 30) lines.push(`  … and ${files.length - 30} more files`);
  }
  return lines;
}

const LETTERS: Record<PatchFile['status'], string> = {
  added: 'A',
  deleted: 'D',
  modified: 'M',
  renamed: 'R',
};

function fileLines(file: PatchFile, colors: boolean, withLines: boolean, width: number): string[] {
  const { status, path, from, additions, deletions, hunks, binary } = file;
  const counts = binary ? 'binary' : `+${additions} −${deletions}`;
  const name = from === null ? path : `${from} → ${path}`;
  const room = Math.max(20, width - counts.length - 8);
  const shown = name.length <= room ? name : `…${name.slice(1 - room)}`;
  const head = `  ${LETTERS[status]} ${shown}  ${paint('dim', counts, colors)}`;
  if (!withLines || hunks === null) return [head];
  return [
    head,
    ...hunks
      .trimEnd()
      .split('\n')
      .map((line) => hunkLine(line, colors)),
  ];
}

function hunkLine(line: string, colors: boolean): string {
  const text = line.replace(/\p{Cc}/gu, (char) => (char === '\t' ? char : '�'));
  if (line.startsWith('@@')) return paint('cyan', text, colors);
  if (line.startsWith('+')) return paint('green', text, colors);
  return line.startsWith('-') ? paint('red', text, colors) : text;
}
