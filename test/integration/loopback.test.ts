import { readdir, readFile, readlink } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** A process and all that it has started. */
async function tree(root: number): Promise<string[]> {
  const parents = await Promise.all(
    (await numbers('/proc')).map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // After the name, which may hold anything: the state, and the parent.
      return { pid, parent: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] };
    }),
  );
  const found = [String(root)];
  for (const one of found) for (const { pid, parent } of parents) if (parent === one) found.push(pid);
  return found;
}

interface Listening {
  readonly program: string;
  /** As the kernel writes it: each four bytes from the last to the first. */
  readonly address: string;
  readonly port: number;
}

/** The TCP sockets on which processes listen. */
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
      // 0A: it listens.
      return state !== '0A' || program === undefined
        ? []
        : [{ program, address, port: Number.parseInt(port, 16) }];
    }),
  );
}

const LOOPBACK = [/^......7F$/, /^0{24}01000000$/, /^0{16}FFFF0000......7F$/];

test('whatever Kiln starts listens on loopback alone', async () => {
  const [root = 0] = await kiln.pids('up');
  const sockets = await listening(await tree(root));
  const ports = sockets.map(({ port }) => port);
  // What it is known to open, so that none was overlooked.
  for (const address of [kiln.databaseUrl, `http://${kiln.temporalAddress}`, kiln.url]) {
    expect(ports).toContain(Number(new URL(address).port));
  }
  expect(sockets.filter(({ address }) => !LOOPBACK.some((loopback) => loopback.test(address)))).toEqual([]);
});

const NAMESPACES = '/api/v1/namespaces';
const END = `${NAMESPACES}/default/workflows/kiln-reconcile/terminate`;

/** Status and body of what a browser gets whose page says `host`, as any page may send it; empty where nothing answers. */
function answerOf(port: number, host: string, method: 'GET' | 'POST'): Promise<string> {
  return new Promise((resolve) => {
    const place = { host: '127.0.0.1', port, path: method === 'GET' ? NAMESPACES : END, method };
    const asked = request({ ...place, headers: { host, 'content-type': 'text/plain' }, timeout: 5_000 });
    asked.on('response', async (answer) => resolve(`${answer.statusCode} ${await text(answer)}`));
    asked.on('timeout', () => asked.destroy()).on('error', () => resolve(''));
    asked.end(method === 'POST' ? '{}' : undefined);
  });
}

test('no page of a browser reads from Temporal or ends something there, by whatever name it calls it', async () => {
  const ui = kiln.temporalUiPort;
  for (const own of ['127.0.0.1', 'localhost', '[::1]']) {
    expect(await answerOf(ui, `${own}:${ui}`, 'GET')).toMatch(/^200 .*namespaces/s);
  }
  expect(await answerOf(ui, `127.0.0.1:${ui}`, 'POST')).toMatch(/^400 .*csrf/);
  for (const other of ['kiln.example', 'kiln.example:80', '127.0.0.1.kiln.example', 'a b']) {
    expect(await answerOf(ui, other, 'GET')).toMatch(/^40[03] /);
  }

  const [root = 0] = await kiln.pids('up');
  const sockets = await listening(await tree(root));
  const ports = sockets.filter(({ program }) => program === 'temporal').map(({ port }) => port);
  expect(ports.length).toBeGreaterThan(3);
  for (const port of ports) {
    for (const host of [`127.0.0.1:${port}`, 'kiln.example']) {
      expect(await answerOf(port, host, 'GET')).not.toMatch(/namespaceInfo/);
      expect(await answerOf(port, host, 'POST')).not.toMatch(/workflow/);
    }
  }
});

test('the embedded PostgreSQL lets nobody in without its password', async () => {
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
