import { APIConnectionError, APIError } from '../core/error.ts';
import { castToError } from './errors.ts';
import { retryDelayMs, shouldRetry } from './retries.ts';
import type { FinalizedRequestInit } from './types.ts';
import { toBase64 } from './utils/base64.ts';
import { sleep } from './utils/sleep.ts';
import { isRecord, safeJSON } from './utils/values.ts';

/** What a client gets a token for (OAuth 2.0 client credentials, RFC 6749 section 4.4). */
export interface ClientCredentials {
  readonly tokenURL: string;
  readonly id: string;
  readonly secret: string;
  /** Scopes to ask for; none: those that the server gives by itself. */
  readonly scopes: readonly string[];
}

/** How the server of tokens is asked. */
export interface TokenRequests {
  /** Sends one request. Rejects where no response comes. */
  readonly send: (url: string, request: FinalizedRequestInit) => Promise<Response>;
  /** How often a request is repeated at most after a transient failure. */
  readonly maxRetries: number;
}

interface Token {
  readonly value: string;
  /** When to get another one, in milliseconds since 1970. */
  readonly renewAt: number;
}

/** Tokens of a client, and of those that `withOptions` makes of it: each is fetched once, and again when it expires. */
export class TokenCache {
  readonly #tokens = new Map<string, Promise<Token>>();

  /** The token for these credentials. Throws what a request throws where the server gives none. */
  async get(credentials: ClientCredentials, requests: TokenRequests): Promise<string> {
    const key = JSON.stringify(credentials);
    const known = this.#tokens.get(key);
    if (known !== undefined) {
      const { value, renewAt } = await known;
      if (Date.now() < renewAt) return value;
    }
    const current = this.#tokens.get(key);
    // Requests at the same time get one token between them.
    if (current !== undefined && current !== known) return (await current).value;
    const fetched = fetchToken(credentials, requests);
    this.#tokens.set(key, fetched);
    fetched.catch(() => this.#tokens.get(key) === fetched && this.#tokens.delete(key));
    return (await fetched).value;
  }

  /** Forgets all tokens, since the API refused one. Gives whether there was any. */
  clear(): boolean {
    const had = this.#tokens.size > 0;
    this.#tokens.clear();
    return had;
  }
}

async function fetchToken(
  { tokenURL, id, secret, scopes }: ClientCredentials,
  requests: TokenRequests,
): Promise<Token> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scopes.length > 0) body.set('scope', scopes.join(' '));
  const request: FinalizedRequestInit = {
    method: 'post',
    headers: new Headers({
      Accept: 'application/json',
      Authorization: `Basic ${toBase64(`${formEncoded(id)}:${formEncoded(secret)}`)}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    }),
    body: body.toString(),
  };
  const askedAt = Date.now();
  const response = await responseTo(() => requests.send(tokenURL, request), requests.maxRetries);
  const answer = safeJSON(await response.text());
  if (!isRecord(answer) || typeof answer.access_token !== 'string')
    throw new APIConnectionError({ message: `${tokenURL} answered without an access_token.` });
  // Some servers write the number as text. Without it, a token is good until the API refuses it.
  const lifetimeMs = Number(answer.expires_in ?? Number.POSITIVE_INFINITY) * 1000;
  const early = Math.min(30_000, lifetimeMs / 10);
  return {
    value: answer.access_token,
    renewAt: askedAt + (Number.isNaN(lifetimeMs) ? 0 : lifetimeMs - early),
  };
}

async function responseTo(send: () => Promise<Response>, maxRetries: number): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const response = await send().catch(castToError);
    const failed = response instanceof Error;
    if (!failed && response.ok) return response;
    if (attempt < maxRetries && (failed || shouldRetry(response))) {
      await sleep(retryDelayMs(failed ? undefined : response.headers, attempt));
      continue;
    }
    if (failed) throw new APIConnectionError({ message: 'No token: connection error.', cause: response });
    const text = await response.text().catch((error: unknown) => castToError(error).message);
    const body = safeJSON(text);
    throw typeof body === 'object' && body !== null
      ? APIError.generate(response.status, body, undefined, response.headers)
      : APIError.generate(response.status, undefined, text, response.headers);
  }
}

/** As a form has it: RFC 6749 section 2.3.1 wants id and secret so, before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
