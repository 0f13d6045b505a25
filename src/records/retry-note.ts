/** A retry, as its event tells it. */
export interface Retry {
  readonly attempt: number;
  /** Who or what requested it, for people; null: unknown. */
  readonly by: string | null;
}

/** The note of the event that opens steps for another attempt. */
export function retryNote({ attempt, by }: Retry, steps: readonly string[]): string {
  return `Retried${by === null ? '' : ` by ${by}`}: attempt ${attempt} of ${steps.join(', ')}.`;
}

/** Reads a note that `retryNote` wrote; null if it is another one. */
export function retryIn(note: string): Retry | null {
  // A name may hold anything, also such a note: the last attempt in it counts.
  const [, by = null, attempt] = /^Retried(?: by (.*))?: attempt (\d+) of [a-z, ]+\.$/s.exec(note) ?? [];
  return attempt === undefined ? null : { attempt: Number(attempt), by };
}
