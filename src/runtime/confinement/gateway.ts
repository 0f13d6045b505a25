import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { judge, type Registries } from './gateway-rules.ts';

/** The only network access of a confined program, while it is open. */
export interface Gateway {
  /** Path of the socket, to be mounted in the sandbox. */
  readonly socket: string;
  /** Hosts that were requested but not reached, with the reasons. */
  readonly refused: ReadonlyMap<string, string>;
  /** Ends every connection. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly registries: Registries;
  /** The proxy of this machine's settings, to forward through; null: connect directly. */
  readonly upstream: URL | null;
}

const CONNECT_WITHIN_MS = 30_000;

/**
 * Opens a proxy on a Unix socket: a program in its own network namespace can reach what `registries` allows, by name,
 * and nothing on this machine. Names are resolved here, so the address cannot change between check and use.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  // The path of a socket is limited to 107 bytes, so it is not below the data folder.
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-gateway-'));
  await chmod(folder, 0o711);
  const socket = path.join(folder, 'socket');
  const refused = new Map<string, string>();
  const open = new Set<Duplex>();
  const keep = <S extends Duplex>(stream: S): S => {
    open.add(stream);
    stream.on('error', () => stream.destroy());
    stream.once('close', () => open.delete(stream));
    return stream;
  };

  const reach = async (host: string, port: number): Promise<Socket | null> => {
    const verdict = await judge(host, port, options.registries);
    const why = verdict.allowed
      ? verdict.addresses.length === 0 && options.upstream === null
        ? 'it has no address'
        : null
      : verdict.why;
    if (!verdict.allowed || why !== null) {
      refused.set(`${host}:${port}`, why ?? '');
      return null;
    }
    const { upstream } = options;
    const stream =
      upstream === null ? await firstOf(verdict.addresses, port) : await through(upstream, host, port);
    if (stream === null) refused.set(`${host}:${port}`, 'it does not respond');
    return stream === null ? null : keep(stream);
  };

  const server = createServer((asked, answer) => void pass(asked, answer, reach));
  server.on('connect', (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    keep(client);
    const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(asked.url ?? '') ?? [];
    reach(host, Number(port)).then(
      (stream) => {
        if (stream === null) return client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
        client.write('HTTP/1.1 200 Connected\r\n\r\n');
        if (head.length > 0) stream.write(head);
        pipeline(client, stream).catch(() => {});
        pipeline(stream, client).catch(() => {});
      },
      () => client.destroy(),
    );
  });
  server.on('clientError', (_error, stream) => stream.destroy());
  server.on('connection', keep);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  await chmod(socket, 0o666);
  return {
    socket,
    refused,
    async close() {
      server.close();
      for (const stream of open) stream.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Reach = (host: string, port: number) => Promise<Socket | null>;

/** A plain HTTP request, whose first line has the absolute URL. */
async function pass(asked: IncomingMessage, answer: ServerResponse, reach: Reach): Promise<void> {
  const target = URL.canParse(asked.url ?? '') ? new URL(asked.url ?? '') : null;
  if (target?.protocol !== 'http:') {
    answer.writeHead(400).end();
    return;
  }
  const stream = await reach(target.hostname, Number(target.port || 80)).catch(() => null);
  if (stream === null) {
    answer.writeHead(403).end();
    return;
  }
  const { 'proxy-connection': _dropped, 'proxy-authorization': _secret, ...headers } = asked.headers;
  const { method } = asked;
  const onward = request(
    { createConnection: () => stream, method, path: `${target.pathname}${target.search}`, headers },
    (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      pipeline(answered, answer).catch(() => {});
    },
  );
  onward.on('error', () => answer.destroy());
  pipeline(asked, onward).catch(() => {});
}

async function firstOf(addresses: readonly string[], port: number): Promise<Socket | null> {
  for (const host of addresses) {
    const stream = await connected(connect({ host, port }));
    if (stream !== null) return stream;
  }
  return null;
}

/** Requests a tunnel from an upstream proxy. */
async function through(proxy: URL, host: string, port: number): Promise<Socket | null> {
  const { hostname, username, password } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers =
    username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  return new Promise((resolve) => {
    const asked = request({
      host: hostname,
      port: Number(proxy.port || 80),
      method: 'CONNECT',
      path: `${host}:${port}`,
      headers,
      timeout: CONNECT_WITHIN_MS,
    });
    asked.once('connect', ({ statusCode }, stream: Socket) => {
      if (statusCode === 200) return resolve(stream);
      stream.destroy();
      resolve(null);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(null));
    asked.end();
  });
}

function connected(stream: Socket): Promise<Socket | null> {
  return new Promise((resolve) => {
    stream.setTimeout(CONNECT_WITHIN_MS, () => stream.destroy());
    stream.once('connect', () => {
      stream.setTimeout(0);
      resolve(stream);
    });
    stream.once('error', () => resolve(null));
    stream.once('close', () => resolve(null));
  });
}
