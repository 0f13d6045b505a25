import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { UPKEEP, upkeepId } from '../../src/temporal/maintenance-schedules.ts';
import { cancelledAndRetried, conflicting, type Scene, scheduled, wellBuilt } from '../scenes.ts';
import { sharedTemporal } from '../temporal.ts';
import { TemporalUi } from '../temporal-ui.ts';

let connection: Connection;
let temporal: Client;
let db: Database;
let ui: TemporalUi;

beforeAll(async () => {
  connection = await Connection.connect(sharedTemporal());
  temporal = new Client({ connection });
  db = openDatabase(inject('databaseUrl'), 4);
  ui = await TemporalUi.open(inject('temporalUiUrl'));
});

afterAll(async () => {
  await ui?.close();
  await connection?.close();
  await db?.$disconnect();
});

const service = () => ({ baseUrl: inject('baseUrl'), apiKey: inject('apiKey'), org: inject('org'), db });
const look = async (scene: Scene) => (await ui.look(scene)).close();

test('the Temporal UI alone explains a build, a cancelled target, a retried target, a conflict and a schedule', async () => {
  const build = await wellBuilt(service(), 'ui-build');
  await look(build);
  const attributes = [
    'KilnProject',
    `${inject('org')}/ui-build`,
    'KilnBranch',
    'main',
    'KilnTrigger',
    'project',
  ];
  await look({ ...build, tab: 'Search Attributes', words: attributes });
  await look({ ...build, tab: 'Memo', words: ['buildId', 'configCommit', '/record?'] });
  await look({ ...build, tab: 'Relationships', words: ['/typescript', '/go'] });
  const [cancelled, retry] = await cancelledAndRetried(service(), 'ui-control');
  await look(cancelled);
  await look({
    ...cancelled,
    tab: 'Search Attributes',
    words: ['KilnConclusion', 'cancelled', 'KilnTarget'],
  });
  await look(await retry());
  await look(await conflicting(service(), 'ui-conflict'));
  await look(await scheduled(service(), 'ui-schedule'));
  for (const { workflow, note } of UPKEEP) {
    await look({
      name: workflow,
      path: `schedules/${upkeepId(workflow)}`,
      words: [upkeepId(workflow), note],
    });
  }
}, 600_000);

test('every query in docs/operating.md is valid, and names existing workflows', async () => {
  const text = await readFile(path.join(PACKAGE_ROOT, 'docs', 'operating.md'), 'utf8');
  const section = text.slice(text.indexOf('| view '), text.indexOf('For `stuck`'));
  const queries = [...section.matchAll(/^\| (.+?) +\| `(.+)` +\|$/gm)].map(([, name = '', query = '']) => ({
    name,
    query,
  }));
  expect(queries.length).toBeGreaterThan(8);
  for (const { name, query } of queries) {
    await expect(temporal.workflow.count(query), name).resolves.toMatchObject({ count: expect.any(Number) });
  }
  const count = async (name: string, change: (query: string) => string = (it) => it) => {
    const found = queries.find((it) => it.name === name);
    if (found === undefined) throw new Error(`There is no view ${name}.`);
    return (await temporal.workflow.count(change(found.query))).count;
  };
  for (const { workflow } of UPKEEP) expect(text).toContain(`| \`${upkeepId(workflow)}\``);
  // Uses data of the previous test.
  const mine = (query: string) => query.replaceAll('acme/petstore', `${inject('org')}/ui-conflict`);
  await expect.poll(() => count('conflicts'), { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await count('failing')).toBeGreaterThanOrEqual(await count('conflicts'));
  expect(await count('one project', mine)).toBe(2);
  expect(await count('one branch', mine)).toBe(2);
  expect(await count('scheduled')).toBeGreaterThan(0);
  expect(await count('slow', (it) => it.replace('"10m"', '"1ms"'))).toBeGreaterThan(0);
});
