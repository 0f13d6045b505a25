import type { ErrorUnion } from '../api/client-types.ts';
import { type Casings, pascal } from './casing.ts';
import { identifier } from './identifier.ts';
import { Scope } from './scope.ts';

/**
 * Classes of `errors.union` by value: `insufficient_funds` → `InsufficientFundsError`. A value that is named like the class
 * of its status (`not_found`) has none of its own.
 */
export function errorNames(
  union: ErrorUnion | null,
  casings: Casings,
  reserved: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const scope = new Scope({ reserved, escape: (name) => `API${name}` });
  return new Map(
    (union?.variants ?? []).flatMap(({ value, name, status }) => {
      const plain = identifier(pascal(name ?? value, casings), { prefix: 'Error', empty: 'Unnamed' });
      const wanted = plain.endsWith('Error') ? plain : `${plain}Error`;
      return wanted === statusClass(status) ? [] : [[value, scope.claim(value, wanted)] as const];
    }),
  );
}

/** The runtimes' class for a status; null: only the general one. */
export function statusClass(status: number | null): string | null {
  if (status === null) return null;
  return status >= 500 ? 'InternalServerError' : (CLASSES[status] ?? null);
}

const CLASSES: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
};
