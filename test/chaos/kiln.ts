import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { freePort } from '../../src/runtime/servers/ports.ts';
import { type TemporalConnection, temporalConnection } from '../../src/temporal/connection.ts';
import { type Found, findProcesses, MARK, type Role, signal } from './processes.ts';

const DISK_MB = 1024;
const READY_WITHIN_MS = 180_000;
/** Restarts that a fault causes begin within this time after Kiln is ready again. */
const SETTLED_AFTER_MS = 5000;

/** The Kiln under test: `kiln up` as a separate process, on a small disk if possible. */
export class Kiln {
  readonly folder: string;
  readonly dataDir: string;
  readonly url: string;
  readonly key = 'kiln-chaos-key';
  /** Whether the data folder has its own disk, which can be filled. */
  readonly ownDisk: boolean;
  readonly #mark = randomBytes(8).toString('hex');
  readonly #port: number;
  readonly #settings: Readonly<Record<string, string>>;
  #up: ChildProcess | null = null;

  private constructor(port: number, settings: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#settings = settings;
    this.url = `http://127.0.0.1:${port}`;
    this.folder = mkdtempSync(path.join(tmpdir(), 'kiln-chaos-'));
    chmodSync(this.folder, 0o755);
    this.dataDir = path.join(this.folder, 'data');
    mkdirSync(this.dataDir, { mode: 0o755 });
    mkdirSync(this.temporary, { mode: 0o777 });
    this.ownDisk = mountDisk(this.dataDir);
    // Aborted tests stop it too.
    process.once('exit', () => this.#up?.kill('SIGTERM'));
  }

  /** `settings`: variables in addition to those of the suite. */
  static async create(settings: Readonly<Record<string, string>> = {}): Promise<Kiln> {
    return new Kiln(await freePort(), settings);
  }

  /** Folder for temporary files of all programs: empty after an orderly end. */
  get temporary(): string {
    return path.join(this.folder, 'tmp');
  }

  get log(): string {
    return path.join(this.folder, 'kiln.log');
  }

  get databaseUrl(): string {
    const read = (name: string) => readFileSync(path.join(this.dataDir, name), 'utf8').trim();
    return `postgresql://postgres:${read('postgres-password')}@127.0.0.1:${read('postgres-port')}/kiln`;
  }

  get temporalAddress(): string {
    return `127.0.0.1:${this.#temporalPorts[0] ?? ''}`;
  }

  /** How to reach its Temporal server. */
  get temporal(): TemporalConnection['options'] {
    return temporalConnection(this.temporalAddress, this.temporalKey).options;
  }

  get temporalKey(): string {
    return readFileSync(path.join(this.dataDir, 'temporal-key'), 'utf8').trim();
  }

  get temporalUiPort(): number {
    return Number(this.#temporalPorts[1]);
  }

  get #temporalPorts(): string[] {
    return readFileSync(path.join(this.dataDir, 'temporal-ports'), 'utf8').split(' ');
  }

  /** `root`: the installation, which may be of another version. */
  start(root = PACKAGE_ROOT): void {
    this.#up = this.#spawn('up', root, {});
  }

  /** A second worker on the same servers and the same data folder. */
  startWorker(root = PACKAGE_ROOT): ChildProcess {
    return this.#spawn('worker', root, {
      DATABASE_URL: this.databaseUrl,
      TEMPORAL_ADDRESS: this.temporalAddress,
      TEMPORAL_API_KEY: this.temporalKey,
      TEMPORAL_TLS: 'false',
    });
  }

  #spawn(role: 'up' | 'worker', root: string, servers: Readonly<Record<string, string>>): ChildProcess {
    const { DATABASE_URL, TEMPORAL_ADDRESS, ...env } = process.env;
    const main = path.join(root, 'dist', 'cli', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main, role], {
      env: {
        ...env,
        [MARK]: this.#mark,
        TMPDIR: this.temporary,
        KILN_DATA_DIR: this.dataDir,
        KILN_HOST: '127.0.0.1',
        KILN_PORT: String(this.#port),
        KILN_API_KEY: this.key,
        KILN_ORG: 'chaos',
        KILN_CHECKS: 'asked',
        KILN_ALLOW_COMMANDS: '*',
        // Without the sandbox, only Kiln itself ends processes that a check leaves behind.
        KILN_SANDBOX: 'off',
        KILN_LOG_LEVEL: 'warn',
        // Thousands of descriptions go through lint.
        KILN_CREATES_PER_MINUTE: '0',
        ...this.#settings,
        ...servers,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const log = createWriteStream(this.log, { flags: 'a' });
    for (const stream of [child.stdout, child.stderr]) stream?.pipe(log, { end: false });
    return child;
  }

  /** Waits until builds can be served. Returns the time in ms; throws after three minutes. */
  async ready(): Promise<number> {
    const startedAt = Date.now();
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(
        () => null,
      );
      if (answer?.status === 200) return Date.now() - startedAt;
      if (Date.now() - startedAt > READY_WITHIN_MS)
        throw new Error(`Kiln is not ready again; see ${this.log}.`);
      await wait(100);
    }
  }

  /** Waits until the same API and worker processes have been ready for a while: the last fault has no more effects. */
  async settled(): Promise<void> {
    for (let servedBy = ''; ; ) {
      await this.ready();
      const pids = [...(await this.pids('api')), ...(await this.pids('worker'))].sort().join();
      if (pids === servedBy) return;
      servedBy = pids;
      await wait(SETTLED_AFTER_MS);
    }
  }

  /** Sends a client's request and returns the response. */
  ask(method: string, route: string, body?: unknown): Promise<Response> {
    return fetch(this.url + route, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** Sends a client's request and returns the status and body of the response. */
  async request(method: string, route: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await this.ask(method, route, body);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  processes(): Promise<Found[]> {
    return findProcesses(this.#mark, this.dataDir);
  }

  async pids(role: Role): Promise<number[]> {
    return (await this.processes()).filter((found) => found.role === role).map(({ pid }) => pid);
  }

  /** Kills every process at once, and starts again. */
  async killAll(): Promise<void> {
    for (const { pid } of await this.processes()) signal(pid, 'SIGKILL');
    this.start();
  }

  /** Runs a command of Kiln on this data folder and returns its output. Throws if it fails. */
  run(...args: string[]): string {
    const main = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
    const env = { ...process.env, TMPDIR: this.temporary, KILN_DATA_DIR: this.dataDir };
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stderr;
  }

  /**
   * Ends it as a closed terminal does: nobody reads its output any more. Returns leftovers, of which there should be
   * none.
   */
  hangUp(): Promise<Found[]> {
    for (const stream of [this.#up?.stdout, this.#up?.stderr]) stream?.destroy();
    return this.stop('SIGHUP');
  }

  /** Stops it in order, and returns leftovers, of which there should be none. */
  async stop(by: NodeJS.Signals = 'SIGTERM'): Promise<Found[]> {
    const up = this.#up;
    if (up !== null && up.exitCode === null && up.signalCode === null) {
      const ended = new Promise((resolve) => up.once('exit', resolve));
      up.kill(by);
      await ended;
    }
    const left = await this.processes();
    for (const { pid } of left) signal(pid, 'SIGKILL');
    return left;
  }

  remove(): void {
    if (this.ownDisk) execFileSync('umount', ['--lazy', this.dataDir]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A separate file system for the data folder, as root on Linux; returns false if that is impossible. */
function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=755`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
