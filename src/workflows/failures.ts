import {
  ActivityFailure,
  ChildWorkflowFailure,
  isCancellation,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { isFailure } from '../temporal/failures.ts';
import type { Ending } from '../temporal/messages.ts';

const CANCELLED: Ending = { commit: 'cancelled', checks: 'cancelled', note: 'Cancelled on request.' };

/** Distinguishes a cancellation, a step that exceeded its limit, and a defect. */
export function endingOf(error: unknown): Ending {
  if (isCancellation(error)) return CANCELLED;
  const cause =
    error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof TerminatedFailure) return { ...CANCELLED, note: 'The workflow was terminated.' };
  const step = error instanceof ActivityFailure ? error.activityType : 'The workflow';
  if (cause instanceof TimeoutFailure) {
    return { commit: 'timed_out', checks: 'timed_out', note: `${step} exceeded its time limit.` };
  }
  if (isFailure(cause, 'TimedOut')) {
    return { commit: 'timed_out', checks: 'timed_out', note: cause.message };
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return { commit: 'fatal', checks: 'skipped', note: `${step} failed: ${why}`.slice(0, 1000) };
}
