import { randomInt } from 'node:crypto';
import { freePort } from '../src/runtime/servers/ports.ts';

/** Below the ports that Linux and macOS give to connections and to servers that ask for any port. */
const [FIRST, LAST] = [20_000, 32_000];

/** A port on the loopback address that nobody gets by chance: for a server that starts later, or several times. */
export async function reservedPort(): Promise<number> {
  for (;;) {
    const port = await freePort('127.0.0.1', randomInt(FIRST, LAST)).catch(() => null);
    if (port !== null) return port;
  }
}
