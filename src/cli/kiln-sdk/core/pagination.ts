// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { BaseClient } from '../internal/base-client.ts';
import { AbstractPage, type PageRequestOptions, withPageParams } from '../internal/page.ts';
import type { FinalRequestOptions } from '../internal/request-options.ts';

export { AbstractPage, type PageClass, PagePromise, type PageRequestOptions } from '../internal/page.ts';

export interface PageResponse<Item> {
  data: Item[];
  next_cursor: string | null | undefined;
}

export interface PageParams {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
}

export class Page<Item> extends AbstractPage<Item> implements PageResponse<Item> {
  declare data: Item[];
  declare next_cursor: string | null | undefined;

  constructor(client: BaseClient, response: Response, body: PageResponse<Item>, options: FinalRequestOptions) {
    super(client, response, body, options);
    Object.assign(this, body);
  }

  getPaginatedItems(): Item[] {
    return this.data ?? [];
  }

  nextPageRequestOptions(): PageRequestOptions | null {
    const cursor = this.next_cursor;
    if (!cursor) return null;
    return withPageParams(this.options, 'query', { cursor: cursor });
  }
}
