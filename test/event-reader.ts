import { z } from 'zod';

const Event = z.looseObject({
  build: z.string().optional(),
  seq: z.int(),
  at: z.string(),
  target: z.string().nullable(),
  step: z.string().nullable(),
  status: z.string(),
});
export type SeenEvent = z.infer<typeof Event> & { readonly id: string };

/** An open stream of events: what has arrived so far. */
export interface Reader {
  readonly status: number;
  readonly events: SeenEvent[];
  /** Settles when the server has closed the stream. */
  readonly over: Promise<void>;
  close(): void;
}

/** Opens a stream of server-sent events and reads it until it ends or is closed. */
export async function readEvents(url: string, key: string, lastEventId?: string | number): Promise<Reader> {
  const stop = new AbortController();
  const response = await fetch(url, {
    signal: stop.signal,
    headers: {
      authorization: `Bearer ${key}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    },
  });
  const events: SeenEvent[] = [];
  const read = async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(part) ?? [];
        if (id !== undefined && data !== undefined) events.push({ ...Event.parse(JSON.parse(data)), id });
      }
    }
  };
  return { status: response.status, events, over: read().catch(() => {}), close: () => stop.abort() };
}
