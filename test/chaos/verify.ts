import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { type BuildRecord, loadBuild } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { REFUSED_BRANCH } from './bad-inputs.ts';
import type { Kiln } from './kiln.ts';
import { verifyBuild } from './verify-build.ts';
import { verifyConfig, verifyRepository } from './verify-repository.ts';

export interface Verified {
  /** Builds in the record: accepted ones, and others. */
  readonly builds: number;
  readonly targets: number;
  readonly commits: number;
  readonly events: number;
  /** Inconsistencies, in words. */
  readonly wrong: readonly string[];
}

/** Maximum time until builds end once nothing is broken any more. */
const FINAL_WITHIN_MS = 300_000;

/**
 * Waits until every build has ended, and compares the record, the workflows and the repositories. `fatal`: builds
 * that cannot be generated, and what a diagnostic must name.
 */
export async function verify(
  kiln: Kiln,
  answered: ReadonlySet<string>,
  fatal: ReadonlyMap<string, RegExp> = new Map(),
): Promise<Verified> {
  const db = openDatabase(kiln.databaseUrl, 4);
  const connection = await Connection.connect(kiln.temporal);
  const temporal = new Client({ connection });
  const wrong: string[] = [];
  try {
    wrong.push(...(await untilFinal(db)));
    const ids = (await db.build.findMany({ select: { id: true }, orderBy: { sequence: 'asc' } })).map(
      ({ id }) => id,
    );
    const known = new Set(ids);
    for (const id of answered)
      if (!known.has(id)) wrong.push(`Build ${id} was answered and is not in the record.`);
    const builds: BuildRecord[] = [];
    let events = 0;
    for (const id of ids) {
      const build = await loadBuild(db, id);
      builds.push(build);
      events += build.eventCount;
      wrong.push(...(await verifyBuild(db, temporal, build)));
      const names = fatal.get(id);
      if (names !== undefined) wrong.push(...(await verifyFatal(db, build, names)));
      const ended = build.targets.flatMap(({ steps }) => steps.filter(({ step }) => step === 'commit'));
      const isFatal = ended.some(({ conclusion }) => conclusion === 'fatal');
      if (isFatal && (await db.diagnostic.count({ where: { buildId: id, level: 'fatal' } })) === 0)
        wrong.push(`Build ${id} is fatal, and no diagnostic says why.`);
      if (build.branch === REFUSED_BRANCH) wrong.push(`Build ${id} is of a request that is wrong.`);
    }
    let commits = 0;
    const root = path.join(kiln.dataDir, 'repositories', 'chaos');
    for (const name of readdirSync(root)) {
      const [, project, kind] = /^(.+)-([a-z]+)\.git$/.exec(name) ?? [];
      if (project === undefined || kind === undefined) wrong.push(`${name} was left among the repositories.`);
      else if (kind === 'config') wrong.push(...(await verifyConfig(db, path.join(root, name), project)));
      else {
        const own = builds.filter((build) => build.project.slug === project);
        const found = await verifyRepository(path.join(root, name), kind, own);
        commits += found.commits;
        wrong.push(...found.wrong);
      }
    }
    const targets = builds.reduce((sum, build) => sum + build.targets.length, 0);
    return { builds: builds.length, targets, commits, events, wrong };
  } finally {
    await connection.close();
    await db.$disconnect();
  }
}

/** Inconsistencies of a build that cannot be generated. */
async function verifyFatal(db: Database, build: BuildRecord, names: RegExp): Promise<string[]> {
  const found = await db.diagnostic.findMany({ where: { buildId: build.id, level: 'fatal' } });
  return [
    ...build.targets
      .filter(({ commitSha }) => commitSha !== null)
      .map(({ target }) => `${target} has a commit`),
    ...(found.some(({ message }) => names.test(message)) ? [] : ['no diagnostic says why']),
  ].map((what) => `Build ${build.id}, of which nothing can be generated: ${what}.`);
}

async function untilFinal(db: Database): Promise<string[]> {
  const until = Date.now() + FINAL_WITHIN_MS;
  for (;;) {
    const open = await db.build.findMany({ where: { completedAt: null }, select: { id: true } });
    if (open.length === 0) return [];
    if (Date.now() > until) return open.map(({ id }) => `Build ${id} did not come to its end.`);
    await wait(500);
  }
}

/** Files that an earlier process left in the data folder or among temporary files. */
export function leftFiles(kiln: Kiln): string[] {
  const below = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
  const data = below(path.join(kiln.dataDir, 'repositories')).filter((file) =>
    /\.lock$|\/\.?tmp[-_][^/]*$|\.new-[^/]*$|\/incoming-[^/]*$/.test(file),
  );
  const work = below(path.join(kiln.dataDir, 'work')).filter(
    (file) => !/\/work\/descriptions(\/[0-9a-f]{40}(\.neutral-[0-9a-f]{16})?\.json)?$/.test(file),
  );
  const packages = below(path.join(kiln.dataDir, 'packages')).filter(
    (file) => !/\/packages\/[0-9a-f]{2}(\/[0-9a-f]{64})?$/.test(file),
  );
  const pids = readdirSync(kiln.dataDir).filter((name) => name.endsWith('.pid') && name !== 'temporal.pid');
  return [...data, ...work, ...packages, ...below(kiln.temporary), ...pids];
}
