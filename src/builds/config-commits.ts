import { notFound } from '../contract/errors.ts';
import type { Signature } from '../git/store/commit-content.ts';
import { isCommit } from '../git/store/history.ts';
import type { Repository } from '../git/store/repository.ts';
import type { Heads } from '../records/branch-heads.ts';

export { type Heads, headsOf, publishHead } from '../records/branch-heads.ts';

export const SHA = /^[0-9a-f]{40}$/;

/** The config commit that a name stands for, and the branch if it names one. */
export interface NamedCommit {
  readonly sha: string;
  readonly branch: string | null;
}

/** Finds the config commit of a branch name or SHA. Throws a 404 that names `field`. */
export async function namedCommit(
  repository: Repository,
  heads: Heads,
  name: string,
  field: string,
): Promise<NamedCommit> {
  const head = await heads.get(name);
  if (head !== null) return { sha: head, branch: name };
  if (SHA.test(name) && (await isCommit(repository, name))) return { sha: name, branch: null };
  throw notFound(`${field}: there is no branch or config commit ${JSON.stringify(name.slice(0, 200))}.`);
}

/** Author and time of a new config commit. */
export function author(): Signature {
  return { name: 'Kiln', email: 'kiln@localhost', timestamp: Math.floor(Date.now() / 1000) };
}
