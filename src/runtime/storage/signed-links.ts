import { createHmac } from 'node:crypto';
import { isSame } from './constant-time.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Signed links, which work without headers: the signature covers the path and the expiry, so links cannot be forged
 * and nothing is stored. They are valid for two to three days, until midnight UTC, so that a response with a link
 * stays the same for a day.
 */
export class Links {
  readonly #base: string;
  readonly #secret: Buffer;
  readonly #keyId: string | null;

  constructor(base: string, secret: Buffer, keyId: string | null = null) {
    this.#base = base;
    this.#secret = secret;
    this.#keyId = keyId;
  }

  /** Signs links in the name of a key: they name the key, and are accepted only while it is valid. */
  of(keyId: string | null): Links {
    return new Links(this.#base, this.#secret, keyId);
  }

  /** A link to a path of this API, and its expiry. The signed path is not percent-encoded. */
  sign(path: string, now = Date.now()): { url: string; expires: Date } {
    const expiresAt = expiry(now);
    const by = this.#keyId === null ? '' : `&key=${this.#keyId}`;
    return {
      url: `${this.#base}${encodePath(path)}?expires=${expiresAt}${by}&signature=${this.#signature(path, expiresAt)}`,
      expires: new Date(expiresAt),
    };
  }

  /** A URL for plain `git fetch`, including its credential. `path` as in `/git/acme/petstore-go.git`. */
  signGit(path: string, now = Date.now()): { url: string; token: string } {
    const expiresAt = expiry(now);
    const token = [
      expiresAt,
      ...(this.#keyId === null ? [] : [this.#keyId]),
      this.#signature(path, expiresAt),
    ].join('.');
    const url = new URL(`${this.#base}${path}`);
    url.username = 'kiln';
    url.password = token;
    return { url: url.href, token };
  }

  /**
   * Grants access to everything below a path for 30 days: for operators who come from the Temporal UI. `path` ends in
   * `/`; the query is appended to each link.
   */
  signBelow(path: string, now = Date.now()): { base: string; query: string } {
    const expiresAt = expiry(now) + 27 * DAY_MS;
    return {
      base: `${this.#base}${path}`,
      query: `?expires=${expiresAt}&signature=${this.#signature(path, expiresAt)}`,
    };
  }

  /** Grants access to one path for a short time: a page passes it to its own next request. */
  signFor(path: string, ms: number, now = Date.now()): { expires: number; signature: string } {
    const expires = now + ms;
    return { expires, signature: this.#signature(path, expires) };
  }

  verify(path: string, expiresAt: number, signature: string, now = Date.now()): boolean {
    if (!Number.isSafeInteger(expiresAt) || expiresAt < now) return false;
    return isSame(signature, this.#signature(path, expiresAt));
  }

  /** The key id of a valid token of `signGit`; null if it is invalid. */
  verifyGit(path: string, token: string): { readonly keyId: string | null } | null {
    const parts = token.split('.');
    const [expiresAt = '', signature = ''] = [parts[0], parts.at(-1)];
    const keyId = parts.length === 3 ? (parts[1] ?? '') : null;
    return parts.length < 4 && this.of(keyId).verify(path, Number(expiresAt), signature) ? { keyId } : null;
  }

  get base(): string {
    return this.#base;
  }

  #signature(path: string, expiresAt: number): string {
    return createHmac('sha256', this.#secret)
      .update([expiresAt, ...(this.#keyId === null ? [] : [this.#keyId]), path].join(' '))
      .digest('base64url');
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function expiry(now: number): number {
  return (Math.floor(now / DAY_MS) + 3) * DAY_MS;
}
