import { runUnder, stepSignal } from '../runtime/step-signal.ts';

interface Running {
  readonly end: () => void;
  readonly ended: Promise<unknown>;
}

/**
 * One try of a thing at a time, the latest: where this process was paused, Temporal has given a try up and sends the
 * next one here while the first still runs. The first is ended before the next begins.
 */
export class Latest {
  readonly #running = new Map<string, Running>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.#running.get(key);
    const given = stepSignal();
    const controller = new AbortController();
    const signal = given === undefined ? controller.signal : AbortSignal.any([given, controller.signal]);
    const ended = (async () => {
      earlier?.end();
      await earlier?.ended;
      return runUnder(signal, work);
    })();
    const own: Running = { end: () => controller.abort(), ended: ended.catch(() => {}) };
    this.#running.set(key, own);
    try {
      return await ended;
    } finally {
      if (this.#running.get(key) === own) this.#running.delete(key);
    }
  }
}
