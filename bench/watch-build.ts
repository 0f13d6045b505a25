import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Watches a build many times (bench/cases/watchers.ts): reports when all are connected, and when all have received
 * every event. Counts events and does not read them: in production the watchers are other machines.
 */
const [url = '', key = '', count = '0', events = '0'] = process.argv.slice(2);

interface Watcher {
  received: number;
}

function watch(): Promise<Watcher> {
  return new Promise((resolve, reject) => {
    const watcher = { received: 0 };
    const request = get(url, { agent: false, headers: { authorization: `Bearer ${key}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`A stream was answered ${response.statusCode}.`));
      response.on('data', (chunk: Buffer) => {
        // An event is one line of data, and is never split: it is sent in one write.
        for (let at = chunk.indexOf('\ndata: '); at >= 0; at = chunk.indexOf('\ndata: ', at + 1)) {
          watcher.received += 1;
        }
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
