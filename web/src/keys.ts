import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Rows that `j` and `k` move through. */
const ROWS = '[data-row]';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/**
 * Keyboard shortcuts: `/` searches, `j` and `k` move through rows, `g p` opens the projects, `g b` the builds, `g s`
 * the settings, `?` calls `help`.
 */
export function useKeys(help: () => void): void {
  const router = useRouter();
  useEffect(() => {
    let first = '';
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { key } = event;
      const before = first;
      first = key === 'g' ? 'g' : '';
      if (before === 'g') {
        const project =
          /^\/projects\/([^/]+)/.exec(window.location.pathname)?.[1] ?? document.body.dataset.project;
        if (key === 'p') void router.navigate({ to: '/' });
        else if (key === 's') void router.navigate({ to: '/settings' });
        else if (key === 'b') {
          if (project === undefined) void router.navigate({ to: '/' });
          else
            void router.navigate({
              to: '/projects/$project',
              params: { project: decodeURIComponent(project) },
            });
        }
        return;
      }
      if (key === '?') help();
      else if (key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-search]');
        if (search === null) return;
        event.preventDefault();
        search.focus();
        search.select();
      } else if (key === 'j' || key === 'k') {
        const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
        // The focus may be on something within a row.
        const at = rows.findLastIndex((row) => row.contains(document.activeElement));
        const next = rows[at < 0 ? 0 : at + (key === 'j' ? 1 : -1)];
        next?.focus();
        next?.scrollIntoView({ block: 'nearest' });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, help]);
}
