import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pg from 'pg';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { VERSION } from '../../src/runtime/version.ts';
import { buildWorkflowId, targetWorkflowId } from '../../src/temporal/ids.ts';
import { Kiln } from '../chaos/kiln.ts';
import { CHECK_MARK } from '../chaos/processes.ts';
import { description } from '../description.ts';
import { pushOver } from './push.ts';

// `npm run record-histories`: runs each kind of workflow on a real stack; the histories become fixtures that today's
// workflows must replay (test/unit/workflows/replay.test.ts). With names: only these.
const wanted = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);
const kiln = await Kiln.create({ KILN_CHECK_TIMEOUT_SECONDS: '10', KILN_COMMIT_TIMEOUT_SECONDS: '10' });
const folder = path.join(PACKAGE_ROOT, 'test', 'fixtures', 'histories', VERSION);

const State = z.looseObject({ status: z.string() });
const Answer = z.looseObject({
  id: z.string().optional(),
  data: z.array(z.looseObject({ id: z.string() })).optional(),
  targets: z
    .record(z.string(), z.looseObject({ status: z.string(), lint: State }).nullable())
    .optional()
    .catch(undefined),
});

const config = (seconds: number) =>
  `organization:\n  name: Pets\ntargets:\n  cli:\n    checks: {prepare: false, lint: [[sh, -c, ': ${CHECK_MARK}; sleep ${seconds}']], build: false, test: false}\n`;
const PLAIN = 'organization:\n  name: Pets\ntargets:\n  cli:\n    checks: false\n';

async function ask(method: string, route: string, body?: unknown): Promise<z.infer<typeof Answer>> {
  const answer = await kiln.request(method, route, body);
  if (answer.status !== 200)
    throw new Error(`${method} ${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return Answer.parse(answer.body);
}

async function project(slug: string, openapi: string, stainless: string): Promise<string> {
  const revision = { 'openapi.json': { content: openapi }, 'stainless.yml': { content: stainless } };
  await ask('POST', '/v0/projects', { org: 'chaos', slug, display_name: slug, targets: ['cli'], revision });
  return (await ask('GET', `/v0/builds?project=${slug}`)).data?.[0]?.id ?? '';
}

const build = async (slug: string, openapi: string) =>
  (
    await ask('POST', '/v0/builds', {
      project: slug,
      branch: 'main',
      revision: { 'openapi.json': { content: openapi } },
    })
  ).id ?? '';

/** Waits for the status of the target, or of its lint. */
async function until(id: string, status: string, of: 'target' | 'lint' = 'target'): Promise<void> {
  for (;;) {
    const target = (await ask('GET', `/v0/builds/${id}`)).targets?.cli;
    if ((of === 'lint' ? target?.lint.status : target?.status) === status) return;
    await wait(200);
  }
}

const scenarios: Readonly<Record<string, () => Promise<string>>> = {
  async successful() {
    const id = await project('successful', description(), config(0.1));
    await until(id, 'completed');
    return id;
  },
  async settled() {
    await until(await project('settled', description(), PLAIN), 'completed');
    const { id = '' } = await ask('POST', '/v0/builds', { project: 'settled', revision: 'main' });
    await until(id, 'completed');
    return id;
  },
  async failed() {
    const broken = description().replace('#/components/schemas/Pet', 'elsewhere.yml#/x');
    const id = await project('failed', broken, PLAIN);
    await until(id, 'completed');
    return id;
  },
  async cancelled() {
    const id = await project('cancelled', description(), config(60));
    await until(id, 'in_progress', 'lint');
    await ask('POST', `/v0/builds/${id}/cancel`);
    return id;
  },
  async conflict() {
    await until(await project('conflict', description(), PLAIN), 'completed');
    await pushOver(kiln, 'conflict', 'cli', (text) => text.replaceAll('Pets', 'Beasts'));
    const id = await build('conflict', description().replaceAll('"Pets"', '"Animals"'));
    await until(id, 'completed');
    return id;
  },
  async 'retried-target'() {
    const id = await project('retried-target', description(), PLAIN);
    await until(id, 'completed');
    await ask('POST', `/v0/builds/${id}/targets/cli/retry`);
    await until(id, 'completed');
    return id;
  },
  async 'retried-step'() {
    const id = await project('retried-step', description(), config(0.2));
    await until(id, 'completed');
    await ask('POST', `/v0/builds/${id}/targets/cli/retry`, { step: 'lint' });
    await until(id, 'completed');
    return id;
  },
  async 'check-timed-out'() {
    const id = await project('check-timed-out', description(), config(60.5));
    await until(id, 'completed');
    return id;
  },
  async 'timed-out'() {
    await until(await project('timed-out', description(), PLAIN), 'completed');
    const id = await build('timed-out', description(['listOwners']));
    const client = new pg.Client({ connectionString: kiln.databaseUrl });
    await client.connect();
    // The commit cannot be recorded, so it exceeds its limit.
    await client.query('BEGIN');
    await client.query(`SELECT FROM "BuildStep" WHERE "buildId" = $1 AND "step" = 'commit' FOR UPDATE`, [id]);
    await wait(15_000);
    await client.query('COMMIT');
    await client.end();
    await until(id, 'completed');
    return id;
  },
};

const yes = () => true;
const ifMissing = (error: unknown) => {
  if (error instanceof WorkflowNotFoundError) return false;
  throw error;
};

kiln.start();
await kiln.ready();
const connection = await Connection.connect(kiln.temporal);
const temporal = new Client({ connection });
await mkdir(folder, { recursive: true });
try {
  for (const [name, run] of Object.entries(scenarios)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const id = await run();
    for (const [kind, workflowId] of [
      ['build', buildWorkflowId(id)],
      ['target', targetWorkflowId(id, 'cli')],
    ] as const) {
      const handle = temporal.workflow.getHandle(workflowId);
      // A target in which nothing changed has no workflow.
      if (!(await handle.describe().then(yes, ifMissing))) continue;
      await handle.result().catch(() => {});
      const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
      // Without the identity of the recording machine.
      const text = JSON.stringify(history, null, 1)
        .replaceAll(/"\d+@[\w.-]+"/g, '"worker@kiln"')
        .replaceAll(`${PACKAGE_ROOT}/`, '');
      await writeFile(path.join(folder, `${name}.${kind}.json`), `${text}\n`);
    }
    say(`Recorded ${name}.`);
  }
} finally {
  await connection.close();
  await kiln.stop();
  kiln.remove();
}
