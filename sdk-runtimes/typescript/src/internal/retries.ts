import { settings } from './settings.ts';

/** Whether a retry may succeed. The server's own hint takes precedence. */
export function shouldRetry(response: Response): boolean {
  const said = response.headers.get('x-should-retry');
  if (said === 'true') return true;
  if (said === 'false') return false;
  const { status } = response;
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Milliseconds until the next attempt: as requested by the server, up to a minute, otherwise exponential backoff. */
export function retryDelayMs(headers: Headers | undefined, retries: number): number {
  const asked = headers && askedDelayMs(headers);
  if (asked !== undefined && asked >= 0 && asked < 60_000) return asked;
  const { initialRetryDelayMs, maxRetryDelayMs } = settings;
  const delay = Math.min(initialRetryDelayMs * 2 ** retries, maxRetryDelayMs);
  return delay * (1 - Math.random() * 0.25); // Clients that failed together do not come back together.
}

function askedDelayMs(headers: Headers): number | undefined {
  const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (!Number.isNaN(ms)) return ms;
  const after = headers.get('retry-after');
  if (!after) return undefined;
  const seconds = Number.parseFloat(after);
  const delay = Number.isNaN(seconds) ? Date.parse(after) - Date.now() : seconds * 1000;
  return Number.isNaN(delay) ? undefined : delay;
}
