import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { buildWorkflowId, targetWorkflowId } from '../../src/temporal/ids.ts';
import { describeDeployment } from '../../src/temporal/worker-versions.ts';
import { buildWithLint } from './held-check.ts';
import { Kiln } from './kiln.ts';
import { CHECK_MARK } from './processes.ts';
import { leftFiles, verify } from './verify.ts';

const Build = z.looseObject({
  id: z.string(),
  targets: z.looseObject({
    cli: z.looseObject({ status: z.string(), lint: z.looseObject({ conclusion: z.string().optional() }) }),
  }),
});

let kiln: Kiln;
let connection: Connection;
let temporal: Client;
let newWorker: ChildProcess;
const answered = new Set<string>();

async function connect(): Promise<void> {
  connection = await Connection.connect(kiln.temporal);
  temporal = new Client({ connection });
}

beforeAll(async () => {
  kiln = await Kiln.create({ KILN_CHECK_CONCURRENCY: '8' });
  kiln.start();
  await kiln.ready();
  await connect();
}, 300_000);

afterAll(async () => {
  await connection.close();
  const left = await kiln.stop();
  const files = leftFiles(kiln);
  kiln.remove();
  expect({ left, files }).toEqual({ left: [], files: [] });
});

/** Installs a second Kiln whose workflows differ, as far as Temporal can tell. Returns its folder. */
function installed(name: string): string {
  const root = path.join(kiln.folder, name);
  mkdirSync(root);
  for (const entry of readdirSync(PACKAGE_ROOT)) {
    if (entry !== 'dist') symlinkSync(path.join(PACKAGE_ROOT, entry), path.join(root, entry));
  }
  cpSync(path.join(PACKAGE_ROOT, 'dist'), path.join(root, 'dist'), { recursive: true });
  const bundle = path.join(root, 'dist', 'workflow-bundle.js');
  writeFileSync(bundle, `// ${name}\n${readFileSync(bundle, 'utf8')}`);
  return root;
}

/** Waits until new builds start on a version other than `before`. Returns its build id. */
async function current(before: readonly string[]): Promise<string> {
  const found = async () => (await describeDeployment(temporal, null))?.current ?? null;
  await expect
    .poll(async () => [null, ...before].includes(await found()), { timeout: 120_000, interval: 100 })
    .toBe(false);
  return (await found()) ?? '';
}

const stop = async (worker: ChildProcess) => {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGTERM');
  await ended;
};

/** A check that waits until a file exists. */
const gate = (name: string) => path.join(kiln.folder, `${name}.open`);
const open = (name: string) => writeFileSync(gate(name), '');

/** The first build of a new project, whose lint waits for `open(project)`. Returns the build's id. */
async function begin(project: string): Promise<string> {
  const id = await buildWithLint(kiln, project, `while [ ! -e ${gate(project)} ]; do sleep 0.1; done`);
  answered.add(id);
  return id;
}

/** Waits until this many checks are running. */
const checking = (count: number) =>
  expect
    .poll(
      async () => (await kiln.processes()).filter(({ args }) => args.startsWith(`sh -c : ${CHECK_MARK}`)),
      {
        timeout: 120_000,
        interval: 200,
      },
    )
    .toHaveLength(count);

async function ended(id: string): Promise<void> {
  const cli = async () => Build.parse((await kiln.request('GET', `/v0/builds/${id}`)).body).targets.cli;
  await expect.poll(cli, { timeout: 180_000, interval: 200 }).toMatchObject({
    status: 'completed',
    lint: { conclusion: 'success' },
  });
  await temporal.workflow.getHandle(buildWorkflowId(id)).result();
}

/** Build ids of the versions that ran the workflows of a build and its target, in order. */
async function ranBy(id: string): Promise<{ build: string[]; target: string[] }> {
  const of = async (workflowId: string) => {
    const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
    const found = (events ?? []).map(
      (event) => event.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId ?? '',
    );
    return [...new Set(found.filter((buildId) => buildId !== ''))];
  };
  return { build: await of(buildWorkflowId(id)), target: await of(targetWorkflowId(id, 'cli')) };
}
const both = (...versions: string[]) => ({ build: versions, target: versions });

test('rolling upgrade: builds finish on the version that started them, or continue on the next one once that is gone', async () => {
  // The worker of `kiln up` serves beside them all the time.
  const first = await current([]);
  const oldWorker = kiln.startWorker(installed('old'));
  const old = await current([first]);
  const [stays, moves] = [await begin('stays'), await begin('moves')];
  await checking(2);

  newWorker = kiln.startWorker(installed('new'));
  const next = await current([first, old]);
  const fresh = await begin('fresh');
  await checking(3);
  open('stays');
  open('fresh');
  await ended(stays);
  await ended(fresh);
  expect(await ranBy(stays)).toEqual(both(old));
  expect(await ranBy(fresh)).toEqual(both(next));

  await stop(oldWorker);
  const startedAt = Date.now();
  open('moves');
  await ended(moves);
  // Reported by the leaving worker itself; its silence would be noticed only after 100 seconds.
  expect(Date.now() - startedAt).toBeLessThan(60_000);
  expect(await ranBy(moves)).toEqual(both(old, next));
}, 600_000);

test('upgrade of kiln up: running builds continue on the new version', async () => {
  const before = await current([]);
  const held = await begin('held');
  await checking(1);
  const others = [];
  for (const name of ['one', 'two', 'three']) others.push(await begin(name));
  await stop(newWorker);
  await connection.close();
  expect(await kiln.stop()).toEqual([]);
  kiln.start(installed('newest'));
  await kiln.ready();
  await connect();
  const newest = await current([before]);
  for (const name of ['held', 'one', 'two', 'three']) open(name);
  for (const id of [held, ...others]) await ended(id);
  const { build, target } = await ranBy(held);
  expect([build[0], target[0]]).toEqual([before, before]);
  expect([build.at(-1), target.at(-1)]).toEqual([newest, newest]);
}, 600_000);

test('every build has its commit, and every transition exactly once', async () => {
  const { wrong, ...counts } = await verify(kiln, answered);
  expect(wrong).toEqual([]);
  expect(counts).toMatchObject({ builds: answered.size, commits: answered.size });
}, 600_000);
