import { runUnder, stepSignal } from '../../runtime/processes/abort-context.ts';

interface Running {
  readonly end: () => void;
  readonly ended: Promise<unknown>;
}

/**
 * Runs only the latest attempt of a task. After this process was paused, Temporal may have given up an
 * attempt and sent the next one here while the first is still running. The first is ended before the next one
 * starts.
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
