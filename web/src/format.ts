/** A duration for people: `0.4 s`, `12 s`, `3 m 05 s`. */
export function duration(ms: number): string {
  if (ms < 0) return '0 s';
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A time relative to now: `3 minutes ago`. */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  if (Math.abs(seconds) < 10) return 'just now';
  if (Math.abs(seconds) < 60) return relative.format(seconds, 'second');
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** How states are displayed, by their meaning for the reader. */
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet';

const TONES: Readonly<Record<string, Tone>> = {
  success: 'good',
  note: 'good',
  version_bump: 'good',
  warning: 'warn',
  noop: 'quiet',
  skipped: 'quiet',
  neutral: 'quiet',
  cancelled: 'quiet',
  not_started: 'quiet',
  queued: 'quiet',
  planned: 'quiet',
  planning: 'busy',
  carrying_out: 'busy',
  carried_out: 'good',
  failed: 'bad',
  running: 'busy',
  in_progress: 'busy',
  merge_conflict: 'warn',
  upstream_merge_conflict: 'warn',
  payment_required: 'warn',
  action_required: 'warn',
  failure: 'bad',
  fatal: 'bad',
  error: 'bad',
  timed_out: 'bad',
};

/** A time to come, such as "in 3 h". `now` in milliseconds since 1970. */
export function until(time: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.round((Date.parse(time) - now) / 60_000));
  if (minutes < 1) return 'now';
  if (minutes < 60) return `in ${minutes} min`;
  return minutes < 48 * 60 ? `in ${Math.round(minutes / 60)} h` : `in ${Math.round(minutes / 60 / 24)} days`;
}

export const toneOf = (state: string): Tone => TONES[state] ?? 'quiet';

const WORDS: Readonly<Record<string, string>> = {
  noop: 'unchanged',
  merge_conflict: 'merge conflict',
  upstream_merge_conflict: 'upstream conflict',
  timed_out: 'timed out',
  in_progress: 'running',
  not_started: 'waiting',
  carrying_out: 'being carried out',
  carried_out: 'carried out',
  failure: 'failed',
  success: 'passed',
  version_bump: 'version bump',
  payment_required: 'quota used up',
  action_required: 'action required',
};

export const wordOf = (state: string): string => WORDS[state] ?? state;

export const bytes = (size: number): string =>
  size < 1024
    ? `${size} B`
    : size < 1024 ** 2
      ? `${(size / 1024).toFixed(1)} KB`
      : `${(size / 1024 ** 2).toFixed(1)} MB`;

const PURPOSES: Readonly<Record<string, string>> = { project: 'with the project', compare: 'to compare' };

/** How a build was started, and by whom: "to compare by Ada". */
export function startedWords({
  trigger,
  started_by,
}: {
  readonly trigger: string;
  readonly started_by: string | null;
}): string {
  const by = started_by === null ? (trigger === 'api' ? 'through the API' : '') : `by ${started_by}`;
  return [PURPOSES[trigger], by].filter(Boolean).join(' ');
}
