import { untilBack } from './away.ts';
import type { Config } from './config.ts';
import { forgetGoBuilds } from './go-programs.ts';
import { lock } from './lock.ts';
import { isCurrent, loadMigrations } from './migrations.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { type Say, SetupError } from './programs.ts';
import { ensureGenerator } from './setup.ts';
import { Supervisor } from './supervisor.ts';
import { ensureTemporal } from './temporal-program.ts';
import { type RunningTemporal, startTemporal } from './temporal-server.ts';

const BACK_WITHIN_MS = 60_000;

export interface Stack {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** What the Temporal server is to be shown; null where it is not ours, or asks nobody. */
  readonly temporalKey: string | null;
  /** Null where the Temporal server is not ours. */
  readonly temporalUiUrl: string | null;
  readonly generatorJar: string;
  /** Keeps the embedded servers running, and what is started on them: it ends first. */
  readonly supervisor: Supervisor;
  stop(): Promise<void>;
}

/**
 * Starts what Kiln stands on: PostgreSQL and Temporal, embedded unless the settings name others, side by side;
 * then brings the database to this version's schema. A server that dies is started again, on the same port. `begun` is
 * called once the data folder is ours, for what can be started beside them.
 */
export async function startStack(config: Config, say: Say, begun: () => void = () => {}): Promise<Stack> {
  const locked = await lock(config.dataDir, 'serve');
  if (!locked.held) {
    throw new SetupError(
      `Kiln runs already on ${config.dataDir} (process ${locked.pid}). Stop it, or set KILN_DATA_DIR.`,
    );
  }
  const generatorJar = await ensureGenerator(config, say);
  const temporalProgram = config.temporalAddress === null ? await ensureTemporal(config, say) : null;
  await forgetGoBuilds(config);
  const supervisor = new Supervisor(say);
  try {
    begun();
    const [postgres, temporal] = await Promise.all([
      config.databaseUrl === null ? supervisor.start('PostgreSQL', () => startPostgres(config)) : null,
      temporalProgram === null
        ? null
        : supervisor.start('Temporal', () => startTemporal(config, temporalProgram)),
    ]);
    const databaseUrl = databaseOf(config, postgres);
    const bring = () => bringToSchema(databaseUrl, say);
    // Ours may have died since it was ready: then the supervisor starts it again.
    await (postgres === null ? bring() : untilBack(bring, BACK_WITHIN_MS));
    return {
      databaseUrl,
      temporalAddress: addressOf(config, temporal),
      temporalKey: temporal?.key ?? null,
      temporalUiUrl: temporal?.uiUrl ?? null,
      generatorJar,
      supervisor,
      async stop() {
        await supervisor.stop();
        await locked.release();
      },
    };
  } catch (error) {
    await supervisor.stop();
    await locked.release();
    throw error;
  }
}

/** Applies the migrations of this version where the database lacks some. */
async function bringToSchema(databaseUrl: string, say: Say): Promise<void> {
  if (await isCurrent(databaseUrl)) return;
  // Prisma's schema engine is large: it is loaded only to be used.
  const { migrate } = await import('./migrate.ts');
  const applied = await migrate(databaseUrl);
  // All of them at once: a new database, of which there is nothing to say.
  if (applied.length === (await loadMigrations()).migrationDirectories.length) return;
  for (const name of applied) say(`Applied migration ${name}.`);
}

function databaseOf(config: Config, postgres: RunningPostgres | null): string {
  const url = config.databaseUrl ?? postgres?.url;
  if (url === undefined) throw new SetupError('There is no database.');
  return url;
}

function addressOf(config: Config, temporal: RunningTemporal | null): string {
  const address = config.temporalAddress ?? temporal?.address;
  if (address === undefined) throw new SetupError('There is no Temporal server.');
  return address;
}
