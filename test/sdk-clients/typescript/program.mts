// What somebody writes who installed the TypeScript SDK of the example: `program.mjs URL PICTURE`.
import { createReadStream } from 'node:fs';
import Bookstore from '@bookstore-example/sdk';

const [baseURL = '', picture = ''] = process.argv.slice(2);
const client = new Bookstore({ baseURL, apiKey: 'secret' });

// Page after page.
for await (const { id, title, price } of client.books.list({ genre: 'fiction', limit: 1 })) {
  console.log(`listed ${id} ${title} ${price.amount} ${price.currency}`);
}

const book = await client.books.create({
  title: 'Salt Roads',
  author_ids: ['aut_1'],
  isbn: '9780000000033',
  genre: 'history',
  price: { amount: 1250, currency: 'JPY' },
});
console.log(`created ${book.id} ${book.title}, ${book.stock} in stock`);

const cover = await client.books.cover.update(book.id, {
  image: createReadStream(picture),
  alternative_text: 'A road',
});
console.log(`uploaded ${cover.url} ${cover.width}x${cover.height}`);

const order = await client.orders.pay('ord_1', { type: 'card', token: 'tok_1' });
console.log(`paid ${order.id} ${order.status}`);

try {
  await client.books.retrieve('book_9');
} catch (error) {
  if (!(error instanceof Bookstore.NotFoundError)) throw error;
  const { code, message } = error.error as { code: string; message: string };
  console.log(`failed with ${error.status} ${code}: ${message}`);
}
