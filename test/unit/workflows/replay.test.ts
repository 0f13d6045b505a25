import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { workflowsPath } from '../../../src/roles/task-queues.ts';
import { PACKAGE_ROOT } from '../../../src/runtime/package-root.ts';

// Recorded by `npm run record-histories`, one folder per version (CONTRIBUTING.md).
const ROOT = path.join(PACKAGE_ROOT, 'test', 'fixtures', 'histories');
const KINDS = [
  'successful',
  'unchanged',
  'failed',
  'cancelled',
  'conflict',
  'retried-target',
  'retried-step',
  'check-timed-out',
  'timed-out',
];
/** Of these there is no workflow of a target. */
const OF_BUILDS_ALONE = ['settled'];
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .sort();

const logger = new DefaultLogger('ERROR');
let replay: (file: string) => Promise<void>;
let replayChanged: (file: string) => Promise<void>;
let code: string;

const bundled = (folder: string) => bundleWorkflowCode({ workflowsPath: folder, logger });

const replayer = (workflowBundle: WorkflowBundleWithSourceMap) => {
  return (name: string) => {
    const history: unknown = JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));
    return Worker.runReplayHistory({ workflowBundle }, history);
  };
};

beforeAll(async () => {
  Runtime.install({ logger });
  const bundle = await bundled(workflowsPath());
  ({ code } = bundle);
  replay = replayer(bundle);
  const changed = path.join(PACKAGE_ROOT, 'test', 'fixtures', 'changed-workflows', 'index.ts');
  replayChanged = replayer(await bundled(changed));
});

test('there is a recorded history of every kind of run', () => {
  for (const kind of OF_BUILDS_ALONE)
    expect(files.map((name) => path.basename(name))).toContain(`${kind}.build.json`);
  for (const kind of KINDS) {
    expect(files.map((name) => path.basename(name))).toEqual(
      expect.arrayContaining([`${kind}.build.json`, `${kind}.target.json`]),
    );
  }
});

test.each(files)("today's workflows replay %s", async (name) => {
  await replay(name);
});

test('a workflow changed without a patch does not', async () => {
  const [name = ''] = files.filter((file) => file.endsWith('successful.build.json'));
  await expect(replayChanged(name)).rejects.toThrow(/[Nn]ondeterminis/);
});

test("histories are read by the protobufjs that Temporal's packages use", () => {
  const of = (from: string) => createRequire(from).resolve('protobufjs/package.json');
  const temporal = createRequire(import.meta.url).resolve('@temporalio/proto');
  expect(of(temporal)).toBe(of(import.meta.url));
});

test('the workflow bundle contains no library except Temporal', () => {
  const packages = [...code.matchAll(/^\/\*\*\*\/ "\.\/node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(
    ([, name]) => name,
  );
  expect([...new Set(packages)].sort()).toEqual([
    '@temporalio/common',
    '@temporalio/workflow',
    'long',
    'ms',
    'nexus-rpc',
  ]);
});
