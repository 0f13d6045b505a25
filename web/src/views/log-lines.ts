import { useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';

const POLL_MS = 700;

/** The lines of a log, which grows while its step runs. */
export function useLog(
  id: string,
  target: string,
  step: string,
  attempt: number | undefined,
  isRunning: boolean,
) {
  const [lines, setLines] = useState<string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [size, setSize] = useState(0);
  const state = useRef({ size: 0, rest: '', decoder: new TextDecoder() });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another log begins from nothing
  useEffect(() => {
    state.current = { size: 0, rest: '', decoder: new TextDecoder() };
    setLines([]);
    setSize(0);
  }, [id, target, step, attempt]);
  useEffect(() => {
    let isOver = false;
    let timer: number | undefined;
    const read = async () => {
      try {
        const part = await api.log(id, target, step, attempt, state.current.size);
        if (isOver) return;
        if (part.length > 0) {
          const { decoder } = state.current;
          state.current.size += part.length;
          const text = state.current.rest + decoder.decode(part, { stream: true });
          const fresh = text.split('\n');
          state.current.rest = fresh.pop() ?? '';
          setLines((before) => (before.length === 0 ? fresh : before.concat(fresh)));
          setSize(state.current.size);
        }
        setError(null);
      } catch (thrown) {
        if (!isOver) setError(thrown);
      }
      if (isOver) return;
      if (isRunning) timer = window.setTimeout(() => void read(), POLL_MS);
      else if (state.current.rest !== '') {
        const { rest } = state.current;
        state.current.rest = '';
        setLines((before) => before.concat(rest));
      }
    };
    void read();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [id, target, step, attempt, isRunning]);
  return { lines, error, size };
}
