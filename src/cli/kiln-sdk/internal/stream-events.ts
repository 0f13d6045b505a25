import type { ServerSentEvent } from '../core/streaming.ts';

/** What is done with an event: its data is given, raised as an error, or the stream ends. Undefined: it is dropped. */
export type EventAction = { kind: 'yield' | 'error' | 'done'; errorProperty?: string } | undefined;

export function actionOf(_event: ServerSentEvent): EventAction {
  return { kind: 'yield' };
}
