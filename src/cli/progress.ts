import type { BuildSummary } from '../contract/builds.ts';
import { CHECKS, SDK_TARGETS, type SdkTarget, STEPS, type Step } from '../contract/targets.ts';
import type { Build, BuildTarget } from './kiln-sdk/resources/builds/builds.ts';

export type { Build, BuildTarget };
/** Where to get each SDK of a build. */
export type Summary = BuildSummary;

export interface StepTime {
  readonly status: 'not_started' | 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: string;
  /** How long the step took, or has been running. */
  readonly ms?: number;
}

/** Details of each target's steps that the build itself does not have. */
export type StepTimes = ReadonlyMap<string, ReadonlyMap<string, StepTime>>;

export interface RenderOptions {
  readonly colors?: boolean;
  /** Index of the spinner's frame; it grows by one per redraw. */
  readonly frame?: number;
  /** Width of the terminal. */
  readonly columns?: number;
}

const NAME_WIDTH = 11;
const CELL_WIDTH = 11;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The line above the targets. */
export function progressHeader({ colors = false }: RenderOptions = {}): string {
  const names = STEPS.map((step) => pad(step, CELL_WIDTH)).join('');
  return paint('dim', `${pad('', NAME_WIDTH)}${names}`.trimEnd(), colors);
}

/** One line per target, at most 80 columns wide: each step with a symbol and its duration. */
export function progressLines(build: Build, times: StepTimes, options: RenderOptions = {}): string[] {
  return targetsOf(build).map(([name, target]) => progressLine(name, target, times.get(name), options));
}

export function progressLine(
  name: SdkTarget,
  target: BuildTarget,
  times: ReadonlyMap<string, StepTime> | undefined,
  { colors = false, frame = 0 }: RenderOptions = {},
): string {
  const cells = STEPS.map((step) => cell(stepState(target, step, times?.get(step)), frame, colors));
  return `${pad(name, NAME_WIDTH)}${cells.join('')}`.trimEnd();
}

/** The requested targets of a build, in display order. */
export function targetsOf(build: Build): [SdkTarget, BuildTarget][] {
  return SDK_TARGETS.flatMap((name) => {
    const target = build.targets[name];
    return target === undefined ? [] : [[name, target] satisfies [SdkTarget, BuildTarget]];
  });
}

/** Whether nothing of the target will change any more. */
export function isFinished(target: BuildTarget): boolean {
  return target.status === 'completed' && target.commit.status === 'completed';
}

const GOOD_COMMITS: ReadonlySet<string> = new Set(['success', 'note', 'warning', 'noop', 'version_bump']);
const BAD_CHECKS: ReadonlySet<string> = new Set(['failure', 'timed_out', 'cancelled', 'action_required']);

/** Whether the target has a usable commit and no check that ran has failed. A skipped check is no failure. */
export function isWell(target: BuildTarget): boolean {
  if (target.commit.status !== 'completed' || !GOOD_COMMITS.has(target.commit.conclusion)) return false;
  return CHECKS.every((check) => {
    const step = target[check];
    return step?.status !== 'completed' || !BAD_CHECKS.has(step.conclusion);
  });
}

/** Of a step's states in the build and in its events, the more recent one. */
export function stepState(target: BuildTarget, step: Step, time: StepTime | undefined): StepTime {
  const own = stateFromBuild(target, step);
  if (time === undefined) return own;
  const further = RANK[time.status] >= RANK[own.status] ? time : own;
  const conclusion = further.conclusion ?? own.conclusion;
  return {
    status: further.status,
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(time.ms === undefined ? {} : { ms: time.ms }),
  };
}

const RANK = { not_started: 0, queued: 1, in_progress: 2, completed: 3 } as const;
const STAGES = ['not_started', 'codegen', 'postgen', 'completed'] as const;

function stateFromBuild(target: BuildTarget, step: Step): StepTime {
  switch (step) {
    case 'codegen':
    case 'postgen': {
      const at = STAGES.indexOf(target.status);
      const own = STAGES.indexOf(step);
      if (at === own) return { status: 'in_progress' };
      return { status: at < own ? 'not_started' : 'completed' };
    }
    case 'commit':
    case 'lint':
    case 'build':
    case 'test': {
      const state = target[step];
      if (state === undefined) return { status: 'not_started' };
      return state.status === 'completed'
        ? { status: 'completed', conclusion: state.conclusion }
        : { status: state.status };
    }
  }
}

export type Color = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold';

interface Appearance {
  readonly symbol: string;
  readonly color: Color;
  /** A word that is shown in place of the duration. */
  readonly word?: string;
}

export function appearance({ status, conclusion }: StepTime, frame: number): Appearance {
  switch (status) {
    case 'not_started':
      return { symbol: '·', color: 'dim' };
    case 'queued':
      return { symbol: '·', color: 'dim', word: 'queued' };
    case 'in_progress':
      return { symbol: SPINNER[frame % SPINNER.length] ?? '', color: 'cyan' };
    case 'completed':
      return completed(conclusion);
  }
}

function completed(conclusion: string | undefined): Appearance {
  switch (conclusion) {
    case undefined:
    case 'success':
    case 'note':
    case 'version_bump':
      return { symbol: '✓', color: 'green' };
    case 'warning':
    case 'neutral':
      return { symbol: '!', color: 'yellow' };
    case 'noop':
      return { symbol: '=', color: 'green', word: 'noop' };
    case 'skipped':
      return { symbol: '–', color: 'dim', word: 'skipped' };
    case 'error':
      return { symbol: '✗', color: 'red', word: 'errors' };
    case 'merge_conflict':
      return { symbol: '✗', color: 'red', word: 'conflict' };
    case 'upstream_merge_conflict':
      return { symbol: '✗', color: 'red', word: 'upstream' };
    case 'payment_required':
      return { symbol: '✗', color: 'red', word: 'quota' };
    case 'timed_out':
      return { symbol: '✗', color: 'red', word: 'timeout' };
    case 'cancelled':
      return { symbol: '✗', color: 'red', word: 'cancel' };
    case 'action_required':
      return { symbol: '✗', color: 'red', word: 'action' };
    case 'fatal':
      return { symbol: '✗', color: 'red', word: 'fatal' };
    default:
      return { symbol: '✗', color: 'red' };
  }
}

export function commitColor(conclusion: string): Color {
  if (conclusion === 'warning') return 'yellow';
  return GOOD_COMMITS.has(conclusion) ? 'green' : 'red';
}

function cell(state: StepTime, frame: number, colors: boolean): string {
  const { symbol, color, word } = appearance(state, frame);
  const text = word ?? (state.ms === undefined ? '' : duration(state.ms));
  return paint(color, pad(`${symbol} ${text}`, CELL_WIDTH), colors);
}

/** A duration in at most six characters: `45 ms`, `1.2 s`, `2m05s`, `1h04m`. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  if (whole < 59_950) return `${(whole / 1000).toFixed(1)} s`;
  const seconds = Math.round(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

/** Pads with blanks; a text that is too long is cut, so that a blank follows it. */
export function pad(text: string, width: number): string {
  return text.length < width ? text.padEnd(width) : `${text.slice(0, width - 2)}… `;
}

const CODES: Record<Color, string> = {
  green: '32',
  yellow: '33',
  red: '31',
  cyan: '36',
  dim: '2',
  bold: '1',
};
const ESCAPE = '\u001b[';

export function paint(color: Color, text: string, colors: boolean): string {
  return colors ? `${ESCAPE}${CODES[color]}m${text}${ESCAPE}0m` : text;
}
