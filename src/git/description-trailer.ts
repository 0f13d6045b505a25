import { git } from './store/git-command.ts';
import { log } from './store/history.ts';
import type { Repository } from './store/repository.ts';

/** Names of refs and commits in requests; nothing that Git would read as an option, a range or a search. */
const NAME = /^[\p{L}\p{N}_][^\s~^:?*[\\{}]*(?:[~^]\d{0,4}){0,4}$/u;

/** The commit that a branch, tag or SHA of a repository names; null if there is none. */
export async function commitNamed({ gitDir }: Repository, name: string): Promise<string | null> {
  if (!NAME.test(name) || name.includes('..') || name.includes('\0')) return null;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { code, stdout } = await git(args, { gitDir, accept: [1, 128] });
  return code === 0 ? stdout.trim() : null;
}

/**
 * The description (a blob of the config repository) that a commit's code was generated from: the trailer of the
 * newest commit in its history that has one; null if none has.
 */
export async function descriptionOf(repository: Repository, commit: string): Promise<string | null> {
  const [found] = await log(repository, ['--grep=^\\s*Kiln-Description: [0-9a-f]\\{40\\}', commit], 1);
  return /^\s*Kiln-Description: ([0-9a-f]{40})\s*$/m.exec(found?.message ?? '')?.[1] ?? null;
}
