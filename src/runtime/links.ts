import { createHmac } from 'node:crypto';
import { isSame } from './same.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Links that work without headers: the path is signed together with when it expires. Nobody can make or guess
 * one, and nothing is stored. They live two to three days, cut at midnight UTC, so an answer that holds one
 * stays the same for a day.
 */
export class Links {
  readonly #base: string;
  readonly #secret: Buffer;

  constructor(base: string, secret: Buffer) {
    this.#base = base;
    this.#secret = secret;
  }

  /** A link to a path of this API, and when it ends. What is signed is the path as it is before it is encoded. */
  sign(path: string, now = Date.now()): { url: string; expires: Date } {
    const expiresAt = expiry(now);
    return {
      url: `${this.#base}${encodePath(path)}?expires=${expiresAt}&signature=${this.#signature(path, expiresAt)}`,
      expires: new Date(expiresAt),
    };
  }

  /** A URL that plain `git fetch` takes, with its credential in it. `path` as in `/git/acme/petstore-go.git`. */
  signGit(path: string, now = Date.now()): { url: string; token: string } {
    const expiresAt = expiry(now);
    const token = `${expiresAt}.${this.#signature(path, expiresAt)}`;
    const url = new URL(`${this.#base}${path}`);
    url.username = 'kiln';
    url.password = token;
    return { url: url.href, token };
  }

  /**
   * A permission for everything below a path, for 30 days: what operators follow from the Temporal UI. `path` ends
   * in `/`; the query goes to the end of each link.
   */
  signBelow(path: string, now = Date.now()): { base: string; query: string } {
    const expiresAt = expiry(now) + 27 * DAY_MS;
    return {
      base: `${this.#base}${path}`,
      query: `?expires=${expiresAt}&signature=${this.#signature(path, expiresAt)}`,
    };
  }

  /** A permission for one path for a short time: what a page hands on to its own next request. */
  signFor(path: string, ms: number, now = Date.now()): { expires: number; signature: string } {
    const expires = now + ms;
    return { expires, signature: this.#signature(path, expires) };
  }

  verify(path: string, expiresAt: number, signature: string, now = Date.now()): boolean {
    if (!Number.isSafeInteger(expiresAt) || expiresAt < now) return false;
    return isSame(signature, this.#signature(path, expiresAt));
  }

  verifyGit(path: string, token: string): boolean {
    const [expiresAt = '', signature = ''] = token.split('.', 2);
    return this.verify(path, Number(expiresAt), signature);
  }

  get base(): string {
    return this.#base;
  }

  #signature(path: string, expiresAt: number): string {
    return createHmac('sha256', this.#secret).update(`${expiresAt} ${path}`).digest('base64url');
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function expiry(now: number): number {
  return (Math.floor(now / DAY_MS) + 3) * DAY_MS;
}
