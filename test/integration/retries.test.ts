import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createBuildActivities } from '../../src/activities/index.ts';
import type { ActivityDeps } from '../../src/activities/inputs/deps.ts';
import { createWorkerCache } from '../../src/activities/inputs/worker-cache.ts';
import { neutralGenerator } from '../../src/codegen/openapi-generator/neutral/index.ts';
import { OPENAPI_GENERATOR_VERSION } from '../../src/contract/openapi-generator.ts';
import { git } from '../../src/git/store/git-command.ts';
import { Repositories } from '../../src/git/store/repositories.ts';
import { loadBuild } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { openProcessFolder, type ProcessFolder } from '../../src/runtime/processes/process-folder.ts';
import { Workspaces } from '../../src/runtime/processes/workspaces.ts';
import { Logs } from '../../src/runtime/storage/check-logs.ts';
import { openDataFolder } from '../../src/runtime/storage/data-folder.ts';
import { PackageStore } from '../../src/runtime/storage/package-store.ts';
import { SecretBox } from '../../src/runtime/storage/secret-box.ts';
import { Links } from '../../src/runtime/storage/signed-links.ts';
import { Descriptions } from '../../src/sdk/descriptions.ts';
import { insertPlainBuild } from '../plain-build.ts';
import { firstBuild, newProject } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

let deps: ActivityDeps;
let db: Database;
let own: ProcessFolder;
let descriptions: Descriptions;
let connection: Connection;

beforeAll(async () => {
  const config = { ...readConfig(), dataDir: inject('dataDir'), checks: false };
  const folder = await openDataFolder(config.dataDir);
  own = await openProcessFolder(folder.work);
  db = openDatabase(inject('databaseUrl'), 4);
  connection = Connection.lazy(sharedTemporal());
  descriptions = new Descriptions();
  deps = {
    config,
    db,
    temporal: new Client({ connection }),
    repositories: new Repositories(folder.repositories, own.path),
    links: new Links(inject('baseUrl'), folder.secret),
    logs: new Logs(folder.logs),
    packages: new PackageStore(folder.packages, own.path),
    secretBox: new SecretBox(folder.secret),
    descriptions,
    cache: createWorkerCache(),
    workspaces: new Workspaces(own),
    temporary: own.path,
    sweep: async () => {},
    // What is generated here was generated before, from the same inputs.
    generator: neutralGenerator(
      {
        name: 'openapi-generator',
        version: OPENAPI_GENERATOR_VERSION,
        generate: () => Promise.reject(new Error('This worker generates nothing.')),
        close: async () => {},
      },
      own.path,
    ),
  };
});

afterAll(async () => {
  await descriptions.close();
  await db.$disconnect();
  await connection.close();
  await own.remove();
});

/** Breaks at one call of the record or of a repository: the `at`th from 0, before or after it has had its effect. */
class Break extends Error {}

interface Place {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** `target` whose every call counts, on the record and on repositories, however deep. */
function breaking<T extends object>(target: T, calls: { n: number }, place: Place): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      if (typeof value === 'object' && value !== null) return breaking(value, calls, place);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, of, args);
        // Parts of a transaction that is one call itself.
        if (name === 'deleteMany' || name === 'createMany') return result;
        if (!(result instanceof Promise) && !isThenable(result)) {
          return typeof result === 'object' && result !== null ? breaking(result, calls, place) : result;
        }
        const here = calls.n++ === place.at;
        if (!here) return result;
        return place.when === 'before'
          ? Promise.reject(new Break())
          : Promise.resolve(result).then(() => Promise.reject(new Break()));
      };
    },
  });
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

async function newBuild(projectId: string, configCommit: string, branch: string): Promise<string> {
  return insertPlainBuild(db, {
    projectId,
    branch,
    configCommit,
    targets: ['cli'],
  });
}

/** Runs the activities of a target one after the other, each again where it breaks. Gives how many calls they made. */
async function runThrough(buildId: string, place: Place): Promise<number> {
  const calls = { n: 0 };
  const broken = {
    ...deps,
    db: breaking(db, calls, place),
    repositories: breaking(deps.repositories, calls, place),
  };
  const input = { buildId, target: 'cli', attempt: 1 } as const;
  const { prepare, codegen, postgen, commit } = createBuildActivities(broken);
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Break)) throw error;
      return work();
    }
  };
  await again(() => prepare(buildId));
  const generated = await again(() => codegen(input));
  if (!generated.ok) throw new Error(generated.note);
  const tree = await again(() => postgen(input, generated.tree));
  const first = await again(() => commit(input, tree));
  // Once more, as by a worker that was given up and goes on: the same commit, and no other.
  expect(await again(() => commit(input, tree))).toMatchObject({ sha: first.sha });
  return calls.n;
}

test('activities are idempotent: a retry after a failure before or after any effect has the same result', async () => {
  const project = await newProject(['cli']);
  const first = await loadBuild(db, (await firstBuild(project)).id);
  const repository = deps.repositories.get(first.project.organization.slug, project, 'cli');
  const total = await runThrough(await newBuild(first.projectId, first.configCommit, 'whole'), {
    at: -1,
    when: 'before',
  });
  expect(total).toBeGreaterThan(20);
  for (let at = 0; at < total; at++) {
    for (const when of ['before', 'after'] as const) {
      const branch = `b${at}-${when}`;
      const id = await newBuild(first.projectId, first.configCommit, branch);
      await runThrough(id, { at, when });
      const { targets, eventCount } = await loadBuild(db, id);
      const [target] = targets;
      const steps = target?.steps.map(({ step, status }) => [step, status]);
      expect(Object.fromEntries(steps ?? []), branch).toMatchObject({
        codegen: 'completed',
        postgen: 'completed',
        commit: 'completed',
        test: 'completed',
      });
      const args = ['log', '--format=%H', `--grep=^Kiln-Build: ${id}$`, `refs/heads/${branch}`, '--'];
      const { stdout } = await git(args, { gitDir: repository.gitDir });
      expect(stdout.trim().split('\n'), branch).toEqual([target?.commitSha]);
      const events = await db.buildEvent.findMany({ where: { buildId: id }, orderBy: { seq: 'asc' } });
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: eventCount }, (_, i) => i + 1));
      expect(new Set(events.map(({ step, status }) => `${step} ${status}`)).size).toBe(events.length);
    }
  }
}, 600_000);

test('a target whose step failed at every attempt is fatal, with a diagnostic that says why', async () => {
  const project = await newProject(['cli']);
  const first = await loadBuild(db, (await firstBuild(project)).id);
  const buildId = await newBuild(first.projectId, first.configCommit, 'failed');
  const { endTarget, reopenTarget } = createBuildActivities(deps);
  // The second time is a retry of the activity, the third another attempt.
  for (const [attempt, note] of [
    [1, 'codegen failed: No space left on device'],
    [1, 'codegen failed: No space left on device'],
    [2, 'commit failed: No space left on device'],
  ] as const) {
    const key = { buildId, target: 'cli', attempt } as const;
    if (attempt === 2) await reopenTarget(key, null);
    expect(await endTarget(key, { commit: 'fatal', checks: 'skipped', note })).toBe('fatal');
    expect(await db.diagnostic.findMany({ where: { buildId } })).toMatchObject([
      { target: 'cli', code: 'Step/Failed', level: 'fatal', message: note },
    ]);
  }
});
