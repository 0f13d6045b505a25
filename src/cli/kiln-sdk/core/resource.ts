// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { Stainless } from '../client.ts';

/** A part of the API. Subclasses have its methods. */
export abstract class APIResource {
  protected readonly _client: Stainless;

  constructor(client: Stainless) {
    this._client = client;
  }
}
