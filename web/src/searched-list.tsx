import { type ReactNode, useState } from 'react';
import { Empty } from './ui.tsx';

interface Searched<Row> {
  /** Rows that contain every word of the search. */
  readonly found: readonly Row[];
  readonly search: string;
  readonly field: ReactNode;
}

/** A search over rows, by the text of each; `/` focuses its field. `what`: what the rows are, in the plural. */
export function useSearched<Row>(
  rows: readonly Row[],
  what: string,
  textOf: (row: Row) => string,
): Searched<Row> {
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const field = (
    <input
      type="search"
      data-search
      aria-label={`Search ${what}`}
      placeholder={`Search ${what}  ( / )`}
      value={search}
      onChange={({ target }) => setSearch(target.value)}
      onKeyDown={(event) => {
        // So that j and k move through what was found.
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
  return { found, search, field };
}

export function NothingFound({ search }: { search: string }) {
  return <Empty title={`Nothing matches “${search}”`} />;
}

/** A list with a search. Elements with `data-row` in its rows are where `j` and `k` go. */
export function SearchedList<Row>({
  rows,
  what,
  textOf,
  className = 'list',
  children,
}: {
  readonly rows: readonly Row[];
  readonly what: string;
  readonly textOf: (row: Row) => string;
  readonly className?: string;
  readonly children: (row: Row) => ReactNode;
}) {
  const { found, search, field } = useSearched(rows, what, textOf);
  return (
    <>
      <div className="filters">{field}</div>
      {found.length === 0 ? (
        <NothingFound search={search} />
      ) : (
        <ul className={className}>{found.map(children)}</ul>
      )}
    </>
  );
}
