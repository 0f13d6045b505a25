import { store, stored } from './stored.ts';

const KEY = 'kiln-theme';
export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function theme(): Theme {
  const kept = stored(KEY);
  return THEMES.find((name) => name === kept) ?? 'system';
}

/** Applies the given theme, or the one chosen last. */
export function applyTheme(chosen = theme()): void {
  store(KEY, chosen);
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
