import { judged, worstDiagnostic } from '../../builds/diagnostics.ts';
import { listed } from '../../contract/listed.ts';
import type { CommitConclusion } from '../../contract/targets.ts';
import { isVersionChange } from '../../git/merging/version-changes.ts';
import type { Advance } from '../../git/sdk-branch/advance.ts';
import { diffStats } from '../../git/store/diff.ts';
import { type FoundDiagnostic, replaceDiagnostics } from '../../records/diagnostics.ts';
import type { CommitRecord } from '../../records/steps.ts';
import { keepable } from '../../records/storable-text.ts';
import { VERSION } from '../../runtime/version.ts';
import type { TargetInput } from '../../temporal/messages.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import type { Brought } from './production-repository.ts';
import { alreadyReleased, type BranchVersion, behind } from './version-diagnostics.ts';
import { formsOfBuild } from './version-forms.ts';

export interface CommitOutcome {
  readonly conclusion: CommitConclusion;
  readonly note?: string;
  readonly commit: CommitRecord;
}

/** Code of the diagnostic for a commit that could not be pushed to the production repository. */
export const NOT_PUSHED = 'ProductionRepo/NotPushed';

/** Paths that a note names. */
const MAX_PATHS = 5;

const NO_COMMIT: CommitRecord = { sha: null, treeOid: null, stats: null };

/** The conclusion of a commit, including what happened in its production repository. */
export async function commitOutcome(
  deps: ActivityDeps,
  input: TargetInput,
  inputs: TargetInputs,
  tree: string,
  brought: Brought,
  version: BranchVersion,
): Promise<CommitOutcome> {
  if (brought.kind === 'upstream_conflict') {
    const { name, paths } = brought;
    return {
      conclusion: 'upstream_merge_conflict',
      note: `Changes in ${name} conflict with this branch in ${listed(paths, MAX_PATHS)}. Nothing was changed. Merge them in either repository, then retry.`,
      commit: { ...NO_COMMIT, treeOid: tree },
    };
  }
  const { unpushed, held, tags } = brought;
  const message = `Committed, but not pushed to ${unpushed}. The next build pushes it; so does a retry.`;
  await recordCommitFindings(deps, input, inputs, [
    ...behind(inputs, version),
    ...(await alreadyReleased(inputs, version, tags)),
    ...(unpushed !== null ? [notPushed(message)] : held !== null ? [notMerged(held)] : []),
  ]);
  const outcome = await concludeCommit(deps, input, inputs, tree, brought.advance);
  if (unpushed === null) return outcome;
  const conclusion = outcome.conclusion === 'version_bump' ? 'error' : outcome.conclusion;
  return { ...outcome, conclusion, note: message };
}

/** A commit that the production repository lacks. */
export const notPushed = (message: string): FoundDiagnostic => ({
  code: NOT_PUSHED,
  level: 'error',
  message,
});

/** Replaces the diagnostics of a target's commit. */
export async function recordCommitFindings(
  { db }: ActivityDeps,
  { buildId, target }: TargetInput,
  { config }: Pick<TargetInputs, 'config'>,
  found: readonly FoundDiagnostic[],
): Promise<void> {
  await replaceDiagnostics(db, { buildId, target, finder: 'commit' }, judged(config, [{ target }], found));
}

/** An adopted branch is not pushed before the team has merged it. */
const notMerged = (name: string): FoundDiagnostic => ({
  code: 'ProductionRepo/AdoptionNotMerged',
  level: 'note',
  message: `Not pushed to ${name}: the adoption of this branch is not merged there. Push it as a branch ("kiln adopt --push") and merge that branch; then builds push again.`,
});

/** Adds to a commit what generated its code, as `generation` names it. */
export function attributed(outcome: CommitOutcome, generator: string): CommitOutcome {
  // The name of a listed command is anything.
  const named = keepable(generator.slice(0, 200));
  return { ...outcome, commit: { ...outcome.commit, generator: named, kilnVersion: VERSION } };
}

/** Maps the outcome on the branch to the recorded conclusion. */
export async function concludeCommit(
  deps: ActivityDeps,
  { buildId, target }: TargetInput,
  { repository, config, build, sdk }: TargetInputs,
  tree: string,
  advance: Advance,
): Promise<CommitOutcome> {
  switch (advance.kind) {
    case 'unchanged':
      return {
        conclusion: 'noop',
        note: 'The branch already has this code.',
        commit: { sha: advance.sha, treeOid: advance.tree, stats: { additions: 0, deletions: 0 } },
      };
    case 'superseded':
      return {
        conclusion: 'cancelled',
        note:
          advance.by === null
            ? 'The branch was reset, rebased or deleted after this build was created.'
            : `Build ${advance.by}, which is newer, had already committed to this branch.`,
        commit: NO_COMMIT,
      };
    case 'fenced':
      return {
        conclusion: 'cancelled',
        note: 'This run was ended before it could commit.',
        commit: NO_COMMIT,
      };
    case 'conflict':
      return {
        conclusion: 'merge_conflict',
        note: conflictNote(advance),
        commit: {
          ...NO_COMMIT,
          treeOid: tree,
          conflictNumber: advance.number,
          ...(advance.openedBy === buildId ? { openedConflict: advance.number } : {}),
        },
      };
    case 'committed': {
      const stats = await diffStats(repository, advance.from, advance.sha);
      const forms = formsOfBuild(sdk.packageVersion, build.info);
      const bumped =
        advance.from !== null && (await isVersionChange(repository, advance.from, advance.sha, forms));
      return {
        conclusion: bumped ? 'version_bump' : await worstDiagnostic(deps.db, config, buildId, target),
        commit: {
          sha: advance.sha,
          treeOid: advance.tree,
          stats,
          ...(advance.resolved === null ? {} : { resolvedConflict: advance.resolved }),
        },
      };
    }
  }
}

function conflictNote({ files, verified }: Extract<Advance, { kind: 'conflict' }>): string {
  const paths = listed(
    files.map(({ path }) => path),
    MAX_PATHS,
  );
  return verified
    ? `Generated and custom code conflict in ${paths}.`
    : `Custom code could not be verified: the branch's history was rewritten, and Kiln cannot tell which generated code it is based on. Nothing was changed. These files differ: ${paths}.`;
}
