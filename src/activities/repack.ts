import { SDK_TARGETS } from '../contract/targets.ts';
import { ageOf, isAged, repack } from '../git/repack.ts';
import type { RepositoryKind } from '../git/store/repositories.ts';
import { listAllProjects } from '../records/projects.ts';
import { cancellation } from './inputs/cancellation.ts';
import type { ActivityDeps } from './inputs/deps.ts';

/** Location of a repository: a project and a target, or the project's config files. */
export interface RepositoryPlace {
  readonly org: string;
  readonly project: string;
  readonly kind: RepositoryKind;
}

/** Repositories per run; the next run finds the others. */
const AT_ONCE = 200;

export function createRepackActivities({ db, repositories }: ActivityDeps) {
  return {
    /** Finds repositories that many builds have made slow to read. */
    async findAged(): Promise<RepositoryPlace[]> {
      const projects = await listAllProjects(db);
      const kinds: RepositoryKind[] = ['config', ...SDK_TARGETS];
      const aged: RepositoryPlace[] = [];
      for (const { slug: project, organization } of projects) {
        for (const kind of kinds) {
          if (aged.length >= AT_ONCE || cancellation().aborted) return aged;
          const repository = repositories.get(organization.slug, project, kind);
          if (repository.exists && isAged(await ageOf(repository))) {
            aged.push({ org: organization.slug, project, kind });
          }
        }
      }
      return aged;
    },

    /** Repacks a repository incrementally, concurrently with builds, pushes and reads. */
    async repackRepository({ org, project, kind }: RepositoryPlace): Promise<void> {
      const repository = repositories.get(org, project, kind);
      if (repository.exists) await repack(repository, cancellation());
    },
  };
}
