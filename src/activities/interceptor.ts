import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { GeneratorTimedOut } from '../codegen/generator.ts';
import type { Config } from '../runtime/config.ts';
import { isAway } from '../runtime/outages.ts';
import { runUnder } from '../runtime/processes/abort-context.ts';
import { runAs } from '../runtime/processes/unhandled.ts';
import { failure } from '../temporal/failures.ts';

const HEARTBEAT_MS = 2_000;
/** Grace period of a step that exceeded its limit, to end what it started. */
const ENDS_WITHIN_MS = 5_000;
/** Attempts after a defect; outages are retried until the workflow's retry policy ends. */
const DEFECT_ATTEMPTS = 10;

/**
 * Wraps each activity: sends heartbeats, which also deliver cancellations; ends the activity, and the
 * programs that it started, at its time limit; and turns errors into failures that say whether to retry.
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
          return await alone(context, () => within(limits[activityType], context, () => next(input)));
        } catch (error) {
          throw failureOf(error, context);
        } finally {
          clearInterval(heartbeat);
        }
      },
    },
  });
}

/** An unhandled rejection fails the activity that it belongs to, which Temporal then retries. */
async function alone<T>({ info }: Context, work: () => Promise<T>): Promise<T> {
  const name = `${info.activityType} of ${info.workflowExecution?.workflowId ?? 'no workflow'}`;
  return new Promise<T>((resolve, fail) => {
    runAs({ name, fail }, work).then(resolve, fail);
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
      const what = `${context.info.activityType} exceeded its time limit of ${limitMs / 1000} s.`;
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

const timedOut = (message: string) => failure('TimedOut', message);

function failureOf(error: unknown, { cancellationSignal, cancellationDetails, info }: Context): unknown {
  if (error instanceof ApplicationFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (cancellationSignal.aborted) {
    // Any error after a cancellation counts as its result: a killed program, a dropped request.
    if (cancellationDetails?.workerShutdown !== true) return new CancelledFailure(message);
    return failure('HandedOver', 'This worker is shutting down; another one continues.', {
      category: ApplicationFailureCategory.BENIGN,
      nextRetryDelay: '10 ms',
    });
  }
  const cause = error instanceof Error ? error : undefined;
  // Its limit starts with its turn, because an activity may queue for long.
  if (error instanceof GeneratorTimedOut) return timedOut(message);
  if (isAway(error)) return failure('Away', message, { cause });
  return ApplicationFailure.create({
    type: error instanceof Error ? error.name : 'Error',
    message,
    cause,
    // Local activities, which close the record, are retried for as long as the workflow is open.
    nonRetryable: !info.isLocal && info.attempt >= DEFECT_ATTEMPTS,
  });
}
