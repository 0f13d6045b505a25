import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import { hashKey } from '../../records/keys.ts';
import type { Config } from '../../runtime/config.ts';

const WINDOW_MS = 60_000;
/** A key that was right so lately is let in from an address from which others guess. */
const TRUSTED_MS = 10 * 60_000;
const TRUSTED_AT_MOST = 10_000;

/** Limits on requests, answered with 429 and `retry-after` before the database is asked. Counted in this process. */
export interface Limits {
  /** Counts a request with a key, or from an address where it has none. Throws a 429. */
  count(request: FastifyRequest, reply: FastifyReply, key: string | null): Promise<void>;
  /** Throws a 429 where too many keys from this address were wrong, unless this one was right lately. */
  checkAddress(request: FastifyRequest, key: string): Promise<void>;
  /** Whether a key was right: what `checkAddress` goes by. */
  judged(request: FastifyRequest, key: string, right: boolean): Promise<void>;
}

type Settings = Pick<Config, 'readsPerMinute' | 'createsPerMinute' | 'wrongKeysPerMinute'>;

export async function createLimits(app: FastifyInstance, settings: Settings): Promise<Limits> {
  await app.register(rateLimit, { global: false });
  const keys = new WeakMap<FastifyRequest, string>();
  const byKey = (max: number) =>
    app.createRateLimit({
      max: max === 0 ? Number.MAX_SAFE_INTEGER : max,
      timeWindow: WINDOW_MS,
      // Hashed, so that no key stays in memory as it is.
      keyGenerator: (request) => keys.get(request) ?? `address ${request.ip}`,
    });
  const reads = byKey(settings.readsPerMinute);
  const creates = byKey(settings.createsPerMinute);
  const { wrongKeysPerMinute } = settings;
  const wrong = app.createRateLimit({
    max: wrongKeysPerMinute === 0 ? Number.MAX_SAFE_INTEGER : wrongKeysPerMinute,
    timeWindow: WINDOW_MS,
  });
  const trustedUntil = new Map<string, number>();

  return {
    async count(request, reply, key) {
      if (key !== null) keys.set(request, hashKey(key));
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      const used = await (isRead ? reads : creates)(request);
      if (used.isAllowed) return;
      reply.header('x-ratelimit-limit', used.max).header('x-ratelimit-remaining', used.remaining);
      if (!used.isExceeded) return;
      const what = isRead ? 'reads' : 'changes';
      const whose = key === null ? 'from this address' : 'with this key';
      throw tooMany(`More than ${used.max} ${what} a minute ${whose}`, used.ttlInSeconds);
    },

    async checkAddress(request, key) {
      if ((trustedUntil.get(hashKey(key)) ?? 0) > Date.now()) return;
      const found = await wrong(request, { increment: false });
      if (found.isAllowed || found.remaining > 0) return;
      throw tooMany('Too many invalid keys from this address', found.ttlInSeconds);
    },

    async judged(request, key, right) {
      const hash = hashKey(key);
      trustedUntil.delete(hash);
      if (!right) {
        await wrong(request);
        return;
      }
      trustedUntil.set(hash, Date.now() + TRUSTED_MS);
      const [oldest] = trustedUntil.keys();
      if (trustedUntil.size > TRUSTED_AT_MOST && oldest !== undefined) trustedUntil.delete(oldest);
    },
  };
}

function tooMany(why: string, retryAfterSeconds: number): ApiError {
  return new ApiError('rate_limited', `${why}; retry in ${retryAfterSeconds} s.`, { retryAfterSeconds });
}
