import type { BuildDetails, StepDetails, TargetDetails } from '../../../src/contract/page.ts';

export const WRONG = ['failure', 'fatal', 'error', 'timed_out', 'cancelled'];
export const CONFLICTS = ['merge_conflict', 'upstream_merge_conflict'];
export const CHECKS = ['lint', 'build', 'test'];

/** The state of a target in one word. */
export function targetState({ steps }: Pick<TargetDetails, 'steps'>): string {
  const commit = steps.find(({ step }) => step === 'commit');
  if (steps.every(({ status }) => status === 'not_started')) return 'queued';
  if (steps.some(({ step, status }) => status !== 'completed' && !['codegen', 'postgen'].includes(step)))
    return 'running';
  const conclusion = commit?.conclusion ?? 'success';
  if (!['success', 'note', 'warning', 'noop', 'version_bump'].includes(conclusion)) return conclusion;
  const bad = steps.find(({ step, conclusion }) => CHECKS.includes(step) && WRONG.includes(conclusion ?? ''));
  return bad?.conclusion ?? (conclusion === 'noop' ? 'noop' : 'success');
}

/** From worst to best; `noop` where there is none of them. */
const WORST_FIRST = [
  'fatal',
  'error',
  'failure',
  'timed_out',
  'merge_conflict',
  'upstream_merge_conflict',
  'cancelled',
  'success',
];

/** The state of a build in one word: the worst of its targets'. */
export function worstOf(states: readonly string[], completedAt: string | null): string {
  if (completedAt === null) return 'running';
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'noop';
}

export function buildState({ targets, completed_at }: BuildDetails): string {
  return worstOf(targets.map(targetState), completed_at);
}

export function stateBefore({ before, steps }: TargetDetails): string | null {
  if (Object.keys(before).length === 0) return null;
  const past = steps.map(
    (step): StepDetails => ({ ...step, status: 'completed', conclusion: before[step.step] ?? null }),
  );
  return targetState({ steps: past });
}
