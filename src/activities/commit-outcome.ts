import type { CommitConclusion } from '../contract/targets.ts';
import type { Advance } from '../git/advance.ts';
import { changedFiles, diffStats } from '../git/diff.ts';
import type { Repository } from '../git/repository.ts';
import { replaceDiagnostics } from '../records/diagnostics.ts';
import type { CommitRecord } from '../records/steps.ts';
import type { TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';
import { worstDiagnostic } from './ignoring.ts';
import type { TargetInputs } from './inputs.ts';
import type { Brought } from './production.ts';

export interface CommitOutcome {
  readonly conclusion: CommitConclusion;
  readonly note?: string;
  readonly commit: CommitRecord;
}

const NO_COMMIT: CommitRecord = { sha: null, treeOid: null, stats: null };

/** How a commit ended, with what its production repository has to do with it. */
export async function commitOutcome(
  deps: ActivityDeps,
  input: TargetInput,
  inputs: TargetInputs,
  tree: string,
  brought: Brought,
): Promise<CommitOutcome> {
  if (brought.kind === 'upstream_conflict') {
    const { name, paths } = brought;
    return {
      conclusion: 'upstream_merge_conflict',
      note: `Changes in ${name} conflict with this branch in ${some(paths)}. Nothing was changed. Merge both in one of the two repositories and retry.`,
      commit: { ...NO_COMMIT, treeOid: tree },
    };
  }
  const { unpushed } = brought;
  const message = `Committed, but not pushed to ${unpushed}. The next build pushes it; so does a retry.`;
  await replaceDiagnostics(
    deps.db,
    { buildId: input.buildId, target: input.target, finder: 'commit' },
    unpushed === null ? [] : [{ code: 'ProductionRepo/NotPushed', level: 'error', message }],
  );
  const outcome = await concludeCommit(deps, input, inputs, tree, brought.advance);
  if (unpushed === null) return outcome;
  const conclusion = outcome.conclusion === 'version_bump' ? 'error' : outcome.conclusion;
  return { ...outcome, conclusion, note: message };
}

/** From what was done to a branch to how that is recorded. */
export async function concludeCommit(
  deps: ActivityDeps,
  { buildId, target }: TargetInput,
  { repository, config }: Pick<TargetInputs, 'repository' | 'config'>,
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
            ? 'The branch was reset, rebased or deleted after this build was made.'
            : `Build ${advance.by}, which is newer, had already committed to this branch.`,
        commit: NO_COMMIT,
      };
    case 'sealed':
      return {
        conclusion: 'cancelled',
        note: 'This run had been ended before it could commit.',
        commit: NO_COMMIT,
      };
    case 'conflict':
      return {
        conclusion: 'merge_conflict',
        note: conflictNote(advance),
        commit: { ...NO_COMMIT, treeOid: tree, conflictNumber: advance.number },
      };
    case 'committed': {
      const stats = await diffStats(repository, advance.from, advance.sha);
      const bumped = await isVersionBump(repository, advance.from, advance.sha);
      return {
        conclusion: bumped ? 'version_bump' : await worstDiagnostic(deps.db, config, buildId, target),
        commit: { sha: advance.sha, treeOid: advance.tree, stats },
      };
    }
  }
}

function conflictNote({ files, verified }: Extract<Advance, { kind: 'conflict' }>): string {
  const paths = some(files.map(({ path }) => path));
  return verified
    ? `Generated and custom code conflict in ${paths}.`
    : `Custom code could not be verified: the branch's history was rewritten, and nothing tells which generated code it was made on. Nothing was changed. These files differ: ${paths}.`;
}

function some(paths: readonly string[]): string {
  const first = paths.slice(0, 5);
  return `${first.join(', ')}${paths.length > first.length ? ` and ${paths.length - first.length} more` : ''}`;
}

/** Whether all that a commit changes is one version that stands in place of another. */
async function isVersionBump(repository: Repository, from: string | null, to: string): Promise<boolean> {
  if (from === null) return false;
  const changes = await changedFiles(repository, from, to);
  if (changes.length === 0 || changes.length > 100) return false;
  let versions: { before: string; after: string } | null = null;
  const texts: { before: string; after: string }[] = [];
  for (const change of changes) {
    if (change.before === null || change.after === null) return false;
    const before = (await repository.readBlob(change.before)).toString('utf8');
    const after = (await repository.readBlob(change.after)).toString('utf8');
    texts.push({ before, after });
    if (change.path === '.kiln/provenance.json') {
      versions = { before: versionIn(before), after: versionIn(after) };
    }
  }
  if (versions === null || versions.before === '' || versions.before === versions.after) return false;
  const { before: old, after: now } = versions;
  return texts.every(({ before, after }) => before.replaceAll(old, now) === after);
}

function versionIn(provenance: string): string {
  return (
    /"version":\s*"([^"]+)"\s*}?\s*,?\s*}?\s*$/m.exec(
      provenance.slice(provenance.indexOf('"package"')),
    )?.[1] ?? ''
  );
}
