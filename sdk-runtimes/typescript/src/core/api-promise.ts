import type { BaseClient } from '../internal/base-client.ts';
import { type APIResponseProps, defaultParseResponse } from '../internal/parse.ts';
import type { PromiseOrValue } from '../internal/types.ts';

/** A promise of a parsed response, which also gives access to the raw response. */
export class APIPromise<T> extends Promise<T> {
  #parsed: Promise<T> | undefined;
  readonly #client: BaseClient;
  readonly #parse: (client: BaseClient, props: APIResponseProps) => PromiseOrValue<T>;
  protected readonly responsePromise: Promise<APIResponseProps>;

  constructor(
    client: BaseClient,
    responsePromise: Promise<APIResponseProps>,
    parseResponse: (client: BaseClient, props: APIResponseProps) => PromiseOrValue<T> = defaultParseResponse,
  ) {
    // This promise itself settles nothing: `then`, `catch` and `finally` go to the parsed response, which is read only
    // when somebody asks for it.
    super((resolve) => resolve(undefined as never));
    this.#client = client;
    this.#parse = parseResponse;
    this.responsePromise = responsePromise;
  }

  /** Promises derived from this one are plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The same request, its value changed by a function. */
  _thenUnwrap<U>(transform: (data: T, props: APIResponseProps) => U): APIPromise<U> {
    return new APIPromise(this.#client, this.responsePromise, async (client, props) =>
      transform(await this.#parse(client, props), props),
    );
  }

  /**
   * The raw response, as soon as its headers are there. Its body is not read: that is the caller's, who has to read or
   * cancel it.
   */
  asResponse(): Promise<Response> {
    return this.responsePromise.then(({ response }) => response);
  }

  /** The parsed data together with the raw response, whose body has been read. */
  async withResponse(): Promise<{ data: T; response: Response }> {
    const [data, response] = await Promise.all([this.parse(), this.asResponse()]);
    return { data, response };
  }

  private parse(): Promise<T> {
    this.#parsed ??= this.responsePromise.then((props) => this.#parse(this.#client, props));
    return this.#parsed;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | undefined | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | undefined | null,
  ): Promise<A | B> {
    return this.parse().then(onfulfilled, onrejected);
  }

  override catch<B = never>(
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | undefined | null,
  ): Promise<T | B> {
    return this.parse().catch(onrejected);
  }

  override finally(onfinally?: (() => void) | undefined | null): Promise<T> {
    return this.parse().finally(onfinally);
  }
}
