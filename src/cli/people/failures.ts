import {
  APIConnectionError,
  APIError,
  AuthenticationError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from '../kiln-sdk/index.ts';
import { CommandError, EXIT } from './exit.ts';

/** Turns the error of a request into one for people; other errors are unchanged. */
export function explained(error: unknown, baseUrl: string): unknown {
  if (error instanceof APIConnectionError) {
    return new CommandError(
      `${baseUrl} does not respond. Start Kiln there ("kiln up"), or give another address with --url or KILN_URL.`,
      EXIT.tryAgain,
    );
  }
  if (!(error instanceof APIError)) return error;
  const message = messageOf(error);
  if (error instanceof AuthenticationError) {
    return new CommandError(
      `${message}\nSign in with "kiln login --url ${baseUrl}", or set KILN_API_KEY.`,
      EXIT.key,
    );
  }
  if (error instanceof PermissionDeniedError) {
    return new CommandError(
      `${message}\nSign in with a key that has this scope: "kiln login --url ${baseUrl}".`,
      EXIT.key,
    );
  }
  if (error instanceof NotFoundError) return new CommandError(`${message}${hintOf(message)}`, EXIT.notFound);
  if (error instanceof RateLimitError || (error.status ?? 0) >= 500)
    return new CommandError(`${message}\nTry again in a moment.`, EXIT.tryAgain);
  if (message.includes('No changes to commit'))
    return new CommandError('Nothing changed since the last build. To build again: kiln build --force.');
  return new CommandError(message);
}

/** Where to find the valid names, by the unknown name's kind in a message. */
function hintOf(message: string): string {
  if (message.startsWith('project:')) return '\nList projects with "kiln projects".';
  if (/^(id|build):/.test(message)) return '\nList builds with "kiln builds".';
  return '';
}

/** The API's message, without the status that the SDK puts before it. */
function messageOf({ error, message }: APIError): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
    return error.message;
  return message;
}
