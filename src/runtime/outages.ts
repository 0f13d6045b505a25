import { setTimeout as wait } from 'node:timers/promises';

const LOOK_AGAIN_MS = 200;
/** Exit code of a role that could not use a server it depends on (EX_TEMPFAIL of sysexits.h). */
export const TRY_AGAIN = 75;

/**
 * Error codes of Prisma, PostgreSQL and the system for a server that is down, restarting or out of connections, or a
 * full disk.
 */
const CODES =
  /^(P1001|P1002|P1008|P1017|P2024|P2028|P2034|ENOSPC|EDQUOT|EIO|EROFS|EMFILE|ENFILE|ENOMEM|EAGAIN|ECONN\w+|EPIPE|ETIMEDOUT|08\w{3}|53\w{3}|57P0\d|58\w{3}|55000|40P01|40001)$/;
const WORDS =
  /\bUNAVAILABLE: |DEADLINE_EXCEEDED|Failed to connect before the deadline|TransportError|Can't reach database|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionAlreadyClosed|ECONNREFUSED|ECONNRESET|Connection terminated|not currently accepting connections|the database system is |timeout exceeded when trying to connect|Unable to start a transaction|No space left on device|Disk quota exceeded|could not (extend|write|fsync)/;

/** Whether an error is an outage of the database or the disk: the operation itself was valid. */
export function isAway(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  for (const [name, value] of [
    ...Object.entries(error),
    ['message', messageOf(error)],
    ['cause', causeOf(error)],
  ]) {
    switch (name) {
      case 'code':
      case 'originalCode':
      case 'errorCode':
        if (typeof value === 'string' && CODES.test(value)) return true;
        break;
      case 'kind':
      case 'message':
      case 'originalMessage':
        if (typeof value === 'string' && WORDS.test(value)) return true;
        break;
      case 'cause':
      case 'meta':
      case 'driverAdapterError':
        if (isAway(value, depth + 1)) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

/** Retries `work` during an outage, for up to `withinMs`. */
export async function untilBack<T>(work: () => Promise<T>, withinMs: number): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || Date.now() > until) throw error;
      await wait(LOOK_AGAIN_MS);
    }
  }
}

// An error's own message and cause are not among its enumerable properties.
const messageOf = (error: object): unknown => ('message' in error ? error.message : undefined);
const causeOf = (error: object): unknown => ('cause' in error ? error.cause : undefined);
