import type { FinalRequestOptions } from '../request-options.ts';
import { settings } from '../settings.ts';
import { hasOwn } from './values.ts';

export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug';
type LogFunction = (message: string, ...rest: unknown[]) => void;

export interface Logger {
  error: LogFunction;
  warn: LogFunction;
  info: LogFunction;
  debug: LogFunction;
}

/** The part of a client that logging needs. */
export interface LoggingClient {
  logger?: Logger | undefined;
  logLevel?: LogLevel | undefined;
}

const LEVELS = { off: 0, error: 200, warn: 300, info: 400, debug: 500 } satisfies Record<LogLevel, number>;
const nothing: LogFunction = () => {};
const silent: Logger = { error: nothing, warn: nothing, info: nothing, debug: nothing };

export function parseLogLevel(
  level: string | undefined,
  source: string,
  client: LoggingClient,
): LogLevel | undefined {
  if (!level) return undefined;
  if (hasOwn(LEVELS, level)) return level as LogLevel;
  loggerFor(client).warn(
    `${source} was set to ${JSON.stringify(level)}, expected one of ${JSON.stringify(Object.keys(LEVELS))}`,
  );
  return undefined;
}

/** The client's logger, silent above the client's level. */
export function loggerFor(client: LoggingClient): Logger {
  const { logger, logLevel = 'off' } = client;
  if (!logger) return silent;
  const at = (level: 'error' | 'warn' | 'info' | 'debug'): LogFunction =>
    LEVELS[level] > LEVELS[logLevel] ? nothing : logger[level].bind(logger);
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

const SECRET = /authorization|cookie|secret|token|password|signature|credential|api-?key/i;

function isSecret(name: string): boolean {
  return SECRET.test(name) || settings.secretHeaders.includes(name.toLowerCase());
}

/** Request details that are safe to log: credentials in headers are replaced. */
export function formatRequestDetails(details: {
  options?: FinalRequestOptions;
  headers?: Headers | Record<string, string>;
  retryOfRequestLogID?: string | undefined;
  [fact: string]: unknown;
}): Record<string, unknown> {
  const { options, headers, retryOfRequestLogID, ...facts } = details;
  if (options) {
    const { headers: _, ...shown } = options; // They may hold credentials, and the sent ones are logged anyway.
    facts.options = shown;
  }
  if (headers) {
    const pairs = headers instanceof Headers ? [...headers] : Object.entries(headers);
    facts.headers = Object.fromEntries(pairs.map(([name, value]) => [name, isSecret(name) ? '***' : value]));
  }
  if (retryOfRequestLogID) facts.retryOf = retryOfRequestLogID;
  return facts;
}
