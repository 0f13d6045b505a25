import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Project } from './projects.ts';
import type { Published } from './published.ts';
import { must, run } from './run.ts';

/** A published SDK in a folder of its own. */
export interface PublishedSdk {
  readonly folder: string;
  /** e.g. `1.26.0`, or an abbreviated commit SHA. */
  readonly version: string;
}

export interface Places {
  readonly work: string;
  /** The folder of `<owner>/<name>` or `<owner>+<name>`, with or without a work tree; null: not given. */
  readonly repositories: string | null;
  /** The folder of `<project>/<language>`, SDKs to measure in place of new ones; null: not given. */
  readonly sdks: string | null;
}

/** Fetches a published SDK into `into`. If that is impossible, throws with advice. */
export async function fetchPublished(
  source: Published,
  project: Project,
  into: string,
  places: Places,
): Promise<PublishedSdk> {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  if ('pypi' in source) return sourceArchive(source.pypi, source.version, into, places);
  if ('module' in source) return goModule(source.module, source.version, into, places);
  return commit(source.repository, source.ref, project, into, places);
}

async function sourceArchive(name: string, version: string, into: string, { work }: Places) {
  const archives = path.join(work, 'archives', `${name}-${version}`);
  mkdirSync(archives, { recursive: true });
  const found = () => readdirSync(archives).find((file) => file.endsWith('.tar.gz'));
  if (found() === undefined) {
    const what = ['--no-deps', '--no-binary', ':all:', '--dest', archives, `${name}==${version}`];
    await must('uv', ['tool', 'run', '--quiet', 'pip', 'download', '--quiet', ...what], { cwd: work });
  }
  const archive = found();
  if (archive === undefined) throw new Error(`PyPI has no source archive of ${name} ${version}.`);
  await must('tar', ['-xzf', path.join(archives, archive), '--strip-components=1'], { cwd: into });
  return { folder: into, version };
}

const Module = z.object({ Dir: z.string() });

async function goModule(module: string, version: string, into: string, { work, repositories }: Places) {
  const published = { folder: into, version: version.replace(/^v/, '') };
  const clone = repositoryFolder(module.split('/').slice(1, 3).join('/'), repositories);
  if (clone !== null) {
    await archive(clone, version, into);
    return published;
  }
  const printed = await must('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: work,
    env: { GOFLAGS: '-mod=mod' },
  });
  cpSync(Module.parse(JSON.parse(printed)).Dir, into, { recursive: true });
  await must('chmod', ['-R', 'u+w', into], { cwd: work });
  return published;
}

async function commit(
  repository: string,
  ref: string | undefined,
  project: Project,
  into: string,
  { repositories }: Places,
) {
  const clone = repositoryFolder(repository, repositories);
  if (clone === null)
    throw new Error(`A clone of ${repository} is needed: name the folder it is in with --repositories.`);
  const chosen = ref ?? (await commitMadeFrom(clone, project));
  if (chosen === null)
    throw new Error(
      `No commit of ${repository} was made from this description and config file (.stats.yml).`,
    );
  await archive(clone, chosen, into);
  return { folder: into, version: ref ?? chosen.slice(0, 9) };
}

/** Extracts the files of a commit into a folder. */
async function archive(clone: string, ref: string, into: string): Promise<void> {
  const tar = path.join(into, '.archive.tar');
  await must('git', ['archive', '--format=tar', `--output=${tar}`, ref], { cwd: clone });
  await must('tar', ['-xf', tar], { cwd: into });
  rmSync(tar);
}

/** Finds a repository among the given folders; null: missing. */
function repositoryFolder(repository: string, repositories: string | null): string | null {
  if (repositories === null) return null;
  const [owner = '', name = ''] = repository.split('/');
  const folders = [`${owner}+${name}/repo`, `${owner}+${name}`, `${owner}/${name}`, name];
  const isClone = (folder: string) => ['.git', 'HEAD'].some((file) => existsSync(path.join(folder, file)));
  return folders.map((folder) => path.resolve(repositories, folder)).find(isClone) ?? null;
}

/**
 * The first commit that was made from the project's files according to its `.stats.yml`; null: none. Later commits
 * may contain more than generated code.
 */
async function commitMadeFrom(folder: string, project: Project): Promise<string | null> {
  const sums = [project.description, project.config].map((file) =>
    createHash('md5').update(readFileSync(file)).digest('hex'),
  );
  const commits = await must('git', ['log', '--all', '--reverse', '--format=%H', '--', '.stats.yml'], {
    cwd: folder,
  });
  for (const commit of commits.split('\n').filter(Boolean)) {
    const { exitCode, stdout } = await run('git', ['show', `${commit}:.stats.yml`], { cwd: folder });
    if (exitCode === 0 && sums.every((sum) => stdout.includes(sum))) return commit;
  }
  return null;
}
