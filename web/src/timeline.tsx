import type { BuildDetails, TargetDetails } from '../../src/contract/page.ts';
import { duration, wordOf } from './format.ts';
import { intervalsOf, type Span, spanOf } from './span.ts';
import { useNow } from './ui.tsx';

/** The range of a build; it grows in steps, so that bars do not shrink every second. */
export function useSpan(build: BuildDetails): Span {
  const isRunning = build.completed_at === null;
  const now = useNow(isRunning ? 1000 : null);
  return spanOf(Date.parse(build.created_at), intervalsOf(build, now), isRunning ? now : null);
}

/**
 * The steps of a target as bars over time: thick while they run, thin while they are queued, and those of earlier
 * attempts paler.
 */
export function Timeline({ target, span }: { target: TargetDetails; span: Span }) {
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  const bars = target.steps.flatMap((step) =>
    [
      ...step.earlier.map((one) => ({ ...one, status: 'completed', isEarlier: true })),
      { ...step, isEarlier: false },
    ].flatMap(({ attempt, status, conclusion, started_at, completed_at, isEarlier }) => {
      if (started_at === null || conclusion === 'skipped') return [];
      const from = Date.parse(started_at);
      const to = completed_at === null ? Date.now() : Date.parse(completed_at);
      const state = status === 'completed' ? (conclusion ?? 'success') : status;
      const isOpen = completed_at === null;
      return { step: step.step, attempt, state, from, to, isOpen, isEarlier };
    }),
  );
  const attempts = new Set(bars.map(({ attempt }) => attempt)).size;
  const named = bars.map((bar) => {
    const which = attempts > 1 ? `, attempt ${bar.attempt}` : '';
    return { ...bar, words: `${bar.step}${which}: ${wordOf(bar.state)}, ${duration(bar.to - bar.from)}` };
  });
  const begun = Math.min(1, ...bars.map(({ from }) => span.place(from)));
  return (
    <span
      className="timeline"
      role="img"
      aria-label={bars.length === 0 ? 'waiting' : named.map(({ words }) => words).join('; ')}
    >
      <span className="wait" style={{ left: '0%', width: percent(begun) }} />
      {span.pauses.map(({ at, ms }) => (
        <span
          key={at}
          className="pause"
          title={`retried after ${duration(ms)}`}
          style={{ left: percent(at) }}
        />
      ))}
      {named.map(({ step, attempt, state, from, to, isOpen, isEarlier, words }) => (
        <span
          key={`${step} ${attempt}`}
          title={words}
          className={`bar ${step} is-${state}${isOpen ? ' open' : ''}${isEarlier ? ' earlier' : ''}`}
          style={{ left: percent(span.place(from)), width: percent(span.place(to) - span.place(from)) }}
        />
      ))}
    </span>
  );
}
