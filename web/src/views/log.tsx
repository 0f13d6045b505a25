import { useParams, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { isError, plain } from '../ansi.ts';
import { api, query } from '../api.ts';
import { bytes, toneOf } from '../format.ts';
import { useLiveBuild } from '../live.ts';
import { Copy, Empty, ErrorNote, NotLive } from '../ui.tsx';
import { useBuild } from './build-head.tsx';
import { useFollow } from './log-follow.ts';
import { LogHead } from './log-head.tsx';
import { LogLine } from './log-line.tsx';
import { useLog } from './log-lines.ts';
import { LogScan } from './log-scan.ts';
import { LogSearch, Tick, useWraps } from './log-tools.tsx';

const LINE_PX = 20;
const FROM = '/signed-in/builds/$id/$target/$step';

export function LogView() {
  const { id, target, step } = useParams({ from: FROM });
  const { attempt } = useSearch({ from: FROM });
  // Another log begins without the search and the line of the one before.
  return (
    <Log key={`${id} ${target} ${step} ${attempt}`} id={id} target={target} step={step} attempt={attempt} />
  );
}

interface LogProps {
  readonly id: string;
  readonly target: string;
  readonly step: string;
  /** An earlier attempt; undefined: the one that counts. */
  readonly attempt: number | undefined;
}

function Log({ id, target, step, attempt }: LogProps) {
  const isLost = useLiveBuild(id);
  const build = useBuild(id).data;
  const steps = build?.targets.find((one) => one.target === target)?.steps ?? [];
  const about = steps.find((one) => one.step === step);
  const earlier = about?.earlier.find((one) => one.attempt === attempt);
  const shown = earlier ?? about;
  const isRunning = earlier === undefined && about !== undefined && about.status !== 'completed';
  const isFailed = shown !== undefined && !isRunning && toneOf(shown.conclusion ?? '') === 'bad';
  const isMissing = shown !== undefined && !isRunning && !shown.has_log;
  const { lines, error, size } = useLog(id, target, step, attempt, isRunning);
  const [search, setSearch] = useState('');
  const [linked, setLinked] = useState(() => Number(/^#L(\d+)$/.exec(window.location.hash)?.[1] ?? 0));
  const { follows, setFollows, onScroll } = useFollow(linked === 0);
  const [wraps, setWraps] = useWraps();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 30,
  });
  // Heights measured for the other form are wrong for this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it changes
  useEffect(() => rows.measure(), [wraps]);
  const errors = useMemo(() => new LogScan((line) => isError(plain(line)), 1), []);
  const firstError = useMemo(() => errors.scan(lines)[0] ?? -1, [errors, lines]);
  const matches = useMemo(() => {
    const words = search.toLowerCase();
    return new LogScan((line) => plain(line).toLowerCase().includes(words), words === '' ? 0 : undefined);
  }, [search]);
  const found = useMemo(() => matches.scan(lines), [matches, lines]);
  const foundLines = useMemo(() => new Set(found), [found]);
  const [at, setAt] = useState(0);

  const go = (line: number) => {
    setFollows(false);
    rows.scrollToIndex(line, { align: 'center' });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the line is there
  useEffect(() => {
    if (linked > 0 && lines.length >= linked) go(linked - 1);
  }, [linked, lines.length > 0]);
  useEffect(() => {
    if (follows && isRunning && lines.length > 0) rows.scrollToIndex(lines.length - 1);
  }, [follows, isRunning, lines.length, rows]);

  const isShown = useRef(false);
  // A failed check's log opens at its first error.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (isShown.current || !isFailed || !follows || linked > 0 || firstError < 0) return;
    isShown.current = true;
    go(firstError);
  }, [isFailed, firstError]);

  const next = (by: number) => {
    if (found.length === 0) return;
    const place = (at + by + found.length) % found.length;
    setAt(place);
    go(found[place] ?? 0);
  };
  const link = (line: number) => {
    window.history.replaceState(window.history.state, '', `#L${line}`);
    setLinked(line);
    setFollows(false);
  };

  return (
    <>
      <LogHead
        id={id}
        target={target}
        step={step}
        attempt={attempt}
        build={build}
        state={
          isRunning ? (about?.status ?? null) : about === undefined ? null : (shown?.conclusion ?? 'success')
        }
        canRetry={isFailed && earlier === undefined}
      />
      {shown?.note == null ? null : <p className="soft">{shown.note}</p>}
      {isMissing ? <Empty title="This check has no log" /> : null}
      <div className="log-tools" hidden={isMissing}>
        <LogSearch
          value={search}
          place={found.length === 0 ? 0 : at + 1}
          of={found.length}
          change={(value) => {
            setSearch(value);
            setAt(0);
          }}
          next={next}
        />
        <button type="button" className="small" disabled={firstError < 0} onClick={() => go(firstError)}>
          First error
        </button>
        {isRunning ? <Tick label="Follow" value={follows} change={setFollows} /> : null}
        <NotLive isLost={isLost} />
        <Tick label="Wrap" value={wraps} change={setWraps} />
        <span className="soft number">
          {lines.length.toLocaleString('en')} lines, {bytes(size)}
        </span>
        {lines.length === 0 ? null : (
          <a
            className="button small"
            href={`${api.logAddress(id, target, step)}${query({ attempt: attempt?.toString() })}`}
            download={`${target}-${step}.log`}
          >
            Download
          </a>
        )}
        {linked > 0 ? <Copy text={window.location.href} label={`Copy link to line ${linked}`} /> : null}
      </div>
      {error === null || isMissing ? null : <ErrorNote error={error} />}
      <section
        hidden={error !== null && lines.length === 0}
        ref={scroller}
        className={wraps ? 'log wraps' : 'log'}
        aria-label="Log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        <div style={{ height: rows.getTotalSize() }} className="log-lines">
          {rows.getVirtualItems().map(({ index, start }) => {
            return (
              <LogLine
                key={index}
                index={index}
                start={start}
                line={lines[index] ?? ''}
                isLinked={linked === index + 1}
                isFound={foundLines.has(index)}
                measure={wraps ? rows.measureElement : undefined}
                link={link}
              />
            );
          })}
        </div>
      </section>
    </>
  );
}
