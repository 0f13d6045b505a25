import type { BuildDetails, TargetDetails } from '../../src/contract/page.ts';
import { duration, wordOf } from './format.ts';
import { useNow } from './ui.tsx';

/** The time range of the bars: from the build's start to its end, or to now. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** The range of a build; it grows in steps, so that bars do not shrink every second. */
export function useSpan(build: BuildDetails): Span {
  const from = Date.parse(build.created_at);
  const now = useNow(build.completed_at === null ? 1000 : null);
  const ends = build.targets.flatMap(({ steps }) =>
    steps.flatMap(({ completed_at }) => (completed_at === null ? [] : [Date.parse(completed_at)])),
  );
  const last = build.completed_at === null ? now : Math.max(...ends, Date.parse(build.completed_at));
  const took = Math.max(last - from, 500);
  const length = build.completed_at === null ? rounded(took) : took;
  return { from, to: from + length, label: duration(length) };
}

/** Rounds up to a familiar duration: 5, 10, 20, 30 s, then minutes. */
function rounded(ms: number): number {
  const seconds = ms / 1000;
  const lengths = [5, 10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600];
  return (lengths.find((length) => length >= seconds) ?? Math.ceil(seconds / 3600) * 3600) * 1000;
}

/** The steps of a target as bars over time: thick while they run, thin while they are queued. */
export function Timeline({ target, span }: { target: TargetDetails; span: Span }) {
  const total = span.to - span.from;
  const percent = (ms: number) => `${Math.min(100, Math.max(0, (ms / total) * 100)).toFixed(2)}%`;
  const now = Math.min(Date.now(), span.to);
  const bars = target.steps.flatMap(({ step, status, conclusion, started_at, completed_at }) => {
    if (started_at === null || conclusion === 'skipped') return [];
    const from = Date.parse(started_at);
    const to = completed_at === null ? now : Date.parse(completed_at);
    const state = status === 'completed' ? (conclusion ?? 'success') : status;
    return [{ step, state, from, to, isOpen: completed_at === null }];
  });
  const begun = Math.min(...bars.map(({ from }) => from), span.to);
  const words = bars
    .map(({ step, state, from, to }) => `${step} ${wordOf(state)} ${duration(to - from)}`)
    .join(', ');
  return (
    <span className="timeline" role="img" aria-label={words === '' ? 'waiting' : words}>
      <span className="wait" style={{ left: '0%', width: percent(begun - span.from) }} />
      {bars.map(({ step, state, from, to, isOpen }) => (
        <span
          key={step}
          title={`${step}: ${wordOf(state)}, ${duration(to - from)}`}
          className={`bar ${step} is-${state}${isOpen ? ' open' : ''}`}
          style={{ left: percent(from - span.from), width: percent(to - from) }}
        />
      ))}
    </span>
  );
}
