import { isError, pieces, plain } from '../ansi.ts';

/** One line of a log with its number, at its place among the rows that are shown. */
export function LogLine({
  index,
  start,
  line,
  isLinked,
  isFound,
  measure,
  link,
}: {
  readonly index: number;
  readonly start: number;
  readonly line: string;
  readonly isLinked: boolean;
  readonly isFound: boolean;
  /** Takes the height of a line that may be several rows high; absent: all are equally high. */
  readonly measure: ((element: Element | null) => void) | undefined;
  readonly link: (line: number) => void;
}) {
  const look = `${isError(plain(line)) ? ' wrong' : ''}${isLinked ? ' linked' : ''}${isFound ? ' found' : ''}`;
  return (
    <div
      ref={measure}
      data-index={index}
      className={`log-line${look}`}
      style={{ transform: `translateY(${start}px)` }}
    >
      <a
        href={`#L${index + 1}`}
        aria-label={`Line ${index + 1}`}
        onClick={(event) => {
          event.preventDefault();
          link(index + 1);
        }}
      >
        {index + 1}
      </a>
      <code>
        {pieces(line).map(({ text, style }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line
          <span key={i} className={style}>
            {text}
          </span>
        ))}
      </code>
    </div>
  );
}
