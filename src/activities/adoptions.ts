import { recordBuild } from '../builds/create-build.ts';
import type { AdoptionFailure } from '../contract/adoptions.ts';
import { isSdkTarget, type SdkTarget } from '../contract/targets.ts';
import { adoptBranch, mayTakeOver } from '../git/adopting/adopt-branch.ts';
import { forgetFetched } from '../git/adopting/fetch-repository.ts';
import { findGenerated } from '../git/adopting/find-generated.ts';
import type { Repository } from '../git/store/repository.ts';
import { adoptionOutcome, isTargetBeingBuilt, uncommittedTree } from '../records/adoption-builds.ts';
import { type AdoptionRecord, changeAdoption, loadAdoption } from '../records/adoptions.ts';
import { loadBuild } from '../records/builds.ts';
import type { BuildInput } from '../temporal/messages.ts';
import { buildInput } from '../temporal/start-build.ts';
import { generatedTree, makePlan } from './adopting/make-plan.ts';
import { NOT_OPENED, openPullRequest } from './adopting/open-pull-request.ts';
import { fetchTeam, homeOf, pushTeam } from './adopting/team-repository.ts';
import { nameOf } from './committing/reach-repository.ts';
import type { ActivityDeps } from './inputs/deps.ts';

export function createAdoptionActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Plans an adoption and records the plan, or why there is none. Changes neither repository. While the
     * target's first build runs there is no generated code to plan with: the result is `waits`, unless
     * `isLate`.
     */
    async planAdoption(id: string, isLate: boolean): Promise<'done' | 'waits'> {
      const adoption = await loadAdoption(db, id);
      if (adoption.state !== 'planning') return 'done';
      const { projectId, branch } = adoption;
      const target = targetOf(adoption);
      if (!isLate && (await isTargetBeingBuilt(db, projectId, branch, target))) return 'waits';
      const repository = await repositoryOf(deps, adoption);
      const fail = async (failure: AdoptionFailure, note: string): Promise<'done'> => {
        await changeAdoption(db, id, ['planning'], { state: 'failed', failure, note });
        await forgetFetched(repository, id);
        return 'done';
      };
      const theirs =
        (await uncommittedTree(db, projectId, branch, target)) ?? (await generatedTree(repository, branch));
      if (theirs === null) {
        const why = `Kiln has not generated ${target} on the branch ${branch} yet.`;
        return fail('no_build', `${why} Build it first; if it cannot be built, the build says why.`);
      }
      const home = await homeOf(deps, adoption);
      const fetched = await fetchTeam(deps, { ...adoption, target }, repository, home);
      if (!fetched.ok) return fail(fetched.failure, `${nameOf(home)}: ${fetched.why}.`);
      const { team } = fetched;
      if (!(await mayTakeOver(repository, branch, team.head)))
        return fail('custom_code', customCode(adoption));
      const found = await findGenerated(repository, team);
      if (found === null) {
        return fail(
          'no_base',
          `Kiln cannot tell which code of ${nameOf(home)} was generated: there is no branch "generated", and no file says so in its first lines. Name the commit of the generated code as "base".`,
        );
      }
      const plan = await makePlan(repository, team, found, theirs);
      await changeAdoption(db, id, ['planning'], { state: 'planned', plan, failure: null, note: null });
      return 'done';
    },

    /**
     * Moves the SDK branch onto the team's branch as planned, and records the build that merges Kiln's code
     * into it. Returns the input of that build's workflow; null if the adoption is impossible, which is
     * recorded. Idempotent.
     */
    async adoptRepository(id: string): Promise<BuildInput | null> {
      const adoption = await loadAdoption(db, id);
      const { plan, project, branch } = adoption;
      if (adoption.state !== 'carrying_out' || plan === null) return null;
      const target = targetOf(adoption);
      const repository = await repositoryOf(deps, adoption);
      const name = nameOf(await homeOf(deps, adoption));
      const isAdopted = await adoptBranch(repository, {
        id,
        branch,
        head: plan.team.sha,
        base: plan.base.adopted_tree,
        name,
        author: authorOf(adoption),
      });
      if (!isAdopted) {
        const change = { state: 'failed', failure: 'custom_code', note: customCode(adoption) } as const;
        await changeAdoption(db, id, ['carrying_out'], change);
        return null;
      }
      await forgetFetched(repository, id);
      const { build } = await recordBuild(deps, project, {
        revision: branch,
        branch,
        allowEmpty: true,
        commitMessage: `chore: generate with Kiln\n\nAdopts ${plan.team.branch} of ${name}.`,
        describeChanges: false,
        targetCommitMessages: {},
        targets: [target],
        trigger: 'api',
        idempotencyKey: `adoption ${id}`,
        startedBy: `the adoption of ${name}`,
      });
      await changeAdoption(db, id, ['carrying_out'], { buildId: build.id });
      return buildInput(await loadBuild(db, build.id), deps.links, null);
    },

    /** Records the outcome of an adoption's build. */
    async finishAdoption(id: string): Promise<void> {
      const adoption = await loadAdoption(db, id);
      await changeAdoption(db, id, ['carrying_out'], await adoptionOutcome(db, adoption));
    },

    /**
     * Pushes the result of an adoption to the team's repository as a new branch, and opens a pull request if
     * the credential allows it.
     */
    async pushAdoption(id: string): Promise<void> {
      const adoption = await loadAdoption(db, id);
      if (adoption.state !== 'carried_out') return;
      const repository = await repositoryOf(deps, adoption);
      const home = await homeOf(deps, adoption);
      const pushed = await pushTeam(deps, adoption, repository, home);
      if (!pushed.ok) {
        const note = `Not pushed to ${nameOf(home)}: ${pushed.why}.`;
        return void (await changeAdoption(db, id, ['carried_out'], { failure: pushed.failure, note }));
      }
      const { branch } = pushed;
      const into = adoption.plan?.team.branch ?? null;
      const opened = into === null ? NOT_OPENED : await openPullRequest(deps.config, home, { branch, into });
      const why = opened.why === null ? '' : ` No pull request was opened: ${opened.why}.`;
      const note = `Merge ${opened.url ?? branch} into ${into ?? 'the branch'} of ${nameOf(home)}.${why}`;
      const change = { pushedBranch: branch, pullRequest: opened.url, failure: null, note };
      await changeAdoption(db, id, ['carried_out'], change);
    },

    /** Records that a step of an adoption failed. */
    async failAdoption(id: string, why: string): Promise<void> {
      const change = { failure: 'broken_off', note: why } as const;
      await changeAdoption(db, id, ['planning', 'carrying_out'], { ...change, state: 'failed' });
      await changeAdoption(db, id, ['carried_out'], change);
    },
  };
}

function targetOf({ target }: AdoptionRecord): SdkTarget {
  if (!isSdkTarget(target)) throw new Error(`Adoption of ${target}, which is not an SDK target.`);
  return target;
}

function repositoryOf(deps: ActivityDeps, adoption: AdoptionRecord): Promise<Repository> {
  const { organization, slug } = adoption.project;
  return deps.repositories.create(organization.slug, slug, targetOf(adoption));
}

const authorOf = ({ createdAt }: AdoptionRecord) => ({
  name: 'Kiln',
  email: 'kiln@localhost',
  timestamp: Math.floor(createdAt.getTime() / 1000),
});

const customCode = ({ branch, target }: AdoptionRecord) =>
  `The branch ${branch} of ${target} already has custom code in Kiln, or was adopted. Adopt into a project branch without custom code ("project_branch").`;
