import { APIPromise } from '../core/api-promise.ts';
import type { BaseClient } from './base-client.ts';
import { ClientError } from './client-error.ts';
import { type APIResponseProps, defaultParseResponse } from './parse.ts';
import type { FinalRequestOptions } from './request-options.ts';
import { isRecord } from './utils/values.ts';

/** Request options of the page after another. */
export type PageRequestOptions = FinalRequestOptions;

/** A page of a list: the contents of the response, and how to get the next page. */
export abstract class AbstractPage<Item> implements AsyncIterable<Item> {
  readonly #client: BaseClient;
  protected readonly options: FinalRequestOptions;
  protected readonly response: Response;
  protected readonly body: unknown;

  constructor(client: BaseClient, response: Response, body: unknown, options: FinalRequestOptions) {
    this.#client = client;
    // Not part of the response's contents, so they are hidden from JSON and the console.
    Object.defineProperties(this, {
      options: { value: options },
      response: { value: response },
      body: { value: body },
    });
    this.options = options;
    this.response = response;
    this.body = body;
  }

  /** Options of the request for the next page; null if there is none. */
  abstract nextPageRequestOptions(): PageRequestOptions | null;

  abstract getPaginatedItems(): Item[];

  hasNextPage(): boolean {
    return this.getPaginatedItems().length > 0 && this.nextPageRequestOptions() !== null;
  }

  async getNextPage(): Promise<this> {
    const options = this.nextPageRequestOptions();
    if (!options) {
      throw new ClientError(
        'No next page expected; please check `.hasNextPage()` before calling `.getNextPage()`.',
      );
    }
    return new PagePromise<this, Item>(this.#client, options, this.constructor as PageClass<this>);
  }

  async *iterPages(): AsyncGenerator<this> {
    let page = this;
    yield page;
    while (page.hasNextPage()) {
      page = await page.getNextPage();
      yield page;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for await (const page of this.iterPages()) yield* page.getPaginatedItems();
  }
}

export type PageClass<Page> = new (
  client: BaseClient,
  response: Response,
  body: never,
  options: FinalRequestOptions,
) => Page;

/**
 * A promise of the first page that iterates over the items of all pages:
 *
 *     for await (const item of client.items.list()) { … }
 */
export class PagePromise<Page extends AbstractPage<Item>, Item = ItemOf<Page>>
  extends APIPromise<Page>
  implements AsyncIterable<Item>
{
  constructor(
    client: BaseClient,
    request: FinalRequestOptions | Promise<FinalRequestOptions>,
    Page: PageClass<Page>,
  ) {
    super(
      client,
      client.makeRequest(request, null, undefined),
      async (client, props: APIResponseProps) =>
        new Page(client, props.response, (await defaultParseResponse(client, props)) as never, props.options),
    );
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for await (const item of await this) yield item;
  }
}

export type ItemOf<Page> = Page extends AbstractPage<infer Item> ? Item : never;

/** The value that a request sends for a pagination parameter. */
export function pageParam(options: FinalRequestOptions, place: 'query' | 'body', name: string): unknown {
  const parameters = options[place];
  return isRecord(parameters) ? parameters[name] : undefined;
}

/** The same request with other values of the pagination parameters. */
export function withPageParams(
  options: FinalRequestOptions,
  place: 'query' | 'body',
  parameters: Record<string, unknown>,
): PageRequestOptions {
  const given = options[place];
  // A key belongs to one request, not to its successors.
  const { idempotencyKey: _, ...rest } = options;
  return { ...rest, [place]: { ...(isRecord(given) ? given : undefined), ...parameters } };
}

/** A nested field of a value; undefined if it is missing. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

/** A number that the response may contain as a string. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

/** The request for a page that the response names by its URL, whose query replaces the request's. */
export function withPageURL(
  options: FinalRequestOptions,
  url: string,
  response: Response,
): PageRequestOptions {
  const { query: _, idempotencyKey: _key, ...rest } = options;
  return { ...rest, path: response.url ? new URL(url, response.url).toString() : url };
}
