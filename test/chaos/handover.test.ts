import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildWorkflowId } from '../../src/temporal/ids.ts';
import { buildWithLint } from './held-check.ts';
import { Kiln } from './kiln.ts';
import { type Role, signal } from './processes.ts';
import { leftFiles } from './verify.ts';

let kiln: Kiln;

const Step = z.looseObject({ status: z.string(), conclusion: z.string().optional() });
const Build = z.looseObject({
  id: z.string(),
  targets: z.looseObject({
    cli: z.looseObject({ status: z.string(), commit: Step, lint: Step, test: Step }),
  }),
});

beforeAll(async () => {
  kiln = await Kiln.create({ KILN_CHECK_TIMEOUT_SECONDS: '30' });
  kiln.start();
  await kiln.ready();
}, 300_000);

afterAll(async () => {
  const left = await kiln.stop();
  const files = leftFiles(kiln);
  kiln.remove();
  expect({ left, files }).toEqual({ left: [], files: [] });
});

/** A build whose lint sleeps, with a child process that sleeps too. Returns its id once the check is running. */
async function checking(project: string, seconds: number, others: readonly string[] = []): Promise<string> {
  const id = await buildWithLint(kiln, project, `sleep ${seconds} & wait`, others);
  await expect.poll(() => kiln.pids('check'), { timeout: 120_000, interval: 100 }).not.toEqual([]);
  return id;
}

const target = async (id: string) =>
  Build.parse((await kiln.request('GET', `/v0/builds/${id}`)).body).targets.cli;

/** Time until no check is running, in ms. */
async function untilGone(): Promise<number> {
  const startedAt = Date.now();
  while ((await kiln.pids('check')).length > 0) {
    if (Date.now() - startedAt > 60_000) throw new Error('The check still runs.');
    await wait(50);
  }
  return Date.now() - startedAt;
}

/** The priority of a kind of processes: niceness of each thread, and of the session if Linux has that. */
async function niceness(role: Role): Promise<Set<number>> {
  const all = (await kiln.pids(role)).flatMap((pid) => {
    const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
    const session = `/proc/${pid}/autogroup`;
    const ofSession = existsSync(session)
      ? [Number(/nice (\d+)/.exec(readFileSync(session, 'utf8'))?.[1])]
      : [];
    return [...threads.flatMap(priorityOf), ...ofSession];
  });
  return new Set(all);
}

/** None if it has just ended. */
function priorityOf(thread: number): number[] {
  try {
    return [getPriority(thread)];
  } catch {
    return [];
  }
}

test('checks and generators run at a lower priority than the API', async () => {
  // OpenAPI Generator makes java.
  const id = await checking('behind', 50, ['java']);
  await expect.poll(() => kiln.pids('generator'), { timeout: 60_000, interval: 100 }).not.toEqual([]);
  expect(await niceness('api')).toEqual(new Set([0]));
  for (const role of ['worker', 'generator', 'check'] as const) {
    expect([role, ...(await niceness(role))]).toEqual([role, 10]);
  }
  await kiln.request('POST', `/v0/builds/${id}/cancel`);
  await untilGone();
}, 300_000);

test('cancelling through the API ends running processes within 5 s and keeps the commit', async () => {
  const id = await checking('by-api', 50);
  const gone = untilGone();
  expect((await kiln.request('POST', `/v0/builds/${id}/cancel`)).status).toBe(200);
  expect(await gone).toBeLessThan(5_000);
  const cli = await target(id);
  expect(cli.lint.conclusion).toBe('cancelled');
  expect(['success', 'note', 'warning']).toContain(cli.commit.conclusion);
}, 300_000);

test('cancelling in Temporal does the same', async () => {
  const id = await checking('by-temporal', 50);
  const connection = await Connection.connect(kiln.temporal);
  const gone = untilGone();
  await new Client({ connection }).workflow.getHandle(buildWorkflowId(id)).cancel();
  expect(await gone).toBeLessThan(5_000);
  await connection.close();
  await expect.poll(async () => (await target(id)).status, { timeout: 60_000 }).toBe('completed');
  const cli = await target(id);
  expect(cli.lint.conclusion).toBe('cancelled');
  expect(['success', 'note', 'warning']).toContain(cli.commit.conclusion);
}, 300_000);

test('a stopping worker hands its check over to another at once', async () => {
  const id = await checking('handed-over', 20);
  const before = await kiln.pids('check');
  const worker = kiln.startWorker();
  const own = await kiln.pids('worker');
  const first = own.filter((pid) => pid !== worker.pid);
  // The other worker polls as soon as it has its folder; it does not lose what it takes then.
  await wait(5_000);
  const startedAt = Date.now();
  for (const pid of first) signal(pid, 'SIGTERM');
  // Ten seconds for running activities to finish; a missing heartbeat would be noticed only after thirty.
  await expect
    .poll(async () => (await kiln.pids('check')).some((pid) => !before.includes(pid)), {
      timeout: 60_000,
      interval: 100,
    })
    .toBe(true);
  expect(Date.now() - startedAt).toBeLessThan(28_000);
  const now = await kiln.pids('check');
  expect(now.filter((pid) => before.includes(pid))).toEqual([]);
  await expect
    .poll(async () => (await target(id)).lint.conclusion, { timeout: 120_000, interval: 500 })
    .toBe('success');
  worker.kill('SIGTERM');
  await new Promise((resolve) => worker.once('exit', resolve));
}, 400_000);

test('a check that exceeds its limit times out, and its processes end', async () => {
  const id = await checking('too-long', 300);
  await expect
    .poll(async () => (await target(id)).lint.conclusion, { timeout: 180_000, interval: 500 })
    .toBe('timed_out');
  expect(await kiln.pids('check')).toEqual([]);
}, 400_000);
