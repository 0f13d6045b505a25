import { notFound } from '../contract/errors.ts';
import { isCommit } from '../git/history.ts';
import { NO_OID, type Repository } from '../git/repository.ts';
import { FileUrls } from '../records/branches.ts';
import type { Database } from '../records/database.ts';

/** Where a project's branches point, as the record has it. */
export interface Heads {
  get(branch: string): Promise<string | null>;
  /** Branches that have this commit as their head. */
  at(sha: string): Promise<string[]>;
  /** Config files of a branch that were given by URL; none where there is no branch. */
  urls(branch: string): Promise<FileUrls>;
}

const TRIES = 5;
export const SHA = /^[0-9a-f]{40}$/;

export function headsOf(db: Database, projectId: string): Heads {
  return {
    async get(name) {
      const branch = await db.branch.findUnique({ where: { projectId_name: { projectId, name } } });
      return branch?.configCommit ?? null;
    },
    async at(configCommit) {
      const branches = await db.branch.findMany({ where: { projectId, configCommit }, take: 3 });
      return branches.map(({ name }) => name);
    },
    async urls(name) {
      const branch = await db.branch.findUnique({ where: { projectId_name: { projectId, name } } });
      return FileUrls.parse(branch?.fileUrls ?? {});
    },
  };
}

/** What a name stands for: a config commit, and the branch where it names one. */
export interface NamedCommit {
  readonly sha: string;
  readonly branch: string | null;
}

/** The config commit that a branch name or a SHA names. Throws a 404 that names `field`. */
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

/** Lets the config repository's branch follow the record, also where the record has it no more. */
export async function publishHead(repository: Repository, heads: Heads, branch: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const current = await repository.resolve(ref);
    const head = await heads.get(branch);
    if (head === current) return;
    await repository.updateRefs([{ ref, from: current ?? NO_OID, to: head ?? NO_OID }]);
  }
}
