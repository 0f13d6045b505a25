import { useEffect, useRef, useState } from 'react';

/** Pauses before a lost stream is opened again, in ms; the last one repeats. */
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 15_000];

interface Watcher {
  /** Takes the data of an event. */
  readonly take: (data: string) => void;
  /** Called whenever the stream is open again: what happened meanwhile may not be among its events. */
  readonly reopened: () => void;
}

/**
 * Follows a stream of server-sent events while `address` is not null. Returns whether it is lost at the moment.
 *
 * An EventSource gives up for good once an answer is not a stream, such as that of a proxy while the API restarts. So
 * it is replaced by another one, after pauses that grow.
 */
export function useStream(address: string | null, watcher: Watcher): boolean {
  const [isLost, setLost] = useState(false);
  const latest = useRef(watcher);
  latest.current = watcher;
  useEffect(() => {
    if (address === null) return;
    let source: EventSource | undefined;
    let timer: number | undefined;
    let failures = 0;
    const open = () => {
      source = new EventSource(address);
      source.onopen = () => {
        if (failures > 0) latest.current.reopened();
        failures = 0;
        setLost(false);
      };
      source.onmessage = ({ data }) => latest.current.take(data);
      source.onerror = () => {
        source?.close();
        setLost(failures > 0);
        timer = window.setTimeout(open, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
        failures += 1;
      };
    };
    open();
    return () => {
      source?.close();
      window.clearTimeout(timer);
      setLost(false);
    };
  }, [address]);
  return isLost;
}
