import type { Database } from './database.ts';
import { type Retry, retryIn } from './retry-note.ts';

/** A transition of a build, as its events record it. */
interface Transition {
  readonly target: string | null;
  /** Null: the target is reopened for another attempt. */
  readonly step: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly note: string | null;
  readonly at: Date;
}

/** One attempt of a step. */
export interface Attempt {
  readonly attempt: number;
  /** Who or what requested it, if it is a retry and that is known. */
  readonly by: string | null;
  readonly conclusion: string | null;
  readonly note: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

/** Attempts of steps, oldest first. */
export interface Attempts {
  of(target: string, step: string): readonly Attempt[];
}

/** The attempts of all steps of a build. Builds whose events were removed have none. */
export async function loadAttempts(db: Database, buildId: string): Promise<Attempts> {
  const events = await db.buildEvent.findMany({
    where: { buildId, target: { not: null } },
    orderBy: { seq: 'asc' },
    select: { target: true, step: true, status: true, conclusion: true, note: true, at: true },
  });
  return attemptsIn(events);
}

/** The attempts that transitions, in order, are of. A retry is one transition of its target, without a step. */
export function attemptsIn(transitions: readonly Transition[]): Attempts {
  const current = new Map<string, Retry>();
  const found = new Map<string, Attempt[]>();
  for (const { target, step, status, conclusion, note, at } of transitions) {
    if (target === null) continue;
    const { attempt: number, by } = current.get(target) ?? { attempt: 1, by: null };
    if (step === null) {
      if (status === 'not_started')
        current.set(target, retryIn(note ?? '') ?? { attempt: number + 1, by: null });
      continue;
    }
    const attempts = found.get(`${target} ${step}`) ?? [];
    found.set(`${target} ${step}`, attempts);
    const last = attempts.at(-1);
    const before =
      last?.attempt === number
        ? last
        : { attempt: number, by, conclusion: null, note: null, startedAt: null, completedAt: null };
    const startedAt = before.startedAt ?? (status === 'in_progress' ? at : null);
    const after: Attempt =
      status === 'completed'
        ? { attempt: number, by, conclusion, note, startedAt, completedAt: at }
        : { ...before, startedAt };
    if (last?.attempt === number) attempts[attempts.length - 1] = after;
    else attempts.push(after);
  }
  return { of: (target, step) => found.get(`${target} ${step}`) ?? [] };
}
