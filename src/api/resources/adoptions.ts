import type { Adoption } from '../../contract/adoptions.ts';
import { isSdkTarget } from '../../contract/targets.ts';
import { adoptionOutcome } from '../../records/adoption-builds.ts';
import { type AdoptionRecord, changeAdoption, loadAdoption } from '../../records/adoptions.ts';
import type { Database } from '../../records/database.ts';

/** An adoption as the API returns it. */
export function adoptionView(adoption: AdoptionRecord): Adoption {
  const { id, project, target, branch, repository, state, failure, note, plan, createdAt } = adoption;
  if (!isSdkTarget(target)) throw new Error(`Adoption ${id} is for ${target}, which is not an SDK target.`);
  return {
    object: 'adoption',
    id,
    project: project.slug,
    target,
    project_branch: branch,
    repository,
    state,
    failure,
    note,
    plan,
    build: adoption.buildId,
    commit: adoption.commitSha,
    conflict: adoption.conflictNumber,
    pushed_branch: adoption.pushedBranch,
    pull_request: adoption.pullRequest,
    created_at: createdAt.toISOString(),
  };
}

/** An adoption whose conflict may have been resolved since: it ends with the build that took over the resolution. */
export async function upToDate(db: Database, adoption: AdoptionRecord): Promise<AdoptionRecord> {
  if (adoption.state !== 'merge_conflict') return adoption;
  const outcome = await adoptionOutcome(db, adoption);
  if (outcome.state !== 'carried_out') return adoption;
  await changeAdoption(db, adoption.id, ['merge_conflict'], outcome);
  return loadAdoption(db, adoption.id);
}
