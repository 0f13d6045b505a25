import { ClientError } from '../client-error.ts';

/** A query string of plain values. No parameter of this API is a list or an object, so neither is accepted. */
export function stringifyQuery(query: object): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]: [string, unknown]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`,
    )
    .join('&');
}

/** A URL-encoded form. */
export function stringifyForm(form: object): string {
  return stringifyQuery(form);
}

function textOf(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new ClientError(
    `Cannot stringify type ${typeof value}; expected a string, a number, a boolean or null. ` +
      'To send lists or objects, write them as text first.',
  );
}
