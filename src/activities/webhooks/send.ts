import http from 'node:http';
import https from 'node:https';
import type { AttemptFailure } from '../../contract/webhooks.ts';
import { pinnedTo, reachable } from '../../runtime/addresses.ts';

export interface SendLimits {
  readonly timeoutMs: number;
  /** Maximum number of bytes kept of a response body. */
  readonly answerBytes: number;
  /** For tests and private networks: allow addresses that are not public. */
  readonly allowPrivate: boolean;
}

/** The result of a request: `failure` is null if the server answered with 2xx. */
export interface Sent {
  readonly status: number | null;
  readonly answer: string | null;
  readonly failure: AttemptFailure | null;
  readonly note: string | null;
}

/**
 * Posts a body to a URL that a user configured. The host is resolved and checked for each request, and the
 * connection goes to the very address that was checked. Redirects are not followed. Never throws.
 */
export async function send(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  limits: SendLimits,
): Promise<Sent> {
  const url = new URL(address);
  const found = await reachable(url.hostname, limits.allowPrivate);
  switch (found.failure) {
    case 'unresolved':
      return failed('unresolved', `The host ${url.hostname} cannot be resolved.`);
    case 'private_address':
      return failed('private_address', `The host ${url.hostname} is not a public address.`);
    case null:
      return post(url, found.address, headers, body, limits);
  }
}

const failed = (failure: AttemptFailure, note: string): Sent => ({
  status: null,
  answer: null,
  failure,
  note,
});

function post(
  url: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { timeoutMs, answerBytes }: SendLimits,
): Promise<Sent> {
  const signal = AbortSignal.timeout(timeoutMs);
  const client = url.protocol === 'https:' ? https : http;
  return new Promise((resolve) => {
    const options = { method: 'POST', headers, lookup: pinnedTo(address), signal, agent: false };
    const request = client.request(url, options, (response) => {
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () => {
        const answer = Buffer.concat(chunks).subarray(0, answerBytes).toString('utf8');
        resolve({ status, answer, ...judge(status) });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < answerBytes) return;
        done();
        response.destroy();
      });
      response.on('end', done);
      // The status has arrived: the rest of the body does not matter.
      response.on('error', done);
    });
    request.on('error', (error) =>
      resolve(
        signal.aborted
          ? failed('timed_out', `There was no answer within ${timeoutMs / 1000} s.`)
          : failed('unreachable', `It cannot be reached (${error.message}).`),
      ),
    );
    request.end(body);
  });
}

function judge(status: number): Pick<Sent, 'failure' | 'note'> {
  if (status >= 200 && status < 300) return { failure: null, note: null };
  const note =
    status >= 300 && status < 400
      ? `The server answered ${status}; redirects are not followed. Set the webhook to the address that it leads to.`
      : `The server answered ${status}.`;
  return { failure: 'status', note };
}
