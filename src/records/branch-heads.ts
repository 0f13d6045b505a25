import type { Repository } from '../git/store/repository.ts';
import { NO_OID } from '../git/store/update-refs.ts';
import { FileUrls } from './branches.ts';
import type { Database } from './database.ts';

/** The branches of a project in the record. */
export interface Heads {
  get(branch: string): Promise<string | null>;
  /** Branches that have this commit as their head. */
  at(sha: string): Promise<string[]>;
  /** Config files of a branch that were given by URL; none if there is no such branch. */
  urls(branch: string): Promise<FileUrls>;
}

const TRIES = 5;

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

/** Updates the config repository's branch from the record, and deletes it if the record has no such branch. */
export async function publishHead(repository: Repository, heads: Heads, branch: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const current = await repository.resolve(ref);
    const head = await heads.get(branch);
    if (head === current) return;
    await repository.updateRefs([{ ref, from: current ?? NO_OID, to: head ?? NO_OID }]);
  }
}
