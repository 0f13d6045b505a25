import { isMadeByCommands } from '../contract/listed-commands.ts';
import { isSdkTarget } from '../contract/targets.ts';
import { generatedRef, headRef } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { advanceBranch } from '../git/sdk-branch.ts';
import { findBuildBefore } from '../records/builds.ts';
import { claimTargetBuilds } from '../records/quotas.ts';
import { type BuildChange, recordSteps } from '../records/steps.ts';
import type { CommitResult, TargetInput, Unchanged } from '../workflows/messages.ts';
import { checkPlan } from './check-plan.ts';
import { generation, recordFindings } from './codegen.ts';
import { changesOfChecks, recorded, snapshotOf } from './commit.ts';
import { concludeCommit } from './commit-outcome.ts';
import type { ActivityDeps } from './deps.ts';
import { type Inputs, loadInputs, type TargetInputs, targetInputs } from './inputs.ts';
import { KEPT, type KeptTree, knownTrees } from './kept-trees.ts';
import { completionKey } from './postgen.ts';
import { isPreparedQuickly, prepareBuild } from './prepare.ts';
import { homeOf } from './production.ts';

/** A target, and what was generated from the same inputs before. */
interface Known {
  readonly inputs: TargetInputs;
  readonly generated: KeptTree;
  /** The tree after postgen. */
  readonly tree: string;
}

/** What a target in which nothing changed came to, and how its record tells that. */
interface Settled {
  readonly key: TargetInput;
  readonly result: CommitResult;
  readonly changes: readonly BuildChange[];
}

/** Nobody has retried a target of a build that begins. */
const FIRST = 1;

export function createUnchangedActivity(deps: ActivityDeps) {
  return {
    /**
     * Codegen, postgen and commit at once, for those targets of a build that begins in which none of them has anything to
     * do: the trees of the same inputs are kept, and the branch has that code and no other. Records what the three
     * would, and leaves the other targets as they are. Prepares the description where that takes no time; null: it is to
     * be prepared first.
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

      const before = await findBuildBefore(deps.db, inputs.build);
      const follows = before?.configCommit === inputs.build.configCommit ? before.sequence : undefined;
      const settled = await each(same, (one) => settle(deps, one, follows));
      const changes = settled.flatMap((one) => one.changes);
      const changed = await recordSteps(deps.db, buildId, changes);
      const results = await each(settled, async ({ key, result }) => {
        if (changed.has(key.target, 'commit')) return [key.target, result] as const;
        return [key.target, { ...(await recorded(deps, key)), stages: result.stages }] as const;
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
  const generated = await kept(deps, plain, (own) => generation(deps, own).key);
  const completed = await kept(deps, generated, ([own, { tree }]) => completionKey(own, tree));
  return completed.map(([[own, before], { tree }]) => ({ inputs: own, generated: before, tree }));
}

/** Those things for whose key a tree is kept, each with its tree. */
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

/** Whether a branch has a tree as generated code, and no custom code. */
async function isAllOf(repository: Repository, branch: string, tree: string): Promise<boolean> {
  const head = await repository.resolve(headRef(branch));
  if (head === null || head !== (await repository.resolve(generatedRef(branch)))) return false;
  return (await repository.treeOf(head)) === tree;
}

async function settle(
  deps: ActivityDeps,
  { inputs, generated, tree }: Known,
  follows: bigint | undefined,
): Promise<Settled> {
  const { build, config, repository, sdk } = inputs;
  const { target } = sdk;
  const own = { target, attempt: FIRST };
  const key = { buildId: build.id, ...own };
  // Whoever is quicker may have moved the branch: what comes of it is an outcome like any other.
  const advance = await advanceBranch(repository, { ...snapshotOf(inputs, key, tree), follows });
  const outcome = await concludeCommit(deps, key, inputs, tree, advance);
  if (generated.findings.length > 0) await recordFindings(deps, key, config, generated.findings);
  const { conclusion, note, commit } = outcome;
  const stages = commit.sha === null ? [] : checkPlan(deps, inputs).stages;
  return {
    key,
    result: { conclusion, sha: commit.sha, note, stages },
    changes: [
      { ...own, step: 'codegen', status: 'in_progress' },
      { ...own, step: 'codegen', status: 'completed', conclusion: 'success', note: KEPT },
      { ...own, step: 'postgen', status: 'in_progress' },
      { ...own, step: 'postgen', status: 'completed', conclusion: 'success' },
      { ...own, step: 'commit', status: 'in_progress' },
      { ...own, step: 'commit', status: 'completed', ...outcome },
      ...changesOfChecks(own, stages, commit.sha),
    ],
  };
}

/** Does something with each; what fails is left out, and so is null: a target that is not settled here runs in full. */
async function each<T, R>(things: readonly T[], work: (thing: T) => Promise<R | null>): Promise<R[]> {
  const done = await Promise.allSettled(things.map(work));
  return done.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== null ? [result.value] : [],
  );
}
