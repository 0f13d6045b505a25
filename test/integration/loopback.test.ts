import { readdir, readFile, readlink } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporalConnection } from '../../src/temporal/connection.ts';
import { Kiln } from '../chaos/kiln.ts';

let kiln: Kiln;

beforeAll(async () => {
  kiln = await Kiln.create({});
  kiln.start();
  await kiln.ready();
}, 300_000);
afterAll(async () => {
  await kiln.stop();
  kiln.remove();
});

const numbers = async (folder: string) => (await readdir(folder)).filter((name) => /^\d+$/.test(name));

/** A process and all of its descendants. */
async function tree(root: number): Promise<string[]> {
  const parents = await Promise.all(
    (await numbers('/proc')).map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // After the name, which may contain anything, come the state and the parent.
      return { pid, parent: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] };
    }),
  );
  const found = [String(root)];
  for (const one of found) for (const { pid, parent } of parents) if (parent === one) found.push(pid);
  return found;
}

interface Listening {
  readonly program: string;
  /** The kernel's format: groups of four bytes in reverse order. */
  readonly address: string;
  readonly port: number;
}

/** Listening TCP sockets. */
async function listening(pids: readonly string[]): Promise<Listening[]> {
  const owners = new Map<string, string>();
  for (const pid of pids) {
    const program = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    for (const fd of await numbers(`/proc/${pid}/fd`).catch(() => [])) {
      const inode = /^socket:\[(\d+)\]$/.exec(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''))?.[1];
      if (inode !== undefined) owners.set(inode, program);
    }
  }
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')));
  return tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const program = owners.get(inode);
      const [address = '', port = ''] = local.split(':');
      // 0A means listening.
      return state !== '0A' || program === undefined
        ? []
        : [{ program, address, port: Number.parseInt(port, 16) }];
    }),
  );
}

const LOOPBACK = [/^......7F$/, /^0{24}01000000$/, /^0{16}FFFF0000......7F$/];

test('everything that Kiln starts listens on loopback only', async () => {
  const [root = 0] = await kiln.pids('up');
  const sockets = await listening(await tree(root));
  const ports = sockets.map(({ port }) => port);
  // Known sockets, to ensure that none was overlooked.
  for (const address of [kiln.databaseUrl, `http://${kiln.temporalAddress}`, kiln.url]) {
    expect(ports).toContain(Number(new URL(address).port));
  }
  expect(sockets.filter(({ address }) => !LOOPBACK.some((loopback) => loopback.test(address)))).toEqual([]);
});

/** The sockets of the Temporal server: its frontend, its UI, and those between its services. */
async function temporalSockets(): Promise<Listening[]> {
  const [root = 0] = await kiln.pids('up');
  const sockets = (await listening(await tree(root))).filter(({ program }) => program === 'kiln-temporal');
  expect(sockets.length).toBeGreaterThan(4);
  return sockets;
}

test('the embedded Temporal server requires its key', async () => {
  const ask = async (key: string | null) => {
    const { options } = temporalConnection(kiln.temporalAddress, key);
    const connection = await Connection.lazy(options);
    try {
      await connection.workflowService.listWorkflowExecutions({ namespace: 'default' });
      return 'served';
    } catch (error) {
      return String(error);
    } finally {
      await connection.close();
    }
  };
  expect(await ask(kiln.temporalKey)).toBe('served');
  for (const wrong of [null, 'kiln', kiln.temporalKey.slice(0, -1)]) {
    expect(await ask(wrong)).toMatch(/PERMISSION_DENIED|unauthorized/);
  }
});

test('internal Temporal services accept only each other', async () => {
  const frontend = Number(kiln.temporalAddress.split(':')[1]);
  // The UI has its own address.
  const within = (await temporalSockets()).filter(
    ({ address, port }) => address === '0100007F' && port !== frontend,
  );
  expect(within.length).toBeGreaterThan(2);
  for (const { port } of within) {
    const refused = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
      socket.on('data', () => resolve('served')).on('error', (error) => resolve(String(error)));
      socket.on('end', () => resolve('ended')).setTimeout(5_000, () => resolve('waits'));
    });
    expect(refused).toMatch(/certificate required/);
  }
});

const NAMESPACES = '/api/v1/namespaces';
const END = `${NAMESPACES}/default/workflows/nobody/terminate`;

/** Status and body of the response to these headers; empty without a response. */
function answerOf(
  place: { readonly host?: string; readonly port: number },
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve) => {
    const asked = request({
      host: '127.0.0.1',
      ...place,
      path: method === 'GET' ? NAMESPACES : END,
      method,
      headers: { 'content-type': 'text/plain', ...headers },
      timeout: 5_000,
    });
    asked.on('response', async (answer) => resolve(`${answer.statusCode} ${await text(answer)}`));
    asked.on('timeout', () => asked.destroy()).on('error', () => resolve(''));
    asked.end(method === 'POST' ? '{}' : undefined);
  });
}

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

test('the Temporal UI requires a login and a loopback host name', async () => {
  const port = kiln.temporalUiPort;
  const login = basic('kiln', kiln.temporalKey);
  for (const own of ['127.0.0.1', 'localhost', '[::1]']) {
    const host = `${own}:${port}`;
    expect(await answerOf({ port }, 'GET', { host, ...login })).toMatch(/^200 .*namespaces/s);
    // The workflow does not exist; nothing else prevents its termination.
    expect(await answerOf({ port }, 'POST', { host, origin: `http://${host}`, ...login })).toMatch(/^404 /);
  }
  const host = `127.0.0.1:${port}`;
  for (const wrong of [{}, basic('kiln', 'kiln'), basic('', ''), basic('other', kiln.temporalKey)]) {
    expect(await answerOf({ port }, 'GET', { host, ...wrong })).toMatch(/^401 Log in/);
  }
  // A logged-in browser also sends that with other pages' requests.
  for (const origin of ['null', 'https://kiln.example', `http://127.0.0.1:${port + 1}`]) {
    expect(await answerOf({ port }, 'POST', { host, origin, ...login })).toMatch(/^403 Origin/);
  }
  for (const other of ['kiln.example', 'kiln.example:80', '127.0.0.1.kiln.example', 'a b']) {
    expect(await answerOf({ port }, 'GET', { host: other, ...login })).toMatch(/^40[03] /);
  }
});

test('nothing behind the Temporal UI is reachable without a login, and internal services take no HTTP', async () => {
  for (const { address, port } of await temporalSockets()) {
    const host = (address.match(/../g) ?? [])
      .map((byte) => Number.parseInt(byte, 16))
      .reverse()
      .join('.');
    for (const method of ['GET', 'POST'] as const) {
      const answer = await answerOf({ host, port }, method, { host: `${host}:${port}` });
      expect(answer).not.toMatch(/namespaceInfo/);
      expect(answer).toMatch(/^$|^40[03] /);
    }
  }
});

test('the embedded PostgreSQL requires its password', async () => {
  const url = new URL(kiln.databaseUrl);
  const login = async (password: string, user = 'postgres') => {
    const client = new pg.Client({
      host: url.hostname,
      port: Number(url.port),
      database: 'kiln',
      user,
      password,
    });
    try {
      await client.connect();
      return 'in';
    } catch (error) {
      return String(error);
    } finally {
      await client.end().catch(() => {});
    }
  };
  expect(await login(decodeURIComponent(url.password))).toBe('in');
  for (const wrong of ['', 'postgres', 'kiln']) {
    expect(await login(wrong)).toMatch(/password/);
    expect(await login(wrong, 'kiln')).toMatch(/password/);
  }
});
