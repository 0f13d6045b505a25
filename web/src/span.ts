import type { BuildDetails } from '../../src/contract/page.ts';
import { duration } from './format.ts';

/** The time range of the bars: from the build's start to its end, or to now, without the pauses before retries. */
export interface Span {
  readonly label: string;
  /** Where a time is in the range, from 0 to 1. */
  place(ms: number): number;
  /** Pauses that are left out. */
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
}

interface Interval {
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
}

/** Pauses shorter than this, in ms, are shown as they are. */
const PAUSE_MS = 10_000;

/** When steps of a build ran, in any attempt. A step that is about to run counts from now. */
export function intervalsOf(build: BuildDetails, now: number): Interval[] {
  const time = (at: string | null) => (at === null ? now : Date.parse(at));
  return build.targets.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      [...step.earlier, step].flatMap(({ attempt, started_at, completed_at }) =>
        started_at === null && completed_at !== null
          ? []
          : { attempt, from: time(started_at), to: time(completed_at) },
      ),
    ),
  );
}

/**
 * The range from `start` over intervals in which something ran, and to `now` if the build is running. Before the first
 * interval of a later attempt, nothing happened until somebody retried: such pauses are left out.
 */
export function spanOf(start: number, intervals: readonly Interval[], now: number | null): Span {
  const pauses: Omit<Interval, 'attempt'>[] = [];
  let end: number | null = null;
  let latest = 1;
  for (const { attempt, from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    if (end !== null && attempt > latest && from - end > PAUSE_MS) pauses.push({ from: end, to: from });
    latest = Math.max(latest, attempt);
    end = Math.max(end ?? start, to);
  }
  const last = Math.max(end ?? start, now ?? start);
  const without = (ms: number) =>
    pauses.reduce((sum, { from, to }) => sum - Math.max(0, Math.min(ms, to) - from), ms) - start;
  const took = Math.max(without(last), 500);
  const length = now === null ? took : rounded(took);
  const place = (ms: number) => Math.min(1, Math.max(0, without(ms) / length));
  return {
    label: duration(length),
    place,
    pauses: pauses.map(({ from, to }) => ({ at: place(from), ms: to - from })),
  };
}

/** Rounds up to a familiar duration: 5, 10, 20, 30 s, then minutes. */
function rounded(ms: number): number {
  const seconds = ms / 1000;
  const lengths = [5, 10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600];
  return (lengths.find((length) => length >= seconds) ?? Math.ceil(seconds / 3600) * 3600) * 1000;
}
