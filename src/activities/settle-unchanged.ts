import type { Inputs } from '../builds/sdk-context.ts';
import { isMadeByCommands } from '../contract/listed-commands.ts';
import { isSdkTarget } from '../contract/targets.ts';
import { generatedRef, headRef } from '../git/refs.ts';
import { advanceBranch } from '../git/sdk-branch/advance-branch.ts';
import type { Repository } from '../git/store/repository.ts';
import { sameInputsSince } from '../records/builds.ts';
import { claimTargetBuilds } from '../records/quotas.ts';
import { type BuildChange, recordSteps } from '../records/steps.ts';
import type { Unchanged } from '../temporal/messages.ts';
import { recordFindings } from './codegen.ts';
import { planChecks, settleKnownChecks, type TargetCommit } from './commands/known-checks.ts';
import { recorded, snapshotOf } from './commit.ts';
import {
  attributed,
  type CommitOutcome,
  concludeCommit,
  recordCommitFindings,
} from './committing/commit-outcome.ts';
import { homeOf } from './committing/production-repository.ts';
import { behind } from './committing/version-diagnostics.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { KEPT, type KeptTree, knownTrees } from './inputs/generated-trees.ts';
import { generation } from './inputs/generation.ts';
import { loadInputs, type TargetInputs, targetInputs } from './inputs/load-inputs.ts';
import { completionKey, isWhole } from './postgen.ts';
import { isPreparedQuickly, prepareBuild } from './prepare.ts';

/** A target, and what was generated before from the same inputs. */
interface Known {
  readonly inputs: TargetInputs;
  /** What generated its code, for people. */
  readonly generator: string;
  readonly generated: KeptTree;
  /** The tree after postgen. */
  readonly tree: string;
}

/** What its commit came to. */
interface Committed extends TargetCommit {
  readonly outcome: CommitOutcome;
}

/** The attempt of every target of a new build. */
const FIRST = 1;

export function createUnchangedActivity(deps: ActivityDeps) {
  return {
    /**
     * Settles codegen, postgen and commit of all unchanged targets at the start of a build: those whose trees
     * are cached and whose branch has exactly that code. Records the results of the three steps and of checks
     * that are carried over; other targets are left alone. Prepares the description if that is instant;
     * returns null if it must be prepared first.
     */
    async unchanged(buildId: string): Promise<Unchanged | null> {
      const loaded = await loadInputs(deps, buildId);
      const isPrepared = loaded.build.descriptionOid !== null;
      if (!isPrepared && !isPreparedQuickly(deps, loaded.build)) return null;
      const inputs = isPrepared ? loaded : await prepareBuild(deps, loaded);
      const { branch } = inputs.build;
      const known = await findKnown(deps, inputs);
      const same = await each(known, async (one) => {
        const isSame = await isAllOf(one.inputs.repository, branch, one.tree);
        return isSame && (await homeOf(deps, one.inputs)) === null ? one : null;
      });
      const targets = same.map((one) => one.inputs.sdk.target);
      if (targets.length === 0 || !(await claimTargetBuilds(deps.db, buildId, targets)).ok) return {};

      const sameSince = await sameInputsSince(deps.db, inputs.build);
      const committed = await each(same, async (one) => {
        const made = await commitUnchanged(deps, one, sameSince);
        return { ...made, checks: await planChecks(deps, made) };
      });
      const settled = await settleKnownChecks(deps, committed);
      const changes = settled.flatMap((one) => [...changesOfCommit(one), ...one.changes]);
      const changed = await recordSteps(deps.db, buildId, changes);
      const results = await each(settled, async ({ own: { target }, outcome, stages }) => {
        const { conclusion, note, commit } = outcome;
        const result = changed.has(target, 'commit')
          ? { conclusion, sha: commit.sha, note }
          : await recorded(deps, { buildId, target });
        return [target, { ...result, stages }] as const;
      });
      return Object.fromEntries(results);
    },
  };
}

async function findKnown(deps: ActivityDeps, inputs: Inputs): Promise<readonly Known[]> {
  const { targets, descriptionOid } = inputs.build;
  if (descriptionOid === null) return [];
  const all = await each(targets, async ({ target }) =>
    isSdkTarget(target) ? targetInputs(deps, inputs, target) : null,
  );
  const plain = all.filter(({ targetConfig }) => !isMadeByCommands(targetConfig));
  const made = plain.map((own) => ({ inputs: own, ...generation(deps, own) }));
  const generated = (await kept(deps, made, ({ key }) => key)).map(
    ([{ inputs: own, generator }, before]) => ({
      inputs: own,
      generator,
      generated: before,
    }),
  );
  const toComplete = generated.filter((one) => !isWhole(one.inputs));
  const completed = await kept(deps, toComplete, (one) => completionKey(one.inputs, one.generated.tree));
  return [
    ...generated.filter((one) => isWhole(one.inputs)).map((one) => ({ ...one, tree: one.generated.tree })),
    ...completed.map(([one, { tree }]) => ({ ...one, tree })),
  ];
}

/** Items whose key has a stored tree, each with that tree. */
async function kept<T>(
  deps: ActivityDeps,
  things: readonly T[],
  keyOf: (thing: T) => string,
): Promise<readonly (readonly [T, KeptTree])[]> {
  const keys = things.map(keyOf);
  const trees = await knownTrees(deps, keys);
  return things.flatMap((thing, at) => {
    const tree = trees.get(keys[at] ?? '');
    return tree === undefined ? [] : [[thing, tree] as const];
  });
}

/** Whether a branch has exactly this tree as generated code, and no custom code. */
async function isAllOf(repository: Repository, branch: string, tree: string): Promise<boolean> {
  const head = await repository.resolve(headRef(branch));
  if (head === null || head !== (await repository.resolve(generatedRef(branch)))) return false;
  return (await repository.treeOf(head)) === tree;
}

/** Commits the tree, which usually changes nothing, and records what was found. */
async function commitUnchanged(
  deps: ActivityDeps,
  { inputs, generator, generated, tree }: Known,
  sameSince: bigint | undefined,
): Promise<Committed> {
  const { build, config, repository, sdk } = inputs;
  const { target } = sdk;
  const own = { target, attempt: FIRST };
  const key = { buildId: build.id, ...own };
  // Somebody may have moved the branch meanwhile, which is an outcome like any other.
  const advance = await advanceBranch(repository, { ...snapshotOf(inputs, key, tree), sameSince });
  const found = behind(inputs, { generated: sdk.packageVersion, custom: null });
  if (found.length > 0) await recordCommitFindings(deps, key, inputs, found);
  const outcome = attributed(await concludeCommit(deps, key, inputs, tree, advance), generator);
  if (generated.findings.length > 0) await recordFindings(deps, key, config, generated.findings);
  return { inputs, own, outcome };
}

/** The steps up to the commit, as changes of the record. */
function changesOfCommit({ own, outcome }: Committed): readonly BuildChange[] {
  return [
    { ...own, step: 'codegen', status: 'in_progress' },
    { ...own, step: 'codegen', status: 'completed', conclusion: 'success', note: KEPT },
    { ...own, step: 'postgen', status: 'in_progress' },
    { ...own, step: 'postgen', status: 'completed', conclusion: 'success' },
    { ...own, step: 'commit', status: 'in_progress' },
    { ...own, step: 'commit', status: 'completed', ...outcome },
  ];
}

/** Maps items and drops failures and nulls: a target that is not settled here runs in full. */
async function each<T, R>(things: readonly T[], work: (thing: T) => Promise<R | null>): Promise<R[]> {
  const done = await Promise.allSettled(things.map(work));
  return done.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== null ? [result.value] : [],
  );
}
