import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/**
 * Routes of the OpenAPI document for which the SDK has no methods (`unspecified_endpoints` in examples/kiln), and streams,
 * which browsers follow themselves.
 */
const BY_HAND = ['/v0/oauth/token', '/api/oauth/device'];
const isStream = (address: string) => address.endsWith('/events');
/** Routes of the page are not in the document. */
const isOfPage = (address: string) => address.startsWith('/v0/page/');

test('the page calls the routes of the API through the SDK that Kiln makes of itself', () => {
  const folder = path.resolve('web/src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const addresses = sources.flatMap((name) =>
    [...readFileSync(path.join(folder, name), 'utf8').matchAll(/['"`](\/(?:v0|api)\/[^'"`]*)/g)].map(
      ([, address = '']) => address,
    ),
  );
  expect(addresses.filter((one) => BY_HAND.includes(one)).sort()).toEqual([...BY_HAND].sort());
  const others = addresses.filter((one) => !BY_HAND.includes(one) && !isStream(one) && !isOfPage(one));
  expect(others).toEqual([]);
});

test('only one file of the page sends requests', () => {
  const folder = path.resolve('web/src');
  const senders = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && /\bfetch\(/.test(readFileSync(path.join(folder, name), 'utf8')),
  );
  expect(senders).toEqual(['client.ts']);
});
