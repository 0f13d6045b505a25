import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { BuildEvent } from '../../src/contract/builds.ts';
import type { BuildDetails, StepDetails } from '../../src/contract/page.ts';
import { buildQuery } from './queries.ts';
import { useStream } from './stream.ts';

const REFETCH_MS = 700;

/** Throttles `work`: at most one call in `ms`, however often it is requested. */
function throttled(work: () => void, ms: number): { run(): void; stop(): void } {
  let timer: number | undefined;
  return {
    run() {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        work();
      }, ms);
    },
    stop() {
      window.clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** A throttled refetch of everything under a key. */
function useRefetch(key: readonly string[]): () => void {
  const client = useQueryClient();
  const [first, second] = key;
  const refetch = useMemo(
    () => throttled(() => void client.invalidateQueries({ queryKey: [first, second] }), REFETCH_MS),
    [client, first, second],
  );
  useEffect(() => refetch.stop, [refetch]);
  return refetch.run;
}

/**
 * Keeps a build up to date: events are shown at once, and their other changes are fetched soon after. Returns whether
 * its stream is lost at the moment.
 *
 * It follows the record, not the end of the stream: a retry reopens a completed build, and its stream with it.
 */
export function useLiveBuild(id: string): boolean {
  const client = useQueryClient();
  const refetch = useRefetch(['build', id]);
  const { data: isRunning = false } = useQuery({
    ...buildQuery(id),
    select: ({ completed_at }) => completed_at === null,
  });
  // A stream that is opened again begins with events that were already applied.
  const seq = useRef({ id, last: 0 });
  if (seq.current.id !== id) seq.current = { id, last: 0 };
  return useStream(isRunning ? `/v0/builds/${encodeURIComponent(id)}/events` : null, {
    take(data) {
      const event: BuildEvent = JSON.parse(data);
      if (event.seq <= seq.current.last) return;
      seq.current.last = event.seq;
      client.setQueryData<BuildDetails>(['build', id], (build) => build && applyEvent(build, event));
      refetch();
    },
    reopened: refetch,
  });
}

/** Applies an event to a build. Fields that the event lacks are unchanged. */
export function applyEvent(build: BuildDetails, event: BuildEvent): BuildDetails {
  const { target: name, step: stepName } = event;
  if (name === null || stepName === null) return build;
  const targets = build.targets.map((target) =>
    target.target !== name
      ? target
      : {
          ...target,
          steps: target.steps.map((step) => (step.step === stepName ? stepAfter(step, event) : step)),
        },
  );
  return { ...build, targets };
}

function stepAfter(step: StepDetails, { status, conclusion, note, at }: BuildEvent): StepDetails {
  // A new stream begins with past events, which may be older than the build.
  if (step.status === 'completed' && status !== 'completed') return step;
  switch (status) {
    case 'queued':
      return { ...step, status };
    case 'in_progress':
      return { ...step, status, started_at: step.started_at ?? at };
    case 'completed':
      return { ...step, status, conclusion, note, completed_at: step.completed_at ?? at };
    default:
      return step;
  }
}

/** Keeps lists of a project's builds up to date. Returns whether its stream is lost at the moment. */
export function useLiveProject(project: string, exists: boolean): boolean {
  const refetch = useRefetch(['builds', project]);
  return useStream(exists ? `/v0/projects/${encodeURIComponent(project)}/events` : null, {
    take: refetch,
    reopened: refetch,
  });
}
