import type { Config } from '../config.ts';
import { sandbox } from '../confinement/sandbox.ts';
import { untilBack } from '../outages.ts';
import { lock } from '../storage/pid-lock.ts';
import { forgetGoBuilds } from '../toolchains/go-programs.ts';
import { ensureGenerator, ensureSandbox } from '../toolchains/install.ts';
import { type Say, SetupError } from '../toolchains/programs.ts';
import { isCurrent, loadMigrations } from './migrations.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { Supervisor } from './supervisor.ts';
import { findTemporal, type TemporalProgram } from './temporal-binary.ts';
import { type RunningTemporal, startTemporal } from './temporal-server.ts';

const BACK_WITHIN_MS = 60_000;

export interface Stack {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** The key of the Temporal server; null if the server is external, or has no authentication. */
  readonly temporalKey: string | null;
  /** Null if the Temporal server is external. */
  readonly temporalUiUrl: string | null;
  readonly generatorJar: string;
  /** Keeps the embedded servers running, and the processes that depend on them, which are stopped first. */
  readonly supervisor: Supervisor;
  stop(): Promise<void>;
}

/**
 * Starts the servers that Kiln depends on, PostgreSQL and Temporal, concurrently, embedded unless the settings name
 * others; then migrates the database to this version's schema. A server that dies is restarted on the same port.
 * `begun` is called once this process owns the data folder, to start other things concurrently.
 */
export async function startStack(config: Config, say: Say, begun: () => void = () => {}): Promise<Stack> {
  const locked = await lock(config.dataDir, 'serve');
  if (!locked.held) {
    throw new SetupError(
      `Kiln is already running on ${config.dataDir} (process ${locked.pid}). Stop it, or set KILN_DATA_DIR.`,
    );
  }
  const [generatorJar, temporalProgram] = await Promise.all([
    ensureGenerator(config, say),
    config.temporalAddress === null ? findTemporal(config, say) : null,
    ensureSandbox(config, say),
  ]);
  await forgetGoBuilds(config);
  await sayWhatIsOpen(config, temporalProgram, say);
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
    // The embedded server may have died since it was ready: then the supervisor restarts it.
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

/** Prints one line for each thing that is unconfined or has no authentication. */
async function sayWhatIsOpen(
  { sandbox: wanted }: Config,
  temporal: TemporalProgram | null,
  say: Say,
): Promise<void> {
  const { works, missing } = await sandbox();
  if (wanted === 'off') say('KILN_SANDBOX=off: checks have all permissions of Kiln.');
  else if (!works) say(`Checks are skipped: ${missing ?? ''}`);
  if (temporal?.guarded === false) {
    say(
      'The Temporal server has no authentication; "kiln setup" builds one that requires a key, for the next start.',
    );
  }
}

/** Applies the migrations of this version that the database lacks. */
async function bringToSchema(databaseUrl: string, say: Say): Promise<void> {
  if (await isCurrent(databaseUrl)) return;
  // Prisma's schema engine is large: it is loaded only if needed.
  const { migrate } = await import('./migrate.ts');
  const applied = await migrate(databaseUrl);
  // If all were applied, the database is new, which is not worth a message.
  if (applied.length === (await loadMigrations()).migrationDirectories.length) return;
  for (const name of applied) say(`Applied migration ${name}.`);
}

function databaseOf(config: Config, postgres: RunningPostgres | null): string {
  const url = config.databaseUrl ?? postgres?.url;
  if (url === undefined) throw new SetupError('The database was not started.');
  return url;
}

function addressOf(config: Config, temporal: RunningTemporal | null): string {
  const address = config.temporalAddress ?? temporal?.address;
  if (address === undefined) throw new SetupError('The Temporal server was not started.');
  return address;
}
