import { type CommitConclusion, isCommitConclusion, type Step } from '../contract/targets.ts';
import type { Database } from './database.ts';
import type { StepStatus } from './prisma/client.ts';

/** A target of a build. */
export interface TargetKey {
  readonly buildId: string;
  readonly target: string;
}

/** The commit of a target in the record. */
export interface CommitState {
  readonly status: StepStatus;
  readonly conclusion: CommitConclusion | null;
  readonly note: string | null;
  readonly sha: string | null;
  /** The generated tree of a commit that conflicted. */
  readonly tree: string | null;
}

/** The commit of a target; null if its project was deleted meanwhile. */
export async function findCommit(db: Database, { buildId, target }: TargetKey): Promise<CommitState | null> {
  const found = await db.buildTarget.findUnique({
    where: { buildId_target: { buildId, target } },
    select: { commitSha: true, treeOid: true, steps: { where: { step: 'commit' } } },
  });
  if (found === null) return null;
  const { status = 'not_started', conclusion = null, note = null } = found.steps[0] ?? {};
  return {
    status,
    conclusion: isCommitConclusion(conclusion) ? conclusion : null,
    note,
    sha: found.commitSha,
    tree: found.treeOid,
  };
}

/** The commit of a target. Throws if its project was deleted meanwhile. */
export async function loadCommit(db: Database, key: TargetKey): Promise<CommitState> {
  const found = await findCommit(db, key);
  if (found === null) throw new Error(`Build ${key.buildId} no longer has a target ${key.target}.`);
  return found;
}

/** The log store key of a step's log; null if there is none. */
export async function findLog(
  db: Database,
  { buildId, target }: TargetKey,
  step: Step,
): Promise<string | null> {
  const found = await db.buildStep.findUnique({
    where: { buildId_target_step: { buildId, target, step } },
    select: { log: true },
  });
  return found?.log ?? null;
}
