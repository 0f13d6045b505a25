import { listed } from '../contract/listed.ts';
import { TARGET_NAMES, type TargetName } from '../contract/targets.ts';
import {
  type BranchMove,
  type CodeMove,
  type MovePlan,
  moveBranch,
  planMove,
} from '../git/sdk-branch/move-branch.ts';
import type { Repository } from '../git/store/repository.ts';
import type { ProjectRecord } from '../records/projects.ts';
import { author } from './config-commits.ts';
import type { BuildDeps } from './deps.ts';

/** Custom code conflicts with the move; that target's branch is unchanged. */
export class CodeConflict extends Error {
  override readonly name = 'CodeConflict';
  constructor(target: TargetName, paths: readonly string[]) {
    super(`the custom code of ${target} conflicts in ${listed(paths, 10)}`);
  }
}

/**
 * Moves a branch of every SDK repository of a project. All rebases are planned before anything moves, so a conflict
 * changes nothing. Throws `CodeConflict`.
 */
export async function moveCode(
  deps: Pick<BuildDeps, 'repositories'>,
  project: ProjectRecord,
  branch: string,
  move: CodeMove,
  sequence: bigint | null,
): Promise<void> {
  const { organization, slug } = project;
  const there = TARGET_NAMES.map((target) => ({
    target,
    repository: deps.repositories.get(organization.slug, slug, target),
  })).filter(({ repository }) => repository.exists);
  const wanted: BranchMove = { branch, move, sequence, author: author() };
  const each = async (work: (repository: Repository, move: BranchMove) => Promise<MovePlan>) => {
    await Promise.all(
      there.map(async ({ target, repository }) => {
        const plan = await work(repository, wanted);
        if (!plan.ok) throw new CodeConflict(target, plan.paths);
      }),
    );
  };
  if (move.kind === 'rebase') await each(planMove);
  await each(moveBranch);
}
