import type { SdkTarget } from '../contract/targets.ts';
import { STEPS } from '../contract/targets.ts';
import {
  appearance,
  type Build,
  type BuildTarget,
  duration,
  isFinished,
  pad,
  paint,
  progressHeader,
  progressLine,
  type RenderOptions,
  type StepTime,
  type StepTimes,
  stepState,
  targetsOf,
} from './progress.ts';

/** Output for progress: `process.stdout`, `process.stderr` or a test's own. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  hasColors?(): boolean;
}

export interface Painter {
  /** Whether lines are redrawn, so that it is worth calling `update` just because time has passed. */
  readonly live: boolean;
  update(build: Build, times: StepTimes): void;
}

const ESCAPE = '\u001b[';
/** Columns that the table of all steps needs; a narrower terminal shows only the current step. */
const TABLE_COLUMNS = 76;
/** Columns from which there is room for the commit after the steps. */
const WIDE_COLUMNS = 100;

/** Whether an output has colours: a terminal, unless `NO_COLOR` is set (Node.js checks that). */
export function hasColors(out: Output): boolean {
  return out.isTTY === true && (out.hasColors?.() ?? false);
}

/** Whether lines may be redrawn: on a terminal, unless `CI` is set, because CI logs keep every line. */
export function isLive(out: Output, env: NodeJS.ProcessEnv = process.env): boolean {
  return out.isTTY === true && ['', '0', 'false', undefined].includes(env.CI);
}

/**
 * Redraws the lines on a terminal; elsewhere writes the line of each target once, when it has ended, or has committed
 * if only the commits are awaited.
 */
export function createPainter(out: Output, until: 'commit' | 'all' = 'all', env = process.env): Painter {
  return isLive(out, env) ? livePainter(out) : plainPainter(out, until);
}

function livePainter(out: Output): Painter {
  const colors = hasColors(out);
  let drawn = 0;
  let frame = 0;
  return {
    live: true,
    update(build, times) {
      const columns = out.columns ?? 80;
      const lines = screenLines(build, times, columns, out.rows ?? 50, { colors, frame });
      const up = drawn === 0 ? '' : `${ESCAPE}${drawn}A`;
      // A wrapped line would take two rows, and the next redraw would begin too low.
      const text = lines.map((line) => `\r${ESCAPE}2K${clip(line, columns)}\n`).join('');
      // Lines below are left over from a redraw that had more.
      out.write(`${up}${text}${lines.length < drawn ? `${ESCAPE}0J` : ''}`);
      drawn = lines.length;
      frame += 1;
    },
  };
}

/** The lines that fit a terminal of this size: with more lines than rows, a redraw would scroll. */
export function screenLines(
  build: Build,
  times: StepTimes,
  columns: number,
  rows: number,
  options: RenderOptions,
): string[] {
  const targets = targetsOf(build);
  const room = Math.max(1, rows - 3);
  // If not all fit, running targets come first.
  const shown =
    targets.length <= room
      ? targets
      : [...targets].sort(([, a], [, b]) => Number(isFinished(a)) - Number(isFinished(b))).slice(0, room);
  const isNarrow = columns < TABLE_COLUMNS;
  const lines = shown.map(([name, target]) => {
    if (isNarrow) return narrowLine(name, target, times.get(name), options);
    const line = progressLine(name, target, times.get(name), options);
    return columns < WIDE_COLUMNS ? line : `${line}${commitText(target, options)}`;
  });
  const left = targets.length - shown.length;
  return [
    ...(isNarrow ? [] : [progressHeader(options)]),
    ...lines,
    ...(left === 0 ? [] : [paint('dim', `… and ${left} more`, options.colors ?? false)]),
  ];
}

/** A target in 30 columns: the running step, or the result. */
export function narrowLine(
  name: SdkTarget,
  target: BuildTarget,
  times: ReadonlyMap<string, StepTime> | undefined,
  { colors = false, frame = 0 }: RenderOptions = {},
): string {
  const states = STEPS.map((step) => ({ step, ...stepState(target, step, times?.get(step)) }));
  const looks = states.map((state) => ({ ...state, ...appearance(state, frame) }));
  const running = looks.find(({ status }) => status === 'in_progress');
  const bad = looks.find(({ color }) => color === 'red');
  const last = looks.findLast(({ status }) => status === 'completed');
  const at = running ?? bad ?? (isFinished(target) ? looks.find(({ step }) => step === 'commit') : last);
  const { symbol, color, step, word, ms } = at ?? {
    symbol: '·',
    color: 'dim' as const,
    step: 'queued',
    word: undefined,
    ms: undefined,
  };
  const text = [step, word ?? (ms === undefined ? '' : duration(ms))].filter((part) => part !== '').join(' ');
  return `${pad(name, 11)}${paint(color, `${symbol} ${text}`, colors)}`;
}

/** The commit and its changes, for wide terminals. */
function commitText({ commit }: BuildTarget, { colors = false }: RenderOptions): string {
  const made = commit.status === 'completed' ? commit.commit : null;
  if (made === null) return '';
  const { additions = 0, deletions = 0 } = made.stats ?? {};
  const counts = made.stats === null ? '' : `  +${additions} −${deletions}`;
  return paint('dim', `  ${made.sha.slice(0, 7)}${counts}`, colors);
}

function plainPainter(out: Output, until: 'commit' | 'all'): Painter {
  const written = new Set<SdkTarget>();
  const isOver = (target: BuildTarget) =>
    until === 'all' ? isFinished(target) : target.commit.status === 'completed';
  return {
    live: false,
    update(build, times) {
      for (const [name, target] of targetsOf(build)) {
        if (written.has(name) || !isOver(target)) continue;
        if (written.size === 0) out.write(`${progressHeader()}\n`);
        written.add(name);
        out.write(`${progressLine(name, target, times.get(name))}\n`);
      }
    },
  };
}

/** Cuts a line to a number of columns; escape sequences take none. */
export function clip(line: string, columns: number): string {
  let left = columns;
  let out = '';
  for (const [i, part] of line.split(ESCAPE).entries()) {
    // Every part but the first begins with the rest of an escape sequence: `32m`.
    const codeLength = i === 0 ? 0 : part.indexOf('m') + 1;
    const shown = part.slice(codeLength, codeLength + left);
    left -= shown.length;
    out += `${i === 0 ? '' : ESCAPE}${part.slice(0, codeLength)}${shown}`;
  }
  return out;
}
