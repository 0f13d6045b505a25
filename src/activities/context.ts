import { Context } from '@temporalio/activity';

const EVERY_MS = 5_000;

/** Runs something long while it tells Temporal that it is alive, which also brings a cancellation here. */
export async function heartbeating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Aborted when the activity is cancelled. */
export function cancellation(): AbortSignal {
  return Context.current().cancellationSignal;
}
