import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Watches a build many times (bench/cases/watchers.ts): reports when all are connected, and when all have received
 * every event. Counts events and does not read them: in production the watchers are other machines.
 */
const [url = '', key = '', count = '0', events = '0'] = process.argv.slice(2);

/** Once in each event. */
const DATA = '\ndata: ';

interface Watcher {
  received: number;
}

function watch(): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    const watcher = { received: 0 };
    const request = get(url, { agent: false, headers: { authorization: `Bearer ${key}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`A stream was answered ${response.statusCode}.`));
      let end = '';
      response.setEncoding('latin1').on('data', (chunk: string) => {
        const parts = `${end}${chunk}`.split(DATA);
        watcher.received += parts.length - 1;
        // It may be split between two chunks.
        end = parts.at(-1)?.slice(1 - DATA.length) ?? '';
      });
      resolve(watcher);
    });
    request.on('error', reject);
  });
}

const watchers = await Promise.all(Array.from({ length: Number(count) }, watch));
process.send?.('watching');
while (watchers.some(({ received }) => received < Number(events))) await sleep(10);
process.send?.('done');
