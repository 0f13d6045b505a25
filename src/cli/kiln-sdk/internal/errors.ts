export function isAbortError(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    (('name' in error && error.name === 'AbortError') ||
      // Expo's fetch does not set error names.
      ('message' in error && String(error.message).includes('FetchRequestCanceledException')))
  );
}

/** Converts any thrown value to an Error. */
export function castToError(error: unknown): Error {
  if (error instanceof Error) return error;
  if (typeof error === 'object' && error !== null) {
    // An Error of another realm (a Jest sandbox, a frame) keeps its name and stack.
    const kind = Object.prototype.toString.call(error);
    if ((kind === '[object Error]' || kind === '[object DOMException]') && 'message' in error) {
      const copy = new Error(String(error.message), 'cause' in error ? { cause: error.cause } : {});
      if ('stack' in error) copy.stack = String(error.stack);
      if ('name' in error) copy.name = String(error.name);
      return copy;
    }
    try {
      return new Error(JSON.stringify(error));
    } catch {
      return new Error(String(error));
    }
  }
  return new Error(String(error));
}
