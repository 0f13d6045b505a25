import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { fetchUrl } from '../../builds/fetch-url.ts';
import { ApiError } from '../../contract/errors.ts';
import { GITHUB, GITLAB } from '../../contract/issuers.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1024;
/** Keys are cached for this long. An unknown key triggers an earlier fetch, but not before `COOLDOWN_MS`. */
const KEYS_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;
/** Delay until an issuer that did not answer is asked again. */
const AWAY_MS = 5_000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Trusted issuers of ID tokens, and their signing keys. */
export class Issuers {
  readonly #known: readonly string[];
  readonly #allowPrivate: boolean;
  readonly #keys = new Map<string, { readonly keys: Promise<JWTVerifyGetKey>; until: number }>();

  /** `known`: the issuers as `iss` names them. `allowPrivate`: public issuers may have private addresses too. */
  constructor(known: readonly string[], allowPrivate: boolean) {
    this.#known = known;
    this.#allowPrivate = allowPrivate;
  }

  get known(): readonly string[] {
    return this.#known;
  }

  /**
   * The cached keys of a known issuer. Throws a 503 if they are unavailable. Nothing in a token decides where
   * requests go: the URLs are the issuer's own, and no redirect is followed.
   */
  keysOf(issuer: string, now = Date.now()): Promise<JWTVerifyGetKey> {
    const held = this.#keys.get(issuer);
    if (held !== undefined && now < held.until) return held.keys;
    const fresh = { keys: this.#discover(issuer), until: Number.POSITIVE_INFINITY };
    this.#keys.set(issuer, fresh);
    fresh.keys.catch(() => {
      fresh.until = now + AWAY_MS;
    });
    return fresh.keys;
  }

  async #discover(issuer: string): Promise<JWTVerifyGetKey> {
    const text = await this.#fetch(issuer, `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
    const found = Discovery.safeParse(parsed(text));
    if (!found.success || found.data.issuer !== issuer)
      throw away(issuer, 'its openid-configuration is not that of this issuer');
    const address = new URL(found.data.jwks_uri);
    if (address.origin !== new URL(issuer).origin)
      throw away(issuer, `its keys are said to be at another place, ${address.origin}`);
    return createRemoteJWKSet(address, {
      timeoutDuration: TIMEOUT_MS,
      cacheMaxAge: KEYS_MS,
      cooldownDuration: COOLDOWN_MS,
      [customFetch]: async (url) => new Response(await this.#fetch(issuer, url)),
    });
  }

  async #fetch(issuer: string, address: string): Promise<string> {
    // The operator named the others: a self-hosted GitLab may well have a private address.
    const isNamed = issuer !== GITHUB && issuer !== GITLAB;
    try {
      return await fetchUrl(address, address, {
        maxBytes: MAX_BYTES,
        timeoutMs: TIMEOUT_MS,
        maxRedirects: 0,
        allowPrivate: this.#allowPrivate || isNamed,
      });
    } catch (error) {
      throw away(issuer, error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
    }
  }
}

function away(issuer: string, why: string): ApiError {
  return new ApiError('unavailable', `Authorization: the keys of ${issuer} cannot be fetched: ${why}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
