import { monotonicFactory } from 'ulid';

const next = monotonicFactory();

/** A new id: 26 characters of 0-9 and a-z (a ULID in lower case), in order of creation within a process. */
export function newId(): string {
  return next().toLowerCase();
}
