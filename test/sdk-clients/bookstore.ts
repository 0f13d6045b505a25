import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the bookstore received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly authorization: string | null;
  /** JSON as sent; a form by its field names, with files as `name: content`. */
  readonly body: unknown;
}

export interface Bookstore {
  /** With `/v1` at its end, as the description's servers have it. */
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

const book = (id: string, title: string, amount: number, currency: string) => ({
  id,
  title,
  subtitle: null,
  author_ids: ['aut_1'],
  isbn: '9780000000019',
  genre: 'fiction',
  format: 'paperback',
  price: { amount, currency },
  stock: 0,
  created_at: '2024-05-01T10:00:00Z',
});

/** The part of the API of examples/bookstore that the programs in this folder use, with one book per page. */
function answer({ method, path, query, body }: Received): { status: number; content: unknown } {
  switch (`${method} ${path}`) {
    case 'GET /v1/books':
      return query.cursor === 'page-2'
        ? { status: 200, content: { data: [book('book_2', 'Winter Ferries', 990, 'GBP')], has_more: false } }
        : {
            status: 200,
            content: {
              data: [book('book_1', 'The Tide Tables', 1890, 'EUR')],
              has_more: true,
              next_cursor: 'page-2',
            },
          };
    case 'POST /v1/books':
      return { status: 201, content: { ...book('book_3', '', 0, 'EUR'), ...Object(body) } };
    case 'PUT /v1/books/book_3/cover':
      return {
        status: 200,
        content: { url: 'https://img.bookstore.example/book_3.png', width: 600, height: 900 },
      };
    case 'POST /v1/orders/ord_1/pay':
      return {
        status: 200,
        content: {
          id: 'ord_1',
          status: 'paid',
          items: [{ book_id: 'book_1', quantity: 2 }],
          total: { amount: 3780, currency: 'EUR' },
          payment_method: body,
          created_at: '2024-05-01T10:00:00Z',
          paid_at: '2024-05-01T10:05:00Z',
        },
      };
    default:
      return {
        status: 404,
        content: { code: 'not_found', message: `There is no ${path.split('/').at(-1)}.` },
      };
  }
}

/** Serves the bookstore on this machine. */
export async function openBookstore(): Promise<Bookstore> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void read(request).then((what) => {
      received.push(what);
      const { status, content } = answer(what);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://bookstore');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    authorization: request.headers.authorization ?? null,
    body: await bodyOf(Buffer.concat(chunks), request.headers['content-type'] ?? ''),
  };
}

async function bodyOf(content: Buffer, type: string): Promise<unknown> {
  if (content.length === 0) return null;
  if (!type.startsWith('multipart/form-data')) return JSON.parse(content.toString('utf8'));
  const form = await new Response(content, { headers: { 'content-type': type } }).formData();
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    fields[name] = typeof value === 'string' ? value : `${value.name}: ${await value.text()}`;
  }
  return fields;
}
