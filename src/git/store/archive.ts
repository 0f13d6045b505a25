import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { GitError, gitEnvironment } from './git-command.ts';
import type { Repository } from './repository.ts';

export type ArchiveFormat = 'tar.gz' | 'zip';

/**
 * Streams the files of a commit as an archive with one root folder, without writing to the disk. The same commit
 * gives the same bytes. If Git fails, the stream fails with a `GitError`; destroying the stream stops Git.
 */
export function archive(
  repository: Repository,
  commit: string,
  { root, format }: { readonly root: string; readonly format: ArchiveFormat },
): Readable {
  const args = ['archive', `--format=${format}`, `--prefix=${root}/`, commit];
  const child = spawn('git', [`--git-dir=${repository.gitDir}`, ...args], {
    env: gitEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.on('error', (error) => child.stdout.destroy(error));
  child.on('exit', (code) => {
    if (code !== 0) child.stdout.destroy(new GitError(args, code, ''));
  });
  child.stdout.on('close', () => child.kill('SIGKILL'));
  return child.stdout;
}
