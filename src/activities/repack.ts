import { SDK_TARGETS } from '../contract/targets.ts';
import { ageOf, isAged, repack } from '../git/repack.ts';
import type { RepositoryKind } from '../git/repositories.ts';
import { cancellation } from './context.ts';
import type { ActivityDeps } from './deps.ts';

/** A repository as it is found: of a project, for a target or for its config files. */
export interface RepositoryPlace {
  readonly org: string;
  readonly project: string;
  readonly kind: RepositoryKind;
}

/** Repositories of one run; the next run finds the others. */
const AT_ONCE = 200;

export function createRepackActivities({ db, repositories }: ActivityDeps) {
  return {
    /** Repositories that many builds have made slow to read. */
    async findAged(): Promise<RepositoryPlace[]> {
      const projects = await db.project.findMany({ include: { organization: { select: { slug: true } } } });
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

    /** Packs a repository anew, little by little; beside builds, pushes and reads. */
    async repackRepository({ org, project, kind }: RepositoryPlace): Promise<void> {
      const repository = repositories.get(org, project, kind);
      if (repository.exists) await repack(repository, cancellation());
    },
  };
}
