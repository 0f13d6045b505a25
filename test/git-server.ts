import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gitEnvironment } from '../src/git/store/git-command.ts';
import { bareRepository } from './git.ts';

/** A port that concurrent test files use in turn. */
interface SharedPort {
  readonly port: number;
  /** A folder that they share too. */
  readonly turns: string;
}

/** An external Git server: plain `git http-backend` with a password. */
export class GitServer {
  /** How long a test file may wait for the shared port. */
  static readonly TURN_MS = 900_000;
  readonly #folder: string;
  readonly #password: string;
  #port: number;
  #server: http.Server | null = null;
  /** The folder that reserves the port for this server. */
  #turn: string | null = null;
  /** Responses below `/api/` by caller; null: none. */
  rest: http.RequestListener | null = null;
  /** Whether it accepts pushes without answering. */
  isSilent = false;
  /** Pushes that were not answered. */
  hanging = 0;
  /** Requests, including those without a password. */
  requests = 0;

  private constructor(folder: string, password: string, port: number) {
    this.#folder = folder;
    this.#password = password;
    this.#port = port;
  }

  /** On a free port, or on the one shared with other test files. */
  static async start(password: string, shared?: SharedPort): Promise<GitServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'kiln-remote-git-'));
    const server = new GitServer(folder, password, shared?.port ?? 0);
    if (shared !== undefined) server.#turn = await takeTurn(shared);
    try {
      await server.up();
      return server;
    } catch (error) {
      // Others would wait for their turn in vain.
      await server.stop();
      throw error;
    }
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Creates an empty repository. Returns its URL, with the password if `open`. */
  async create(name: string): Promise<{ url: string; open: string; folder: string }> {
    const folder = await bareRepository(path.join(this.#folder, `${name}.git`));
    const url = `${this.address}/${name}.git`;
    return { url, open: url.replace('://', `://ada:${this.#password}@`), folder };
  }

  async up(): Promise<void> {
    this.#server = http.createServer((request, response) => this.#serve(request, response));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  async down(): Promise<void> {
    const server = this.#server;
    if (server?.listening !== true) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.#folder, { recursive: true, force: true });
    if (this.#turn !== null) await rm(this.#turn, { recursive: true, force: true });
  }

  #serve(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.requests += 1;
    if (request.url?.startsWith('/api/') === true) {
      if (this.rest !== null) this.rest(request, response);
      else response.writeHead(404).end();
      return;
    }
    const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64');
    if (this.#password !== '' && basic.toString() !== `ada:${this.#password}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="remote"' }).end();
      return;
    }
    const [pathInfo = '', query = ''] = (request.url ?? '').split('?');
    if (this.isSilent && pathInfo.endsWith('/git-receive-pack')) {
      this.hanging += 1;
      request.resume();
      return;
    }
    const child = spawn('git', ['http-backend'], {
      env: gitEnvironment({
        GIT_PROJECT_ROOT: this.#folder,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'http.receivepack',
        GIT_CONFIG_VALUE_0: 'true',
        PATH_INFO: decodeURIComponent(pathInfo),
        QUERY_STRING: query,
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        CONTENT_LENGTH: request.headers['content-length'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'ada',
      }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => {});
    request.pipe(child.stdin);
    let head = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      child.stdout.off('data', onData);
      const lines = head.subarray(0, end).toString().split('\r\n');
      const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
      response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers);
      response.write(head.subarray(end + 4));
      child.stdout.pipe(response);
    };
    child.stdout.on('data', onData);
  }
}

/** Waits until no other test file has the port. If that never happens, the hook that starts the server times out. */
async function takeTurn({ port, turns }: SharedPort): Promise<string> {
  const turn = path.join(turns, `git-port-${port}`);
  while (!(await isMade(turn))) await wait(100);
  return turn;
}

const isMade = (folder: string) =>
  mkdir(folder).then(
    () => true,
    () => false,
  );
