import { setTimeout as sleep } from 'node:timers/promises';
import { readEvents } from '../test/event-reader.ts';

/**
 * Watches a build many times (bench/cases/watchers.ts): reports when all are connected, and when all have received
 * every event.
 */
const [url = '', key = '', count = '0', events = '0'] = process.argv.slice(2);
const readers = await Promise.all(Array.from({ length: Number(count) }, () => readEvents(url, key)));
process.send?.('watching');
while (readers.some((reader) => reader.events.length < Number(events))) await sleep(10);
process.send?.('done');
