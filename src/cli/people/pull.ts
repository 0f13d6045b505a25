import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { personalGitEnvironment } from '../../runtime/environments.ts';
import { type Build, targetsOf } from '../progress.ts';
import { CommandError, EXIT } from './exit.ts';
import type { Session } from './session.ts';

/** Ref of the last pull: commits that are not in it are the user's own. */
const PULLED = 'refs/kiln/pulled';

/**
 * Fetches the commit of every target of a build into `<folder>/<target>` and checks it out on the branch of the
 * build. Throws `CommandError` if that would overwrite changes or lose commits.
 */
export async function pullTargets(
  { client }: Session,
  build: Build,
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  for (const [name, { commit }] of targetsOf(build)) {
    const made = commit.status === 'completed' ? commit.commit : null;
    if (made === null) continue;
    const output = await client.builds.targetOutputs.retrieve({
      build_id: build.id,
      target: name,
      type: 'source',
      output: 'git',
    });
    if (output.output !== 'git') continue;
    const into = path.resolve(folder, name);
    await checkOut(into, output.url, made.sha, made.repo.branch);
    say(`Pulled ${name} ${made.sha.slice(0, 7)} into ${path.relative(process.cwd(), into) || '.'}`);
  }
}

async function checkOut(into: string, url: string, sha: string, branch: string): Promise<void> {
  const git = (...args: string[]) =>
    execa('git', args, { cwd: into, reject: false, extendEnv: false, env: personalGitEnvironment() });
  const must = async (...args: string[]) => {
    const { exitCode, stderr } = await git(...args);
    if (exitCode !== 0)
      throw new CommandError(`--pull: git ${args[0]} in ${into}: ${stderr.split('\n').at(-1)}`);
  };
  await mkdir(into, { recursive: true });
  await must('init', '--quiet');
  if ((await git('status', '--porcelain')).stdout !== '')
    throw new CommandError(`--pull: ${into} has changes; commit or stash them first.`, EXIT.usage);
  // By URL, not by a remote, so that the credential is not stored in the checkout.
  await must('fetch', '--quiet', '--no-write-fetch-head', url, `${sha}:refs/kiln/incoming`, '--force');
  const head = (await git('rev-parse', '--verify', '--quiet', 'HEAD')).stdout;
  if (head !== '') {
    const isIn = async (ref: string) => (await git('merge-base', '--is-ancestor', head, ref)).exitCode === 0;
    if (!(await isIn(sha)) && !(await isIn(PULLED))) {
      throw new CommandError(
        `--pull: ${into} has commits of its own; push them to the branch ${branch} first.`,
        EXIT.usage,
      );
    }
  }
  await must('checkout', '--quiet', '-B', branch, sha);
  await must('update-ref', PULLED, sha);
  await must('update-ref', '-d', 'refs/kiln/incoming');
}
