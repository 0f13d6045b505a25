import { ClientError } from './client-error.ts';
import { buildHeaders, type HeadersLike } from './headers.ts';
import { fromBase64, toBase64 } from './utils/base64.ts';
import { encodeUTF8 } from './utils/bytes.ts';
import { hmacSha256 } from './utils/sha256.ts';

const TOLERANCE_SECONDS = 5 * 60;

/**
 * Throws unless a webhook comes from whoever has the key, and is not old (Standard Webhooks, https://www.standardwebhooks.com).
 *
 * `body` is the text that came, to the byte; `key` the secret, with or without `whsec_` before it.
 */
export function verifyWebhook(body: string, given: HeadersLike, key: string | null | undefined): void {
  if (!key) throw new ClientError('The key of the webhook is missing: pass it, or set it for the client.');
  const { values } = buildHeaders([given]);
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    values.get(name),
  );
  if (!id || !timestamp || !signatures)
    throw new ClientError('The webhook lacks the headers of its signature.');
  const age = Date.now() / 1000 - Number.parseInt(timestamp, 10);
  if (!(Math.abs(age) <= TOLERANCE_SECONDS))
    throw new ClientError('The timestamp of the webhook is too old or too new.');
  const secret = fromBase64(key.replace(/^whsec_/, ''));
  const expected = toBase64(hmacSha256(secret, encodeUTF8(`${id}.${timestamp}.${body}`)));
  const matches = signatures.split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',');
    return version === 'v1' && isEqual(value, expected);
  });
  if (!matches) throw new ClientError('The signature of the webhook does not match.');
}

/** Compares in constant time. */
function isEqual(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
