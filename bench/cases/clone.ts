import { git, withFolder } from '../../test/git.ts';
import { seconds } from '../row.ts';

/** Seconds that a user's `git clone` takes, into a folder that is removed afterwards. */
export function cloned(url: string, ...options: readonly string[]): Promise<number> {
  return withFolder((folder) => seconds(() => git(folder, 'clone', '--quiet', ...options, url, 'clone')));
}
