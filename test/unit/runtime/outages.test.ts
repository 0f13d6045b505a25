import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { untilBack } from '../../../src/runtime/outages.ts';
import { freePort } from '../../../src/runtime/servers/ports.ts';

test('retries work until an unavailable server is back', async () => {
  const port = await freePort();
  let tries = 0;
  const connect = async () => {
    tries += 1;
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    return 'back';
  };
  const server = createServer();
  setTimeout(() => server.listen(port, '127.0.0.1'), 300);
  try {
    expect(await untilBack(connect, 10_000)).toBe('back');
    expect(tries).toBeGreaterThan(1);
  } finally {
    server.close();
  }
});

test('stops retrying after its time limit, and retries only outages', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  await expect(untilBack(() => Promise.reject(refused), 300)).rejects.toBe(refused);
  let tries = 0;
  const wrong = () => {
    tries += 1;
    return Promise.reject(new Error('The database is newer.'));
  };
  await expect(untilBack(wrong, 10_000)).rejects.toThrow('newer');
  expect(tries).toBe(1);
});
