import { ApplicationFailure } from '@temporalio/common';

/** Kiln's own failure types in Temporal, and whether Temporal retries them. Other failures have the name of their error. */
const FAILURES = {
  /** The database, the disk or a server is unavailable. */
  Away: { retried: true },
  /** The project or branch of a scheduled run was deleted. */
  Gone: { retried: false },
  /** The worker is stopping; another one continues. */
  HandedOver: { retried: true },
  /** Commands that are not Kiln's own do not run on this worker without a sandbox. */
  NoSandbox: { retried: false },
  /** A postgen command failed; the record has the details. */
  PostgenFailed: { retried: false },
  /** A running workflow rejected an update. */
  Refused: { retried: false },
  TimedOut: { retried: false },
  /** An installed tool could not be started. */
  ToolNotStarted: { retried: true },
} as const satisfies Readonly<Record<string, { readonly retried: boolean }>>;

export type FailureType = keyof typeof FAILURES;

/** A failure of one of Kiln's own types, as Temporal records it. */
export function failure(
  type: FailureType,
  message: string,
  more: Pick<
    Parameters<typeof ApplicationFailure.create>[0] & object,
    'category' | 'cause' | 'nextRetryDelay'
  > = {},
): ApplicationFailure {
  return ApplicationFailure.create({ ...more, type, message, nonRetryable: !FAILURES[type].retried });
}

/** Whether an error is a failure of this type. */
export function isFailure(error: unknown, type: FailureType): error is ApplicationFailure {
  return error instanceof ApplicationFailure && error.type === type;
}
