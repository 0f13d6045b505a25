import { APIError, Stainless } from '../../src/cli/kiln-sdk/index.ts';

/** An error response of the server: `message` names the field and says what to do. */
export class ApiError extends APIError<number, undefined, object | undefined> {
  override readonly name = 'ApiError';
  constructor(status: number, body: object | undefined, message: string) {
    super(status, body, undefined, undefined);
    // The SDK puts the status before the message, which is for programmers.
    this.message = message;
  }
}

/** The SDK that Kiln makes of itself, signed in by the session's cookie instead of a key. */
class PageClient extends Stainless {
  constructor() {
    super({
      apiKey: '',
      baseURL: window.location.origin,
      defaultHeaders: { 'x-kiln-page': '1' },
      // Queries repeat failed requests (main.tsx); a person repeats the others.
      maxRetries: 0,
      // Called as a function of the window, as browsers demand.
      fetch: (input, init) => window.fetch(input, init),
    });
  }

  protected override makeStatusError(
    status: number,
    body: object | undefined,
    text: string | undefined,
  ): ApiError {
    const told = body !== undefined && 'message' in body ? body.message : undefined;
    // Without a message, something between page and server answered: its text is shown.
    return new ApiError(
      status,
      body,
      typeof told === 'string' ? told : text?.slice(0, 300) || `The server answered ${status}.`,
    );
  }
}

export const client = new PageClient();
