import { git } from '../../src/git/store/git-command.ts';
import type { BuildRecord } from '../../src/records/builds.ts';
import type { Database } from '../../src/records/database.ts';
import { committed, retried } from './verify-build.ts';

/** Compares an SDK repository to which nobody pushed with the builds of its project. */
export async function verifyRepository(
  gitDir: string,
  target: string,
  builds: readonly BuildRecord[],
): Promise<{ commits: number; wrong: string[] }> {
  const committedToMain = builds.some(
    ({ branch, targets }) =>
      branch === 'main' && targets.some((found) => found.target === target && found.commitSha !== null),
  );
  const wrong = await fsck(gitDir, committedToMain);
  const say = (what: string) => wrong.push(`${gitDir}: ${what}`);
  const byBuild = new Map<string, string[]>();
  const onBranch = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const [ref] of await refs(gitDir, 'refs/heads')) {
    const branch = ref.slice('refs/heads/'.length);
    const shas = new Set<string>();
    onBranch.set(branch, shas);
    const { stdout } = await git(
      ['log', '--format=%H %(trailers:key=Kiln-Build,valueonly,separator=%x2C)', ref],
      {
        gitDir,
      },
    );
    for (const line of stdout.split('\n').filter((text) => text !== '')) {
      const [sha = '', build = ''] = line.split(' ');
      shas.add(sha);
      if (seen.has(sha)) continue;
      seen.add(sha);
      byBuild.set(build, [...(byBuild.get(build) ?? []), sha]);
    }
  }
  const known = new Map(builds.map((build) => [build.id, build]));
  for (const [id, shas] of byBuild) {
    if (shas.length > 1) say(`build ${id} has ${shas.length} commits.`);
    const record = known.get(id)?.targets.find((found) => found.target === target);
    if (record === undefined) say(`${shas[0]} is of build ${id}, which is not in the record.`);
    else if (!retried(record) && !(committed(record) && record.commitSha === shas[0])) {
      say(`build ${id} committed ${shas[0]}, and its record says ${record.commitSha}.`);
    }
  }
  for (const build of builds) {
    const record = build.targets.find((found) => found.target === target);
    if (record === undefined || !committed(record)) continue;
    const sha = record.commitSha ?? '';
    if (!onBranch.get(build.branch)?.has(sha))
      say(`commit ${sha} of build ${build.id} is not on ${build.branch}.`);
  }
  return { commits: seen.size, wrong };
}

/** Compares a config repository with the project's branches in the record. */
export async function verifyConfig(db: Database, gitDir: string, project: string): Promise<string[]> {
  const wrong = await fsck(gitDir, true);
  const branches = await db.branch.findMany({ where: { project: { slug: project } } });
  const found = new Map(await refs(gitDir, 'refs/heads'));
  for (const { name, configCommit } of branches) {
    const at = found.get(`refs/heads/${name}`) ?? 'nowhere';
    if (at !== configCommit)
      wrong.push(`${gitDir}: ${name} is at ${at}, and in the record at ${configCommit}.`);
  }
  return wrong;
}

async function refs(gitDir: string, below: string): Promise<[string, string][]> {
  const { stdout } = await git(['for-each-ref', '--format=%(refname) %(objectname)', below], { gitDir });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']);
}

/** Git's messages about a repository without `main`, or without any branch. */
const NO_MAIN = ['notice: HEAD points to an unborn branch (main)', 'notice: No default references'];

/** Output of `git fsck`; a missing `main` is ignored if nothing was committed to it. */
async function fsck(gitDir: string, mainIsThere: boolean): Promise<string[]> {
  const { stdout, stderr, code } = await git(
    ['fsck', '--full', '--strict', '--no-dangling', '--no-progress'],
    {
      gitDir,
      accept: [1, 2, 3, 4, 8, 16],
    },
  );
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  const said = lines.filter((line) => mainIsThere || !NO_MAIN.includes(line)).join('\n');
  return code === 0 && said === '' ? [] : [`${gitDir}: git fsck says ${said.slice(0, 500)} (${code}).`];
}
