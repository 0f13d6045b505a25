/**
 * What was kept in this browser under a key; null if nothing was. A browser may refuse storage to a page, for example if
 * cookies are blocked: nothing is kept there, and everything else works.
 */
export function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value in this browser, if it lets the page. */
export function store(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // It is chosen again next time.
  }
}
