import type { BaseClient } from '../internal/base-client.ts';

/** A part of the API. Subclasses have its methods. */
export abstract class APIResource<TClient extends BaseClient = BaseClient> {
  protected readonly _client: TClient;

  constructor(client: TClient) {
    this._client = client;
  }
}
