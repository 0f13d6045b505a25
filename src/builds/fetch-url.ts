import http from 'node:http';
import https from 'node:https';
import { ApiError, badRequest } from '../contract/errors.ts';
import { pinnedTo, reachable } from '../runtime/addresses.ts';
import { decodeText } from '../runtime/decode-text.ts';

export interface FetchLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  /** For tests and private networks: allow addresses that are not public. */
  readonly allowPrivate: boolean;
}

/**
 * Fetches the text that a file map names by URL. The host, including that of each redirect, is resolved first;
 * private, loopback, link-local and other non-public addresses are rejected, and the connection goes to the very
 * address that was checked. `field` names the place in the request for messages.
 */
export async function fetchUrl(address: string, field: string, limits: FetchLimits): Promise<string> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let current = address;
  for (let redirects = 0; redirects <= limits.maxRedirects; redirects++) {
    const url = parse(current, field);
    const answer = await request(url, await publicAddress(url, field, limits), field, limits, signal);
    if ('text' in answer) return answer.text;
    current = new URL(answer.location, url).href;
  }
  throw badRequest(`${field}: more than ${limits.maxRedirects} redirects.`);
}

function parse(address: string, field: string): URL {
  if (!URL.canParse(address)) throw badRequest(`${field}: not a URL.`);
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw badRequest(`${field}: only http and https URLs are fetched, not ${url.protocol.slice(0, 20)}`);
  }
  // The URL is stored with the branch and fetched again by schedules: it must not contain secrets.
  if (url.username !== '' || url.password !== '') {
    throw badRequest(
      `${field}: URLs with a user name or password are not fetched; fetch the file yourself and send its content.`,
    );
  }
  return url;
}

async function publicAddress(url: URL, field: string, limits: FetchLimits): Promise<string> {
  const { hostname } = url;
  const { address, failure } = await reachable(hostname, limits.allowPrivate);
  switch (failure) {
    case null:
      return address;
    case 'unresolved':
      throw badRequest(`${field}: the host ${bare(hostname)} cannot be resolved.`);
    case 'private_address':
      throw badRequest(`${field}: the host ${bare(hostname)} is not a public address.`);
  }
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

type Answer = { text: string } | { location: string };

function request(
  url: URL,
  address: string,
  field: string,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(badRequest(`${field}: ${why}`));
    const client = url.protocol === 'https:' ? https : http;
    const sent = client.get(url, { lookup: pinnedTo(address), signal, agent: false }, (response) => {
      const status = response.statusCode ?? 0;
      const location = response.headers.location;
      if (status >= 300 && status < 400 && location !== undefined) {
        response.destroy();
        resolve({ location });
        return;
      }
      if (status !== 200) {
        response.destroy();
        fail(`the server answered ${status}.`);
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limits.maxBytes) {
          response.destroy();
          reject(new ApiError('payload_too_large', `${field}: the file is over ${limits.maxBytes} bytes.`));
        } else chunks.push(chunk);
      });
      response.on('end', () => {
        const text = decodeText(Buffer.concat(chunks));
        if (text === null) fail('the file is not UTF-8.');
        else resolve({ text });
      });
      response.on('error', () => fail('the connection was lost.'));
    });
    sent.on('error', (error) =>
      fail(
        signal.aborted ? `took longer than ${limits.timeoutMs} ms.` : `cannot be fetched (${error.message}).`,
      ),
    );
  });
}
