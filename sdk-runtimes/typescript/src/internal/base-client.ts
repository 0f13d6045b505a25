import { APIPromise } from '../core/api-promise.ts';
import * as Errors from '../core/error.ts';
import { VERSION } from '../version.ts';
import { getPlatformHeaders } from './detect-platform.ts';
import { castToError, isAbortError } from './errors.ts';
import { buildHeaders, type HeadersLike, type NullableHeaders } from './headers.ts';
import type { APIResponseProps } from './parse.ts';
import { type FinalRequestOptions, READING, type RequestOptions } from './request-options.ts';
import { retryDelayMs, shouldRetry } from './retries.ts';
import { settings } from './settings.ts';
import * as Shims from './shims.ts';
import type { Fetch, FinalizedRequestInit, HTTPMethod, MergedRequestInit, PromiseOrValue } from './types.ts';
import { readEnv } from './utils/env.ts';
import { formatRequestDetails, type Logger, type LogLevel, loggerFor, parseLogLevel } from './utils/log.ts';
import { stringifyForm, stringifyQuery } from './utils/query.ts';
import { sleep } from './utils/sleep.ts';
import { uuid4 } from './utils/uuid.ts';
import { isAbsoluteURL, isEmptyObject, safeJSON, validatePositiveInteger } from './utils/values.ts';

/** Options that every client has. */
export interface BaseClientOptions {
  /** URL that paths of requests are added to. */
  baseURL?: string | null | undefined;
  /**
   * Milliseconds to wait for a response before a request fails. A request that is retried may take longer altogether.
   */
  timeout?: number | undefined;
  /** Further options of each call of `fetch`. */
  fetchOptions?: MergedRequestInit | undefined;
  /** What is called in place of the platform's `fetch`. */
  fetch?: Fetch | undefined;
  /** How often a request is repeated at most after a transient failure. */
  maxRetries?: number | undefined;
  /** Headers of each request. Requests remove one by setting it to null. */
  defaultHeaders?: HeadersLike | undefined;
  /** Query parameters of each request. Requests remove one by setting it to undefined. */
  defaultQuery?: Record<string, string | undefined> | undefined;
  /** What is logged: by default what the environment variable says, else warnings and errors. */
  logLevel?: LogLevel | undefined;
  /** Where to: by default `console`. */
  logger?: Logger | undefined;
}

export type PreparedOptions<TOptions> = TOptions & BaseClientOptions & { baseURL: string };

/** Requests, retries, errors and logs: what a client does whatever its API is. Subclasses add the API. */
export abstract class BaseClient {
  baseURL: string;
  maxRetries: number;
  timeout: number;
  logger: Logger;
  logLevel: LogLevel | undefined;
  fetchOptions: MergedRequestInit | undefined;

  protected idempotencyHeader: string | undefined = settings.idempotencyHeader ?? undefined;
  protected readonly _options: BaseClientOptions;
  readonly #fetch: Fetch;
  /** Base URL where nobody has set another: the caller, an environment variable or an environment of the API. */
  readonly #standardURL: string;

  constructor(options: PreparedOptions<BaseClientOptions>, standardURL: string) {
    this._options = options;
    this.baseURL = options.baseURL;
    this.#standardURL = standardURL;
    this.timeout = options.timeout ?? settings.timeoutMs;
    this.logger = options.logger ?? console;
    // The level is set first, so that a warning on an invalid one is seen.
    this.logLevel = 'warn';
    const variable = `${settings.envPrefix}_LOG`;
    this.logLevel =
      parseLogLevel(options.logLevel, 'ClientOptions.logLevel', this) ??
      parseLogLevel(readEnv(variable), `process.env['${variable}']`, this) ??
      'warn';
    this.fetchOptions = options.fetchOptions;
    this.maxRetries = validatePositiveInteger('maxRetries', options.maxRetries ?? settings.maxRetries);
    this.#fetch = options.fetch ?? Shims.getDefaultFetch();
  }

  /** A client with the options of this one, save those that are given. */
  withOptions(options: Partial<BaseClientOptions>): this {
    const Client = this.constructor as new (options: BaseClientOptions) => this;
    return new Client({ ...this._options, ...this.currentOptions(), ...options });
  }

  /** Options whose values are properties of the client, and may have been changed since it was made. */
  protected currentOptions(): object {
    const { baseURL, maxRetries, timeout, logger, logLevel, fetchOptions } = this;
    return { baseURL, maxRetries, timeout, logger, logLevel, fetchOptions, fetch: this.#fetch };
  }

  // --- For subclasses ----------------------------------------------------------------------------------------------

  /** Query parameters of each request. */
  protected defaultQuery(): Record<string, unknown> | undefined {
    return this._options.defaultQuery;
  }

  /** Headers of each request that the API's options make. */
  protected apiHeaders(): HeadersLike {
    return undefined;
  }

  /** Headers that carry credentials. */
  protected authHeaders(_options: FinalRequestOptions): PromiseOrValue<NullableHeaders | undefined> {
    return undefined;
  }

  /** Query parameters that carry credentials. */
  protected authQuery(_options: FinalRequestOptions): Record<string, unknown> | undefined {
    return undefined;
  }

  /** Throws where a request has no credentials and does not say that it wants none. */
  protected validateHeaders(_headers: NullableHeaders, _options: FinalRequestOptions): void {}

  /** The API refused the credentials of a request (401). Gives whether there may be others, to try once more with. */
  protected credentialsRefused(_options: FinalRequestOptions): boolean {
    return false;
  }

  /** Change options of a request in place before anything is made of them. */
  protected async prepareOptions(_options: FinalRequestOptions): Promise<void> {}

  /** Change a request right before it is sent, e.g. to sign it. */
  protected async prepareRequest(
    _request: FinalizedRequestInit,
    _context: { url: string; options: FinalRequestOptions },
  ): Promise<void> {}

  /** The value of a response that is a stream. Clients of APIs that stream override it. */
  readStream(props: APIResponseProps): unknown {
    return props.response;
  }

  /** Adds values of response headers to a result, where the API has such. */
  withResponseHeaders(value: unknown, _response: Response): unknown {
    return value;
  }

  protected stringifyQuery(query: object): string {
    return stringifyQuery(query);
  }

  protected getUserAgent(): string {
    return `${this.constructor.name || settings.clientName}/JS ${VERSION}`;
  }

  protected defaultIdempotencyKey(): string {
    return `stainless-node-retry-${uuid4()}`;
  }

  protected makeStatusError(
    status: number,
    error: object | undefined,
    message: string | undefined,
    headers: Headers,
  ): Errors.APIError {
    return Errors.APIError.generate(status, error, message, headers);
  }

  // --- Requests ----------------------------------------------------------------------------------------------------

  get<T>(path: string, options?: PromiseOrValue<RequestOptions>): APIPromise<T> {
    return this.methodRequest('get', path, options);
  }

  post<T>(path: string, options?: PromiseOrValue<RequestOptions>): APIPromise<T> {
    return this.methodRequest('post', path, options);
  }

  patch<T>(path: string, options?: PromiseOrValue<RequestOptions>): APIPromise<T> {
    return this.methodRequest('patch', path, options);
  }

  put<T>(path: string, options?: PromiseOrValue<RequestOptions>): APIPromise<T> {
    return this.methodRequest('put', path, options);
  }

  delete<T>(path: string, options?: PromiseOrValue<RequestOptions>): APIPromise<T> {
    return this.methodRequest('delete', path, options);
  }

  private methodRequest<T>(
    method: HTTPMethod,
    path: string,
    options?: PromiseOrValue<RequestOptions>,
  ): APIPromise<T> {
    return this.request(Promise.resolve(options).then((given) => ({ method, path, ...given })));
  }

  /** Any request, also to an endpoint that the SDK does not know. */
  request<T>(
    options: PromiseOrValue<FinalRequestOptions>,
    remainingRetries: number | null = null,
  ): APIPromise<T> {
    return new APIPromise(this, this.makeRequest(options, remainingRetries, undefined));
  }

  /** Sends a request, again after transient failures, and gives its response. Not for callers: see `request`. */
  async makeRequest(
    given: PromiseOrValue<FinalRequestOptions>,
    retriesLeft: number | null,
    retryOfRequestLogID: string | undefined,
  ): Promise<APIResponseProps> {
    const options = await given;
    const maxRetries = options.maxRetries ?? this.maxRetries;
    const retriesRemaining = retriesLeft ?? maxRetries;
    await this.prepareOptions(options);
    const { req, url, timeout } = await this.buildRequest(options, {
      retryCount: maxRetries - retriesRemaining,
    });
    await this.prepareRequest(req, { url, options });

    const requestLogID = `log_${Math.floor(Math.random() * 0x1000000)
      .toString(16)
      .padStart(6, '0')}`;
    const log = loggerFor(this);
    const startTime = Date.now();
    const facts = { retryOfRequestLogID, method: options.method, url };
    log.debug(
      `[${requestLogID}] sending request`,
      formatRequestDetails({ ...facts, options, headers: req.headers }),
    );
    const retry = async (headers?: Headers): Promise<APIResponseProps> => {
      await sleep(retryDelayMs(headers, maxRetries - retriesRemaining), options.signal);
      return this.makeRequest(options, retriesRemaining - 1, retryOfRequestLogID ?? requestLogID);
    };

    if (options.signal?.aborted) throw new Errors.APIUserAbortError();
    const controller = new AbortController();
    const response = await this.fetchWithTimeout(url, req, timeout, controller).catch(castToError);
    const durationMs = Date.now() - startTime;

    if (response instanceof Error) {
      if (options.signal?.aborted) throw new Errors.APIUserAbortError();
      const cause = 'cause' in response ? String(response.cause) : '';
      // The caller did not abort it, so it was the clock.
      const timedOut =
        controller.signal.aborted ||
        isAbortError(response) ||
        /timed? ?out/i.test(`${String(response)} ${cause}`);
      const what = `[${requestLogID}] connection ${timedOut ? 'timed out' : 'failed'}`;
      const will = retriesRemaining > 0 ? `${retriesRemaining} attempts remaining` : 'no more retries';
      log.info(`${what} - ${will}`);
      log.debug(
        `${what} (${will})`,
        formatRequestDetails({ ...facts, durationMs, message: response.message }),
      );
      if (retriesRemaining > 0) return retry();
      throw timedOut
        ? new Errors.APIConnectionTimeoutError()
        : new Errors.APIConnectionError({ cause: response });
    }

    const outcome = `[${requestLogID}] ${req.method} ${url} ${response.ok ? 'succeeded' : 'failed'} with status ${response.status} in ${durationMs}ms`;
    const details = { ...facts, status: response.status, headers: response.headers, durationMs };
    if (!response.ok) {
      const isRefused =
        response.status === 401 && this.credentialsRefused(options) && retriesRemaining === maxRetries;
      if (retriesRemaining > 0 && (isRefused || shouldRetry(response))) {
        await Shims.CancelReadableStream(response.body);
        log.info(`${outcome} - ${retriesRemaining} attempts remaining`);
        log.debug(`[${requestLogID}] response error (retried)`, formatRequestDetails(details));
        return retry(response.headers);
      }
      const text = await response.text().catch((error: unknown) => castToError(error).message);
      log.info(outcome);
      log.debug(`[${requestLogID}] response error`, formatRequestDetails({ ...details, message: text }));
      const body = safeJSON(text);
      throw typeof body === 'object' && body !== null
        ? this.makeStatusError(response.status, body, undefined, response.headers)
        : this.makeStatusError(response.status, undefined, text, response.headers);
    }
    log.info(outcome);
    log.debug(`[${requestLogID}] response start`, formatRequestDetails(details));
    return { response, options, controller, requestLogID, retryOfRequestLogID, startTime };
  }

  protected async fetchWithTimeout(
    url: string,
    request: FinalizedRequestInit,
    timeoutMs: number,
    controller: AbortController,
  ): Promise<Response> {
    const { signal, ...init } = request;
    const abort = () => controller.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(abort, timeoutMs);
    const streams =
      init.body instanceof ReadableStream ||
      (typeof init.body === 'object' && init.body !== null && Symbol.asyncIterator in init.body);
    try {
      return await this.#fetch.call(undefined, url, {
        ...init,
        ...(streams ? { duplex: 'half' } : {}),
        signal: controller.signal,
        method: init.method.toUpperCase(), // `patch` is not normalised by fetch itself.
      });
    } finally {
      clearTimeout(timer);
    }
  }

  // --- What a request is made of -----------------------------------------------------------------------------------

  /** URL of a path with its query. `defaultBaseURL` stands where nobody has set another base URL. */
  buildURL(path: string, query: object | null | undefined, defaultBaseURL?: string): string {
    const base = this.baseURL === this.#standardURL ? (defaultBaseURL ?? this.baseURL) : this.baseURL;
    const url = new URL(
      isAbsoluteURL(path) ? path : base + (base.endsWith('/') && path.startsWith('/') ? path.slice(1) : path),
    );
    const parameters = { ...this.defaultQuery(), ...query };
    if (!isEmptyObject(parameters)) {
      // A query that the path has stays, save for parameters that are given.
      for (const name of Object.keys(parameters)) url.searchParams.delete(name);
      url.search = [url.search.slice(1), this.stringifyQuery(parameters)]
        .filter((part) => part !== '')
        .join('&');
    }
    return url.toString();
  }

  async buildRequest(
    options: FinalRequestOptions,
    { retryCount = 0 }: { retryCount?: number } = {},
  ): Promise<{ req: FinalizedRequestInit; url: string; timeout: number }> {
    const { method, path, query, defaultBaseURL } = options;
    const url = this.buildURL(path, { ...this.authQuery(options), ...query }, defaultBaseURL);
    if (options.timeout !== undefined) validatePositiveInteger('timeout', options.timeout);
    const timeout = options.timeout ?? this.timeout;
    const { headers: bodyHeaders, body } = this.buildBody(options);
    const headers = await this.requestHeaders(options, bodyHeaders, retryCount, timeout);
    const req: FinalizedRequestInit = {
      ...(this.fetchOptions as RequestInit | undefined),
      ...(options.fetchOptions as RequestInit | undefined),
      ...(options.signal && { signal: options.signal }),
      ...(body !== undefined && { body }),
      method,
      headers,
    };
    return { req, url, timeout };
  }

  private async requestHeaders(
    options: FinalRequestOptions,
    bodyHeaders: HeadersLike,
    retryCount: number,
    timeoutMs: number,
  ): Promise<Headers> {
    let idempotency: HeadersLike;
    if (this.idempotencyHeader && !READING.has(options.method)) {
      // Kept in the options, so that every attempt sends the same key.
      options.idempotencyKey ??= this.defaultIdempotencyKey();
      idempotency = { [this.idempotencyHeader]: options.idempotencyKey };
    }
    const platform: HeadersLike = settings.platformHeaders
      ? {
          'X-Stainless-Retry-Count': String(retryCount),
          'X-Stainless-Timeout': String(Math.trunc(timeoutMs / 1000)),
          ...getPlatformHeaders(),
        }
      : undefined;
    const headers = buildHeaders([
      environmentHeaders(),
      idempotency,
      { Accept: 'application/json', 'User-Agent': this.getUserAgent() },
      platform,
      this.apiHeaders(),
      await this.authHeaders(options),
      this._options.defaultHeaders,
      bodyHeaders,
      options.headers,
    ]);
    this.validateHeaders(headers, options);
    return headers.values;
  }

  private buildBody({ body, headers: given }: FinalRequestOptions): {
    headers?: HeadersLike;
    body?: BodyInit;
  } {
    if (body === undefined || body === null) return {};
    const headers = buildHeaders([given]);
    const contentType = headers.values.get('content-type');
    if (
      ArrayBuffer.isView(body) ||
      body instanceof ArrayBuffer ||
      body instanceof DataView ||
      (typeof body === 'string' && contentType !== null) ||
      body instanceof Blob ||
      body instanceof FormData ||
      body instanceof URLSearchParams ||
      body instanceof ReadableStream
    ) {
      return { body: body as BodyInit };
    }
    if (typeof body === 'object') {
      if (Symbol.asyncIterator in body || (Symbol.iterator in body && 'next' in body)) {
        return { body: Shims.ReadableStreamFrom(body as AsyncIterable<Uint8Array>) };
      }
      if (contentType === 'application/x-www-form-urlencoded') return { body: stringifyForm(body) };
    }
    return {
      headers: contentType === null ? { 'content-type': 'application/json' } : undefined,
      body: JSON.stringify(body),
    };
  }

  static DEFAULT_TIMEOUT = settings.timeoutMs;
  static APIError = Errors.APIError;
  static APIConnectionError = Errors.APIConnectionError;
  static APIConnectionTimeoutError = Errors.APIConnectionTimeoutError;
  static APIUserAbortError = Errors.APIUserAbortError;
  static NotFoundError = Errors.NotFoundError;
  static ConflictError = Errors.ConflictError;
  static RateLimitError = Errors.RateLimitError;
  static BadRequestError = Errors.BadRequestError;
  static AuthenticationError = Errors.AuthenticationError;
  static InternalServerError = Errors.InternalServerError;
  static PermissionDeniedError = Errors.PermissionDeniedError;
  static UnprocessableEntityError = Errors.UnprocessableEntityError;
}

/** Headers that the environment adds to each request: lines `Name: value`. */
function environmentHeaders(): HeadersLike {
  const text = readEnv(`${settings.envPrefix}_CUSTOM_HEADERS`);
  if (!text) return undefined;
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return headers;
}
