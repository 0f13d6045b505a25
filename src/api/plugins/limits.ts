import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../contract/errors.ts';
import { hashKey } from '../../records/keys.ts';
import type { Config } from '../../runtime/config.ts';

const WINDOW_MS = 60_000;
/** A key that was valid within this time is accepted even from an address that sends many invalid keys. */
const TRUSTED_MS = 10 * 60_000;
const TRUSTED_AT_MOST = 10_000;

/**
 * Rate limits, enforced before the database is queried and answered with 429 and `retry-after`. Counted per process.
 */
export interface Limits {
  /** Counts a request by its key, or by its address if it has none. Throws a 429. */
  count(request: FastifyRequest, reply: FastifyReply, key: string | null): Promise<void>;
  /** Throws a 429 if an address sent too many invalid keys, unless this key was valid recently. */
  checkAddress(request: FastifyRequest, key: string): Promise<void>;
  /** Notes whether a key was valid, for `checkAddress`. */
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
      // Hashed, so that no plain key stays in memory.
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
