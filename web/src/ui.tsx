import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from './api.ts';
import { ago, duration, toneOf, wordOf } from './format.ts';

const SHAPES = {
  good: <path d="M4.500 8.300l2.300 2.300 4.700-5" />,
  bad: <path d="M5.300 5.300l5.400 5.400M10.700 5.300l-5.400 5.400" />,
  warn: <path d="M8 4.500v4.500M8 11.200v.3" />,
  quiet: <path d="M5 8h6" />,
  busy: <path d="M8 2.500a5.500 5.500 0 0 1 5.500 5.500" />,
};

/** The symbol of a state, with its word for screen readers unless the word is shown beside it. */
export function StateIcon({ state, label = true }: { state: string; label?: boolean }) {
  const tone = toneOf(state);
  return (
    <span className={`icon ${tone}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {tone === 'busy' ? null : <circle cx="8" cy="8" r="7.5" className="disc" />}
        <g className="stroke">{SHAPES[tone]}</g>
      </svg>
      {label ? <span className="hidden">{wordOf(state)}</span> : null}
    </span>
  );
}

export function Badge({ state }: { state: string }) {
  return <span className={`badge ${toneOf(state)}`}>{wordOf(state)}</span>;
}

/** A relative time, with the absolute one as a tooltip. */
export function Ago({ time }: { time: string }) {
  useNow(30_000);
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {ago(time)}
    </time>
  );
}

/** The current time, updated every `every` ms; null: not updated. */
export function useNow(every: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (every === null) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), every);
    return () => window.clearInterval(timer);
  }, [every]);
  return now;
}

export function Elapsed({ from, to }: { from: string | null; to: string | null }) {
  const now = useNow(from !== null && to === null ? 1000 : null);
  if (from === null) return <span className="soft">–</span>;
  return <span className="number">{duration((to === null ? now : Date.parse(to)) - Date.parse(from))}</span>;
}

/** Copies a text; answers whether it could. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without HTTPS there is no such clipboard.
    const before = document.activeElement;
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'hidden';
    document.body.append(area);
    area.focus();
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    if (before instanceof HTMLElement) before.focus();
    return isDone;
  }
}

/** A command or URL with a copy button. */
export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = window.setTimeout(() => setCopied(false), 1500);
    return () => window.clearTimeout(timer);
  }, [isCopied]);
  return (
    <button type="button" className="small copy" onClick={async () => setCopied(await copied(text))}>
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  );
}

export function CommandLine({ text }: { text: string }) {
  return (
    <div className="command">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <Copy text={text} />
    </div>
  );
}

export function ErrorNote({ error }: { error: unknown }) {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <p role="alert" className="note bad">
      {message}
    </p>
  );
}

/** A hint that what is shown may be out of date. */
export function NotLive({ isLost }: { isLost: boolean }) {
  return (
    <span role="status" className="soft">
      {isLost ? 'Not live: reconnecting …' : ''}
    </span>
  );
}

/** Placeholder while data loads: as high as the expected content, so that nothing jumps. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  return (
    <div className="waiting" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <span key={i} />
      ))}
    </div>
  );
}

/** Shows requested data, its loading state or its error. */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: { data: T | undefined; error: unknown };
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null) return <ErrorNote error={query.error} />;
  return <Waiting rows={rows} />;
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A button that sends a request: it is disabled meanwhile, and shows an error. */
export function Action({
  children,
  work,
  className = '',
  confirm,
  isOff = false,
}: {
  children: ReactNode;
  work: () => Promise<unknown>;
  className?: string;
  /** A confirmation before an action. */
  confirm?: string;
  /** There is nothing to do yet. */
  isOff?: boolean;
}) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async () => {
    if (confirm !== undefined && !window.confirm(confirm)) return;
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(thrown instanceof ApiError ? thrown.message : String(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className={className} disabled={isBusy || isOff} onClick={() => void run()}>
        {children}
      </button>
      {error === null ? null : <ErrorNote error={error} />}
    </>
  );
}
