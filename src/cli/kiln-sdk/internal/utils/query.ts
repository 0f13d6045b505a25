// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import { stringify } from '../qs/index.ts';

/** A query string, lists and objects as the API takes them. */
export function stringifyQuery(query: object): string {
  return stringify(query, { arrayFormat: 'comma' });
}

/** A URL-encoded form, lists and objects as the API takes them. */
export function stringifyForm(form: object): string {
  return stringify(form, { arrayFormat: 'comma' });
}
