// What somebody writes who installed the TypeScript SDK of the example: `program.mjs URL PICTURE`.
import { readFile } from 'node:fs/promises';
import {
  BooksApi,
  Configuration,
  CoversApi,
  Currency,
  Genre,
  OrdersApi,
  ResponseError,
} from '@bookstore-example/sdk';

const [basePath = '', picture = ''] = process.argv.slice(2);
const configuration = new Configuration({ basePath, accessToken: 'secret' });
const books = new BooksApi(configuration);

let cursor: string | undefined;
do {
  const page = await books.listBooks({ genre: Genre.Fiction, limit: 1, cursor });
  for (const { id, title, price } of page.data) {
    console.log(`listed ${id} ${title} ${price.amount} ${price.currency}`);
  }
  cursor = page.nextCursor;
} while (cursor !== undefined);

const price = { amount: 1250, currency: Currency.Jpy };
const book = await books.createBook({
  bookCreate: {
    title: 'Salt Roads',
    authorIds: ['aut_1'],
    isbn: '9780000000033',
    genre: Genre.History,
    price,
  },
});
console.log(`created ${book.id} ${book.title}, ${book.stock} in stock`);

const cover = await new CoversApi(configuration).uploadCover({
  bookId: book.id,
  image: new File([await readFile(picture)], 'cover.png'),
  alternativeText: 'A road',
});
console.log(`uploaded ${cover.url} ${cover.width}x${cover.height}`);

const order = await new OrdersApi(configuration).payOrder({
  orderId: 'ord_1',
  paymentMethod: { type: 'card', token: 'tok_1' },
});
console.log(`paid ${order.id} ${order.status}`);

try {
  await books.getBook({ bookId: 'book_9' });
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  const { code, message } = (await error.response.json()) as { code: string; message: string };
  console.log(`failed with ${error.response.status} ${code}: ${message}`);
}
