import { z } from 'zod';
import type { BuildDetails, BuildRow, StepDetails, TargetDetails } from '../../contract/page.ts';
import { CHECKS, isSdkTarget, SDK_TARGETS, STEPS } from '../../contract/targets.ts';
import type { ListedBuild } from '../../records/build-rows.ts';
import { type BuildRecord, type BuildStepRecord, findBuildBefore, loadBuild } from '../../records/builds.ts';
import { countProblems } from '../../records/diagnostics.ts';
import { loadAttempts } from '../../records/earlier-attempts.ts';
import { attemptOf } from '../../records/steps.ts';
import { logKey } from '../../runtime/storage/check-logs.ts';
import { buildWorkflowId, targetWorkflowId } from '../../temporal/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { buildView } from './build-view.ts';

const Info = z.object({ title: z.string().optional(), version: z.string().optional() });

type Steps = readonly {
  readonly step: string;
  readonly status: string;
  readonly conclusion: string | null;
}[];

/**
 * The state of a target in one word: `running`, `queued`, the conclusion of its commit if that is not a success,
 * `failure` if a check failed, or else `success` or `noop`.
 */
export function stateOf(steps: Steps): string {
  const commit = steps.find(({ step }) => step === 'commit');
  const checks = steps.filter(({ step }) => CHECKS.some((check) => check === step));
  if (steps.every(({ status }) => status === 'not_started')) return 'queued';
  const ended = [commit, ...checks].every((step) => step === undefined || step.status === 'completed');
  if (!ended) return 'running';
  const conclusion = commit?.conclusion ?? 'success';
  if (!['success', 'note', 'warning', 'noop', 'version_bump'].includes(conclusion)) return conclusion;
  const bad = checks.find((step) => ['failure', 'timed_out', 'cancelled'].includes(step.conclusion ?? ''));
  return bad?.conclusion ?? (conclusion === 'noop' ? 'noop' : 'success');
}

/** The state of a build in one word: the worst of its targets. */
export function buildState(targets: readonly { readonly state: string }[], completed: boolean): string {
  const states = targets.map(({ state }) => state);
  if (!completed) return 'running';
  for (const bad of ['fatal', 'error', 'failure', 'timed_out', 'merge_conflict', 'upstream_merge_conflict']) {
    if (states.includes(bad)) return bad;
  }
  return states.find((state) => state === 'cancelled') ?? (states.includes('success') ? 'success' : 'noop');
}

export function rowView(build: ListedBuild): BuildRow {
  return {
    id: build.id,
    project: build.project.slug,
    ...about(build),
    targets: inOrder(build.targets).map(({ target, steps }) => ({ target, state: stateOf(steps) })),
  };
}

function about(build: Omit<ListedBuild, 'targets' | 'project'>) {
  return {
    branch: build.branch,
    trigger: build.trigger,
    schedule: build.schedule,
    started_by: startedBy(build),
    commit_message: build.commitMessage,
    version: Info.safeParse(build.info).data?.version ?? null,
    config_commit: build.configCommit,
    created_at: build.createdAt.toISOString(),
    completed_at: build.completedAt?.toISOString() ?? null,
  };
}

/** Who or what requested a build, for people; null: unknown. */
export function startedBy({
  startedBy,
  schedule,
}: Pick<ListedBuild, 'startedBy' | 'schedule'>): string | null {
  return startedBy ?? (schedule === null ? null : `schedule ${schedule}`);
}

/** Everything in a build's view except install commands and the texts of diagnostics. */
export async function detailsOf(deps: ApiDeps, build: BuildRecord): Promise<BuildDetails> {
  const earlier = await findBuildBefore(deps.db, build);
  const before = earlier === null ? null : await loadBuild(deps.db, earlier.id);
  // Events are read only if there was a retry.
  const isRetried = build.targets.some(({ steps }) => attemptOf(steps) > 1);
  const attempts = isRetried ? await loadAttempts(deps.db, build.id) : null;
  const earlierOf = (target: string, step: BuildStepRecord): StepDetails['earlier'] =>
    (attempts?.of(target, step.step) ?? []).flatMap(
      ({ attempt, by, conclusion, note, startedAt, completedAt }) =>
        startedAt === null || attempt >= attemptOf([step])
          ? []
          : {
              attempt,
              retried_by: by,
              conclusion,
              note,
              started_at: startedAt.toISOString(),
              completed_at: completedAt?.toISOString() ?? null,
              has_log: deps.logs.has(logKey({ buildId: build.id, target, step: step.step, attempt })),
            },
    );
  const retriedBy = (target: string, step: BuildStepRecord) =>
    attempts?.of(target, step.step).find(({ attempt }) => attempt === attemptOf([step]))?.by ?? null;
  const url = (id: string) =>
    deps.temporalUi === null
      ? null
      : `${deps.temporalUi}/namespaces/${encodeURIComponent(deps.temporal.options.namespace)}/workflows/${encodeURIComponent(id)}`;
  return {
    id: build.id,
    project: build.project.slug,
    ...about(build),
    build: buildView(build, deps.links),
    title: Info.safeParse(build.info).data?.title ?? null,
    previous_build: before?.id ?? null,
    temporal_url: url(buildWorkflowId(build.id)),
    problems: await countProblems(deps.db, build.id),
    targets: inOrder(build.targets).flatMap((target): TargetDetails[] => {
      const { target: name } = target;
      if (!isSdkTarget(name)) return [];
      const earlierSteps = before?.targets.find((one) => one.target === name)?.steps ?? [];
      return [
        {
          target: name,
          steps: STEPS.flatMap((step) => target.steps.find((one) => one.step === step) ?? []).map((step) => ({
            ...stepView(step),
            retried_by: retriedBy(name, step),
            earlier: earlierOf(name, step),
          })),
          sha: target.commitSha,
          additions: target.additions,
          deletions: target.deletions,
          conflict: target.conflictNumber,
          temporal_url: isSettled(target) ? null : url(targetWorkflowId(build.id, name)),
          before: Object.fromEntries(
            earlierSteps.flatMap(({ step, conclusion }) => (conclusion === null ? [] : [[step, conclusion]])),
          ),
        },
      ];
    }),
  };
}

/** Whether all steps were recorded by the one write that settles unchanged targets: these have no workflow. */
function isSettled({ steps }: BuildRecord['targets'][number]): boolean {
  return steps.every(({ startedAt, completedAt }) => startedAt?.getTime() === completedAt?.getTime());
}

function stepView(step: BuildStepRecord): Omit<StepDetails, 'earlier' | 'retried_by'> {
  return {
    step: step.step,
    status: step.status,
    conclusion: step.conclusion,
    note: step.note,
    attempt: attemptOf([step]),
    started_at: step.startedAt?.toISOString() ?? null,
    completed_at: step.completedAt?.toISOString() ?? null,
    has_log: step.log !== null,
  };
}

/** Targets in display order. */
export function inOrder<T extends { readonly target: string }>(targets: readonly T[]): T[] {
  const order = new Map<string, number>(SDK_TARGETS.map((name, i) => [name, i]));
  return targets.toSorted((a, b) => (order.get(a.target) ?? 99) - (order.get(b.target) ?? 99));
}
