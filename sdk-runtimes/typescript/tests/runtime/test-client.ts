import { BaseClient, type BaseClientOptions } from '../../src/internal/base-client';
import { buildHeaders, type NullableHeaders } from '../../src/internal/headers';
import type { Fetch } from '../../src/internal/types';

/** A client without an API, for testing the runtime. */
export class TestClient extends BaseClient {
  constructor(options: BaseClientOptions = {}) {
    super({ ...options, baseURL: options.baseURL || 'https://api.example.com' }, 'https://api.example.com');
  }

  protected override authHeaders(): NullableHeaders {
    return buildHeaders([{ Authorization: 'Bearer sesame' }]);
  }
}

export interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

/** A `fetch` that answers from a list, repeating its last answer, and records the requests. */
export function answering(...answers: readonly (() => Response | Promise<Response>)[]): {
  fetch: Fetch;
  sent: Sent[];
} {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, init = {}) => {
    sent.push({ url: String(url), init, headers: new Headers(init.headers) });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer === undefined) throw new Error('no answer');
    return answer();
  };
  return { fetch, sent };
}

export function json(value: unknown, init: ResponseInit = {}): () => Response {
  return () =>
    new Response(JSON.stringify(value), {
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(init.headers as Record<string, string> | undefined),
      },
    });
}
