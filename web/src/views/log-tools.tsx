import { useState } from 'react';
import { store, stored } from '../stored.ts';

const WRAPS = 'kiln-log-wraps';

/** Whether long lines of logs wrap, as chosen last in this browser; at first they do on a phone. */
export function useWraps(): readonly [boolean, (wraps: boolean) => void] {
  const [wraps, setWraps] = useState(() => {
    const chosen = stored(WRAPS);
    return chosen === null ? window.matchMedia('(max-width: 40rem)').matches : chosen === 'yes';
  });
  const choose = (value: boolean) => {
    store(WRAPS, value ? 'yes' : 'no');
    setWraps(value);
  };
  return [wraps, choose];
}

export function Tick({
  label,
  value,
  change,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly change: (value: boolean) => void;
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={value} onChange={({ target }) => change(target.checked)} /> {label}
    </label>
  );
}

/** The search field of a log; Enter goes to the next place that was found, with Shift to the previous one. */
export function LogSearch({
  value,
  place,
  of,
  change,
  next,
}: {
  readonly value: string;
  readonly place: number;
  readonly of: number;
  readonly change: (value: string) => void;
  readonly next: (by: 1 | -1) => void;
}) {
  return (
    <>
      <label className="hidden" htmlFor="log-search">
        Search the log
      </label>
      <input
        id="log-search"
        type="search"
        data-search
        placeholder="Search  ( / )"
        value={value}
        onChange={({ target }) => change(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') next(event.shiftKey ? -1 : 1);
        }}
      />
      <span className="soft number" aria-live="polite" hidden={value === ''}>
        {value === '' ? '' : `${place} of ${of}`}
      </span>
    </>
  );
}
