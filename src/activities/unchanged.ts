import { isMadeByCommands } from '../contract/listed-commands.ts';
import { generatedRef, headRef } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { advanceBranch } from '../git/sdk-branch.ts';
import { recordSteps } from '../records/many-steps.ts';
import { claimTargetBuild } from '../records/quotas.ts';
import type { CommitResult, TargetInput } from '../workflows/messages.ts';
import { checkPlan } from './check-plan.ts';
import { generation, recordFindings } from './codegen.ts';
import { changesOfChecks, recorded, snapshotOf } from './commit.ts';
import { concludeCommit } from './commit-outcome.ts';
import type { ActivityDeps } from './deps.ts';
import { loadPrepared, targetInputs } from './inputs.ts';
import { KEPT, type KeptTree, knownTree } from './kept-trees.ts';
import { completionKey } from './postgen.ts';
import { homeOf } from './production.ts';

export function createUnchangedActivity(deps: ActivityDeps) {
  return {
    /**
     * Codegen, postgen and commit at once, where there is nothing to do for any of them: the trees of the same inputs are
     * kept, and the branch has that code and no other. Records what the three would. Gives null where something is
     * to be done, and then has changed nothing.
     */
    async unchanged(input: TargetInput): Promise<CommitResult | null> {
      const { buildId, target } = input;
      const prepared = await loadPrepared(deps, buildId);
      if (prepared === null) return null;
      const inputs = await targetInputs(deps, prepared, target);
      const { build, config, repository, targetConfig } = inputs;
      if (isMadeByCommands(targetConfig)) return null;
      const generated = await knownTree(deps, generation(deps, inputs).key);
      if (generated === null) return null;
      const completed = await knownTree(deps, completionKey(inputs, generated.tree));
      if (completed === null || !(await isAllOf(repository, build.branch, completed))) return null;
      if ((await homeOf(deps, inputs)) !== null) return null;
      if (!(await claimTargetBuild(deps.db, buildId, target)).ok) return null;

      const { tree } = completed;
      // Whoever is quicker may have moved the branch: what comes of it is an outcome like any other.
      const advance = await advanceBranch(repository, snapshotOf(inputs, input, tree));
      const outcome = await concludeCommit(deps, input, inputs, tree, advance);
      if (generated.findings.length > 0) await recordFindings(deps, input, config, generated.findings);
      const { sha } = outcome.commit;
      const stages = sha === null ? [] : checkPlan(deps, inputs).stages;
      const changed = await recordSteps(deps.db, input, [
        { step: 'codegen', status: 'in_progress' },
        { step: 'codegen', status: 'completed', conclusion: 'success', note: KEPT },
        { step: 'postgen', status: 'in_progress' },
        { step: 'postgen', status: 'completed', conclusion: 'success' },
        { step: 'commit', status: 'in_progress' },
        { step: 'commit', status: 'completed', ...outcome },
        ...changesOfChecks(stages, sha),
      ]);
      if (!changed.has('commit')) return { ...(await recorded(deps, input)), stages };
      return { conclusion: outcome.conclusion, sha, note: outcome.note, stages };
    },
  };
}

/** Whether a branch has a tree as generated code, and no custom code. */
async function isAllOf(repository: Repository, branch: string, { tree }: KeptTree): Promise<boolean> {
  const head = await repository.resolve(headRef(branch));
  if (head === null || head !== (await repository.resolve(generatedRef(branch)))) return false;
  return (await repository.treeOf(head)) === tree;
}
