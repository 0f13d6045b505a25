import { expect, it } from 'vitest';
import { StepClock, serverSentData } from '../../../src/cli/events.ts';

function event(seq: number, at: string, status: string, conclusion: string | null = null) {
  return { seq, at, target: 'go', step: 'lint', status, conclusion, note: null };
}

it('StepClock measures a step from its start to its end', () => {
  const clock = new StepClock();
  clock.apply(event(1, '2026-01-01T00:00:00.000Z', 'queued'));
  clock.apply(event(2, '2026-01-01T00:00:01.000Z', 'in_progress'));
  const now = Date.parse('2026-01-01T00:00:01.500Z');
  expect(clock.times(now).get('go')?.get('lint')).toEqual({ status: 'in_progress', ms: 500 });
  clock.apply(event(3, '2026-01-01T00:00:03.000Z', 'completed', 'success'));
  const done = { status: 'completed', conclusion: 'success', ms: 2000 };
  expect(clock.times(now).get('go')?.get('lint')).toEqual(done);
  clock.apply(event(2, '2026-01-01T00:00:01.000Z', 'in_progress'));
  expect(clock.times(now).get('go')?.get('lint')).toEqual(done);
});

it('StepClock has no time for a step that never started', () => {
  const clock = new StepClock();
  clock.apply(event(1, '2026-01-01T00:00:00Z', 'completed', 'skipped'));
  expect(clock.times(0).get('go')?.get('lint')).toEqual({ status: 'completed', conclusion: 'skipped' });
});

it('serverSentData reassembles events, however they are split', async () => {
  const text =
    ': hello\r\nid: 1\r\ndata: {"a":\r\ndata: "é"}\r\n\r\ndata:2\n\n: ping\n\nevent: end\n\ndata: cut';
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 7, bytes.length]) {
    const seen: string[] = [];
    for await (const data of serverSentData(chunks(bytes, size))) seen.push(data);
    expect(seen).toEqual(['{"a":\n"é"}', '2']);
  }
});

async function* chunks(bytes: Uint8Array, size: number) {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}
