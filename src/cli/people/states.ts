import { type Color, paint } from '../progress.ts';

/** The state of a build or a target in one word, with its symbol and colour. */
export function stateText(state: string, colors: boolean): string {
  const [symbol, color] = look(state);
  return paint(color, `${symbol} ${state.replaceAll('_', ' ')}`, colors);
}

/** Just the symbol. */
export function stateSymbol(state: string, colors: boolean): string {
  const [symbol, color] = look(state);
  return paint(color, symbol, colors);
}

function look(state: string): readonly [string, Color] {
  switch (state) {
    case 'success':
    case 'note':
    case 'version_bump':
      return ['✓', 'green'];
    case 'noop':
      return ['=', 'green'];
    case 'warning':
    case 'neutral':
    case 'merge_conflict':
    case 'upstream_merge_conflict':
      return ['!', 'yellow'];
    case 'running':
    case 'in_progress':
      return ['●', 'cyan'];
    case 'queued':
    case 'not_started':
    case 'skipped':
    case 'cancelled':
      return ['·', 'dim'];
    default:
      return ['✗', 'red'];
  }
}
