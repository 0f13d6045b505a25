import type { AdoptionState } from '../contract/adoptions.ts';
import type { SdkTarget } from '../contract/targets.ts';
import type { AdoptionChange, AdoptionRecord } from './adoptions.ts';
import type { Database } from './database.ts';

/** Whether a build is currently making a target for a branch. */
export async function isTargetBeingBuilt(
  db: Database,
  projectId: string,
  branch: string,
  target: SdkTarget,
): Promise<boolean> {
  const where = { target, completedAt: null, build: { projectId, branch, completedAt: null } };
  return (await db.buildTarget.findFirst({ where, select: { buildId: true } })) !== null;
}

/**
 * The generated tree of the latest build of a target, if that could not commit it because of changes in the
 * production repository; otherwise null: then the SDK repository has the tree.
 */
export async function uncommittedTree(
  db: Database,
  projectId: string,
  branch: string,
  target: SdkTarget,
): Promise<string | null> {
  const latest = await db.buildTarget.findFirst({
    where: { target, completedAt: { not: null }, build: { projectId, branch } },
    orderBy: { build: { sequence: 'desc' } },
    select: { treeOid: true, steps: { where: { step: 'commit' }, select: { conclusion: true } } },
  });
  return latest?.steps[0]?.conclusion === 'upstream_merge_conflict' ? latest.treeOid : null;
}

/** The outcome of an adoption's build, or of a later one that took over the resolution of its conflict. */
export async function adoptionOutcome(
  db: Database,
  { buildId, projectId, branch, target }: AdoptionRecord,
): Promise<AdoptionChange & { readonly state: AdoptionState }> {
  const failed = { state: 'failed', failure: 'build_failed' } as const;
  if (buildId === null) return { ...failed, note: 'Its build was not recorded.' };
  const own = await db.buildTarget.findUnique({
    where: { buildId_target: { buildId, target } },
    include: { steps: { where: { step: 'commit' } }, build: { select: { sequence: true } } },
  });
  if (own === null) return { ...failed, note: `Build ${buildId} has no target ${target}.` };
  const { sequence } = own.build;
  const committed = await db.buildTarget.findFirst({
    where: { target, commitSha: { not: null }, build: { projectId, branch, sequence: { gte: sequence } } },
    orderBy: { build: { sequence: 'asc' } },
    select: { commitSha: true },
  });
  if (committed !== null) {
    const { commitSha } = committed;
    return { state: 'carried_out', commitSha, conflictNumber: null, failure: null, note: null };
  }
  const note = own.steps[0]?.note ?? `Build ${buildId} made no commit.`;
  const { conflictNumber } = own;
  if (conflictNumber !== null) return { state: 'merge_conflict', conflictNumber, failure: null, note };
  return { ...failed, note };
}
