import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import type { Api } from '../../src/sdk/api/api-types.ts';
import { environment } from './run.ts';

/** Runs `work` with a mock server of a description: on loopback, strict about the formats of lists and objects. */
export async function withMock<T>(
  description: string,
  { arrays, objects }: Api['query'],
  work: (url: string) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const formats = ['query', 'form'].flatMap((part) => [
    `--validator-${part}-array-format=${arrays}`,
    `--validator-${part}-object-format=${objects}`,
  ]);
  const program = path.join(PACKAGE_ROOT, 'node_modules', '.bin', 'steady');
  const server = execa(program, ['--host', '127.0.0.1', '-p', String(port), ...formats, description], {
    env: environment(),
    extendEnv: false,
    stdio: 'ignore',
    reject: false,
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, () => server.exitCode);
    return await work(url);
  } finally {
    server.kill();
    await server;
  }
}

async function ready(url: string, exitCode: () => number | null): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await fetch(`${url}/_x-steady/health`).catch(() => null);
    if (answer?.ok === true) return;
    if (exitCode() !== null) throw new Error(`The mock server ended with ${exitCode()}.`);
    await sleep(100);
  }
  throw new Error('The mock server did not start within a minute.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('No port is free.')),
      );
    });
  });
}
