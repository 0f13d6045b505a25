import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { BuildEvent } from '../../src/contract/builds.ts';
import type { BuildDetails, StepDetails } from '../../src/contract/page.ts';

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
    stop: () => window.clearTimeout(timer),
  };
}

/** Keeps a build up to date: events are shown at once, and their other changes are fetched soon after. */
export function useLiveBuild(id: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/v0/builds/${encodeURIComponent(id)}/events`);
    const refetch = throttled(() => {
      void client.invalidateQueries({ queryKey: ['build', id] });
    }, REFETCH_MS);
    source.onmessage = ({ data }) => {
      const event: BuildEvent = JSON.parse(data);
      client.setQueryData<BuildDetails>(['build', id], (build) => build && applyEvent(build, event));
      refetch.run();
    };
    return () => {
      source.close();
      refetch.stop();
    };
  }, [client, id]);
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

/** Keeps lists of a project's builds up to date. */
export function useLiveProject(project: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/v0/projects/${encodeURIComponent(project)}/events`);
    const refetch = throttled(() => {
      void client.invalidateQueries({ queryKey: ['builds', project] });
    }, REFETCH_MS);
    source.onmessage = () => refetch.run();
    return () => {
      source.close();
      refetch.stop();
    };
  }, [client, project]);
}
