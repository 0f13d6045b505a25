import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { GeneratorTimedOut } from '../codegen/generator.ts';
import { isAway } from '../runtime/away.ts';
import type { Config } from '../runtime/config.ts';
import { runUnder } from '../runtime/step-signal.ts';

const HEARTBEAT_MS = 2_000;
/** Once it is over its limit: how long a step may take to end what it started. */
const ENDS_WITHIN_MS = 5_000;
/** A defect of ours is tried so often; what is merely away is tried until the policy of the workflow ends it. */
const DEFECT_ATTEMPTS = 10;

/**
 * Around each activity: it tells Temporal that it is alive, which brings cancellations here; it ends when it is over
 * its limit, and so do the programs that it started; and what it throws says whether to try again.
 */
export function attempts(config: Config): ActivityInterceptorsFactory {
  const limits: Readonly<Record<string, number>> = {
    prepare: config.prepareTimeoutMs,
    postgen: config.postgenTimeoutMs,
    commit: config.commitTimeoutMs,
  };
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const { activityType, isLocal } = context.info;
        const heartbeat = isLocal ? undefined : setInterval(() => context.heartbeat(), HEARTBEAT_MS);
        if (!isLocal) context.heartbeat();
        try {
          return await within(limits[activityType], context, () => next(input));
        } catch (error) {
          throw failureOf(error, context);
        } finally {
          clearInterval(heartbeat);
        }
      },
    },
  });
}

async function within<T>(limitMs: number | undefined, context: Context, work: () => Promise<T>): Promise<T> {
  if (limitMs === undefined) return runUnder(context.cancellationSignal, work);
  const over = new AbortController();
  const running = runUnder(AbortSignal.any([context.cancellationSignal, over.signal]), work);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      over.abort();
      const what = `${context.info.activityType} ran past its time limit of ${limitMs / 1000} s.`;
      timer = setTimeout(() => reject(timedOut(what)), ENDS_WITHIN_MS);
      running.catch(() => reject(timedOut(what)));
    }, limitMs);
  });
  try {
    return await Promise.race([running, limit]);
  } catch (error) {
    throw over.signal.aborted && !(error instanceof ApplicationFailure) ? await limit : error;
  } finally {
    clearTimeout(timer);
  }
}

const timedOut = (message: string) =>
  ApplicationFailure.create({ type: 'TimedOut', nonRetryable: true, message });

function failureOf(error: unknown, { cancellationSignal, cancellationDetails, info }: Context): unknown {
  if (error instanceof ApplicationFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (cancellationSignal.aborted) {
    // Whatever ends because of it: a program that was killed, a request that was dropped.
    if (cancellationDetails?.workerShutdown !== true) return new CancelledFailure(message);
    return ApplicationFailure.create({
      type: 'HandedOver',
      category: ApplicationFailureCategory.BENIGN,
      message: 'This worker stops; another goes on.',
      nextRetryDelay: '10 ms',
    });
  }
  const cause = error instanceof Error ? error : undefined;
  // Not from the beginning of the activity: it may wait long for its turn.
  if (error instanceof GeneratorTimedOut) return timedOut(message);
  if (isAway(error)) return ApplicationFailure.create({ type: 'Away', message, cause });
  return ApplicationFailure.create({
    type: error instanceof Error ? error.name : 'Error',
    message,
    cause,
    // What closes the record is tried for as long as its workflow is open.
    nonRetryable: !info.isLocal && info.attempt >= DEFECT_ATTEMPTS,
  });
}
