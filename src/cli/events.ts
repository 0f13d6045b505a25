import { setTimeout as sleep } from 'node:timers/promises';
import { BuildEvent } from '../contract/builds.ts';
import type { StepTime, StepTimes } from './progress.ts';

/** Measures how long each step took, from the events of a build. */
export class StepClock {
  readonly #steps = new Map<string, Map<string, StepSpan>>();
  #seq = 0;

  /** Takes events in order; repeated events after a reconnect change nothing. */
  apply(event: BuildEvent): void {
    if (event.seq <= this.#seq) return;
    this.#seq = event.seq;
    if (event.target === null || event.step === null) return;
    const steps = this.#steps.get(event.target) ?? new Map<string, StepSpan>();
    this.#steps.set(event.target, steps);
    const at = Date.parse(event.at);
    switch (event.status) {
      case 'queued':
        steps.set(event.step, { status: 'queued' });
        break;
      case 'in_progress':
        steps.set(event.step, { status: 'in_progress', startedAt: at });
        break;
      case 'completed': {
        const startedAt = steps.get(event.step)?.startedAt;
        steps.set(event.step, {
          status: 'completed',
          endedAt: at,
          ...(startedAt === undefined ? {} : { startedAt }),
          ...(event.conclusion === null ? {} : { conclusion: event.conclusion }),
        });
      }
    }
  }

  /** Number of the last event taken. */
  get seq(): number {
    return this.#seq;
  }

  /** The steps at an instant (milliseconds since 1970). */
  times(nowMs: number): StepTimes {
    return new Map(
      [...this.#steps].map(([target, steps]) => [
        target,
        new Map([...steps].map(([step, span]) => [step, timeOf(span, nowMs)])),
      ]),
    );
  }
}

interface StepSpan {
  readonly status: StepTime['status'];
  readonly conclusion?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

function timeOf({ status, conclusion, startedAt, endedAt }: StepSpan, nowMs: number): StepTime {
  return {
    status,
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(startedAt === undefined ? {} : { ms: Math.max(0, (endedAt ?? nowMs) - startedAt) }),
  };
}

export interface EventSource {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly buildId: string;
  readonly signal: AbortSignal;
}

const RECONNECT_MS = 500;

/**
 * Reads the event stream of a build until the build has ended or the signal is aborted. Never throws: events
 * supplement polling, and without them only the durations are missing.
 */
export async function followEvents(source: EventSource, take: (event: BuildEvent) => void): Promise<void> {
  let last = 0;
  let ended = false;
  while (!ended && !source.signal.aborted) {
    try {
      const response = await fetch(`${source.baseUrl}/v0/builds/${source.buildId}/events`, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${source.apiKey}`,
          ...(last === 0 ? {} : { 'last-event-id': String(last) }),
        },
        signal: source.signal,
      });
      if (response.status >= 400 && response.status < 500) return;
      if (response.ok && response.body !== null) {
        for await (const data of serverSentData(response.body)) {
          const event = parseEvent(data);
          if (event === null) continue;
          last = Math.max(last, event.seq);
          ended ||= event.target === null && event.status === 'completed';
          take(event);
        }
      }
    } catch {
      // Broken connections are reopened below.
    }
    if (!ended) await sleep(RECONNECT_MS, undefined, { signal: source.signal }).catch(() => undefined);
  }
}

function parseEvent(data: string): BuildEvent | null {
  try {
    return BuildEvent.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

/** The data of each server-sent event (HTML standard, "Server-sent events"); other fields are ignored. */
export async function* serverSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else if (line === 'data' || line.startsWith('data:')) {
        data.push(line.slice(5).replace(/^ /, ''));
      }
    }
  }
}
