import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { fetchUrl } from '../../builds/fetch-url.ts';
import { ApiError } from '../../contract/errors.ts';
import { GITHUB, GITLAB } from '../../contract/issuers.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1024;
/** Keys are fetched again after so long, and for a key that is not among them not sooner than after `COOLDOWN_MS`. */
const KEYS_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;
/** An issuer that does not answer is asked again after so long. */
const AWAY_MS = 5_000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Who signs ID tokens that are taken, with the keys that it signs with. */
export class Issuers {
  readonly #known: readonly string[];
  readonly #allowPrivate: boolean;
  readonly #keys = new Map<string, { readonly keys: Promise<JWTVerifyGetKey>; until: number }>();

  /** `known`: the issuers as `iss` names them. `allowPrivate`: also the public ones may have private addresses. */
  constructor(known: readonly string[], allowPrivate: boolean) {
    this.#known = known;
    this.#allowPrivate = allowPrivate;
  }

  get known(): readonly string[] {
    return this.#known;
  }

  /**
   * The keys of an issuer, which is among the known ones; they are kept. Throws a 503 where they cannot be had.
   * Nothing that a token says leads anywhere: the addresses are the issuer's own, and no redirect is followed.
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
    // The operator has named the others: a GitLab of their own may well be at a private address.
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
