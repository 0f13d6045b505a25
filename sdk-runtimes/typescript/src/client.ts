import * as Errors from './core/error.ts';
import { toFile } from './core/uploads.ts';
import { BaseClient, type BaseClientOptions } from './internal/base-client.ts';
import { buildHeaders, type NullableHeaders } from './internal/headers.ts';
import { readEnv } from './internal/utils/env.ts';

const STANDARD_URL = 'https://api.example.com';

export interface ClientOptions extends BaseClientOptions {
  apiKey?: string | undefined;
}

/** A client without an API, for testing the runtime. SDKs have a generated one in its place. */
export class Example extends BaseClient {
  apiKey: string;

  constructor({
    baseURL = readEnv('EXAMPLE_BASE_URL'),
    apiKey = readEnv('EXAMPLE_API_KEY'),
    ...rest
  }: ClientOptions = {}) {
    if (apiKey === undefined) throw new Errors.ExampleError('The option apiKey is missing');
    super({ ...rest, baseURL: baseURL || STANDARD_URL }, STANDARD_URL);
    this.apiKey = apiKey;
  }

  protected override currentOptions(): object {
    return { ...super.currentOptions(), apiKey: this.apiKey };
  }

  protected override authHeaders(): NullableHeaders {
    return buildHeaders([{ Authorization: `Bearer ${this.apiKey}` }]);
  }

  static ExampleError = Errors.ExampleError;
  static toFile = toFile;
}
