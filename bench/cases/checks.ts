import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { Stainless } from '@stainless-api/sdk';
import { sdkContext } from '../../src/builds/sdk-context.ts';
import { LANGUAGE_TARGETS, type SdkTarget } from '../../src/contract/targets.ts';
import { configOf, readConfigFiles } from '../../src/git/config-files.ts';
import { checkout } from '../../src/git/store/checkout.ts';
import { Repositories } from '../../src/git/store/repositories.ts';
import { loadBuild } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { run } from '../../src/runtime/processes/run-program.ts';
import { Turns } from '../../src/runtime/processes/turns.ts';
import { openDataFolder } from '../../src/runtime/storage/data-folder.ts';
import { toolPath, toolVersion } from '../../src/runtime/toolchains/tool-version.ts';
import type { CheckPlan, Command } from '../../src/targets/definition.ts';
import { targets as definitions } from '../../src/targets/index.ts';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { type Row, seconds } from '../row.ts';

const COMMAND_LIMIT_MS = 300_000;

/** A checked-out commit of a target, and the commands of its checks. */
interface Prepared {
  readonly folder: string;
  readonly plan: CheckPlan;
}

/**
 * The checks of the example's targets with warm caches, compared with the same commands run directly: with the same
 * concurrency, in existing checkouts. Both install the dependencies of each SDK.
 */
export async function checks(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Checks'));
  const warm = await completed(kiln, build.id);
  const db = openDatabase(kiln.stack.databaseUrl);
  const root = await mkdtemp(path.join(tmpdir(), 'kiln-bench-checks-'));
  try {
    const prepared = await prepare(kiln, db, warm, root);
    const byHand = await seconds(() => runAll(kiln, prepared));
    // The commits exist, and no result is cached: only the checks of a build are left.
    await db.checkResult.deleteMany();
    const value = await seconds(async () => {
      const again = await kiln.client.builds.create({ project, revision: 'main', allow_empty: true });
      await completed(kiln, again.id);
    });
    return [
      {
        what: `lint, build and test of ${prepared.length} targets of the example, caches warm`,
        value,
        unit: 's',
        compared: { with: 'the same commands by hand', value: byHand },
        goal: { most: 1.2 },
      },
    ];
  } finally {
    await db.$disconnect();
    await rm(root, { recursive: true, force: true });
  }
}

/** Checks out a build's commit of each target whose tools are installed. */
async function prepare(
  { config }: Kiln,
  db: Database,
  { id, targets }: Stainless.Build,
  root: string,
): Promise<Prepared[]> {
  const build = await loadBuild(db, id);
  const { organization, slug } = build.project;
  const repositories = new Repositories((await openDataFolder(config.dataDir)).repositories);
  const files = await readConfigFiles(
    repositories.get(organization.slug, slug, 'config'),
    build.configCommit,
  );
  const configFile = configOf(files);
  const cacheDir = path.join(config.cacheDir, 'packages');
  const prepareOne = async (target: SdkTarget): Promise<Prepared[]> => {
    const definition = definitions[target];
    const own = configFile.targets?.[target] ?? {};
    const plan = definition.checks({
      ...sdkContext({ build, config: configFile }, target, own, definition),
      cacheDir,
    });
    const versions = plan.tools.map(({ command, versionArgs }) =>
      toolVersion(command, versionArgs, config.cacheDir),
    );
    if ((await Promise.all(versions)).includes(null)) return [];
    const commit = targets[target]?.commit;
    const sha = commit?.status === 'completed' ? commit.commit?.sha : undefined;
    if (sha === undefined) throw new Error(`${target} has no commit.`);
    const folder = path.join(root, target);
    await checkout(repositories.get(organization.slug, slug, target), sha, path.join(folder, 'checkout'));
    for (const name of ['home', 'tmp']) await mkdir(path.join(folder, name));
    return [{ folder, plan }];
  };
  return (await Promise.all(LANGUAGE_TARGETS.map(prepareOne))).flat();
}

/** Runs all commands: the checks of a target's stage concurrently, but in total no more at once than Kiln runs. */
async function runAll({ config }: Kiln, prepared: readonly Prepared[]): Promise<void> {
  const turns = new Turns(config.checkConcurrency);
  await Promise.all(
    prepared.map(async ({ folder, plan }) => {
      const place = { folder, path: toolPath(config.cacheDir) };
      let dependencies: Promise<void> | undefined;
      for (const stage of plan.stages) {
        const steps = stage.map((step) =>
          turns.run(async () => {
            dependencies ??= runCommands(plan.prepare, place);
            await dependencies;
            await runCommands(plan[step], place);
          }),
        );
        await Promise.all(steps);
      }
    }),
  );
}

async function runCommands(
  commands: readonly Command[],
  { folder, path: PATH }: { folder: string; path: string },
): Promise<void> {
  const env = { CI: '1', HOME: path.join(folder, 'home'), TMPDIR: path.join(folder, 'tmp'), PATH };
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  for (const command of commands) {
    const result = await run(command.argv, {
      cwd: path.join(folder, 'checkout', command.cwd ?? '.'),
      env: childEnvironment({ ...command.env, ...env }),
      timeoutMs: COMMAND_LIMIT_MS,
      output,
    });
    if (result.kind !== 'exited' || result.code !== 0) {
      throw new Error(`${command.argv.join(' ')} in ${folder}: ${JSON.stringify(result)}`);
    }
  }
}
