import { type Color, paint } from '../progress.ts';

/** How a build or a target stands in one word, with the symbol and colour of that. */
export function stateText(state: string, colors: boolean): string {
  const [symbol, color] = look(state);
  return paint(color, `${symbol} ${state.replaceAll('_', ' ')}`, colors);
}

/** The symbol alone. */
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
