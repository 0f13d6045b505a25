import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { CheckConclusion, CommitConclusion } from '../contract/targets.ts';

/** How a run that broke off is recorded: the commit if it had not ended, and the steps that had not. */
export interface Ending {
  readonly commit: CommitConclusion;
  readonly checks: CheckConclusion;
  readonly note: string;
}

const CANCELLED: Ending = { commit: 'cancelled', checks: 'cancelled', note: 'Cancelled on request.' };

/** Tells a cancellation, a step over its limit and a defect apart. */
export function endingOf(error: unknown): Ending {
  if (isCancellation(error)) return CANCELLED;
  const cause =
    error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof TerminatedFailure) return { ...CANCELLED, note: 'The workflow was terminated.' };
  const step = error instanceof ActivityFailure ? error.activityType : 'The workflow';
  if (cause instanceof TimeoutFailure) {
    return { commit: 'timed_out', checks: 'timed_out', note: `${step} ran past its time limit.` };
  }
  if (cause instanceof ApplicationFailure && cause.type === 'TimedOut') {
    return { commit: 'timed_out', checks: 'timed_out', note: cause.message };
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return { commit: 'fatal', checks: 'skipped', note: `${step} failed: ${why}`.slice(0, 1000) };
}
