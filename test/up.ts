import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Stainless from '@stainless-api/sdk';
import { PACKAGE_ROOT } from '../src/runtime/paths.ts';
import { freePort } from '../src/runtime/ports.ts';

const READY_WITHIN_MS = 240_000;

/** `./kiln up` as people start it: processes, servers and a data folder of its own, and all that it logs. */
export class Up {
  readonly key = 'kiln-up-key-in-use';
  readonly org = 'acme';
  readonly client: Stainless;
  readonly pid: number;
  readonly dataDir: string;
  readonly url: string;
  /** What all of its processes have written so far. */
  log = '';
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, dataDir: string, url: string) {
    this.#child = child;
    this.dataDir = dataDir;
    this.url = url;
    this.pid = child.pid ?? 0;
    this.client = new Stainless({ apiKey: this.key, baseURL: url, maxRetries: 0 });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
      });
    }
  }

  /** `settings`: variables beside those that every one has. Gives it once it serves. */
  static async start(settings: Readonly<Record<string, string>>): Promise<Up> {
    const { DATABASE_URL, TEMPORAL_ADDRESS, ...env } = process.env;
    const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-up-'));
    await chmod(dataDir, 0o755);
    const port = await freePort();
    const child = spawn(path.join(PACKAGE_ROOT, 'kiln'), ['up'], {
      env: {
        ...env,
        KILN_DATA_DIR: dataDir,
        KILN_HOST: '127.0.0.1',
        KILN_PORT: String(port),
        KILN_API_KEY: 'kiln-up-key-in-use',
        KILN_ORG: 'acme',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const up = new Up(child, dataDir, `http://127.0.0.1:${port}`);
    const until = Date.now() + READY_WITHIN_MS;
    while (!(await up.#serves())) {
      if (child.exitCode !== null || Date.now() > until) {
        await up.stop();
        throw new Error(`kiln up does not serve:\n${up.log}`);
      }
      await wait(200);
    }
    return up;
  }

  async #serves(): Promise<boolean> {
    const answer = await fetch(`${this.url}/readyz`).catch(() => null);
    return answer?.ok === true;
  }

  /** A request to a route that the published client does not know. */
  request(method: string, route: string, body?: unknown): Promise<Response> {
    return fetch(this.url + route, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  async databasePassword(): Promise<string> {
    return (await readFile(path.join(this.dataDir, 'postgres-password'), 'utf8')).trim();
  }

  async databasePort(): Promise<number> {
    return Number(await readFile(path.join(this.dataDir, 'postgres-port'), 'utf8'));
  }

  async databaseUrl(): Promise<string> {
    return `postgresql://postgres:${await this.databasePassword()}@127.0.0.1:${await this.databasePort()}/kiln`;
  }

  async temporalAddress(): Promise<string> {
    const [port = ''] = (await readFile(path.join(this.dataDir, 'temporal-ports'), 'utf8')).split(' ');
    return `127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await ended;
    }
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
