import { Context } from '@temporalio/activity';

/** Aborted when the activity is cancelled. */
export function cancellation(): AbortSignal {
  return Context.current().cancellationSignal;
}
