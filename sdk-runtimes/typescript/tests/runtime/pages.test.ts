import { AbstractPage, PagePromise, pageParam, withPageParams } from '../../src/internal/page';
import { answering, json, TestClient } from './test-client';

class NumberPage extends AbstractPage<number> {
  getPaginatedItems(): number[] {
    return (this.body as { items?: number[] }).items ?? [];
  }

  nextPageRequestOptions() {
    const { next } = this.body as { next?: string };
    return next ? withPageParams(this.options, 'query', { cursor: next }) : null;
  }
}

const pages = () =>
  answering(
    json({ items: [1, 2], next: 'b' }),
    json({ items: [3], next: 'c' }),
    json({ items: [], next: 'd' }),
  );

test('iterates over the items of all pages, fetching each page on demand', async () => {
  const { fetch, sent } = pages();
  const client = new TestClient({ fetch });
  const found: number[] = [];
  const request = { method: 'get' as const, path: '/numbers', query: { limit: 2 } };
  for await (const item of new PagePromise<NumberPage, number>(client, request, NumberPage)) {
    found.push(item);
    if (item === 2) expect(sent).toHaveLength(1);
  }
  expect(found).toEqual([1, 2, 3]);
  expect(sent.map(({ url }) => new URL(url).search)).toEqual([
    '?limit=2',
    '?limit=2&cursor=b',
    '?limit=2&cursor=c',
  ]);
});

test('iterates page by page', async () => {
  const client = new TestClient({ fetch: pages().fetch });
  const first = await new PagePromise<NumberPage, number>(client, { method: 'get', path: '/' }, NumberPage);
  expect(first.hasNextPage()).toBe(true);
  const last = await (await first.getNextPage()).getNextPage();
  expect(last.getPaginatedItems()).toEqual([]);
  expect(last.hasNextPage()).toBe(false);
  expect(pageParam({ method: 'get', path: '/', query: { a: 1 } }, 'query', 'a')).toBe(1);
});
