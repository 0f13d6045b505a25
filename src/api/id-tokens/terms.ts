import type { Job } from './job.ts';

/** The terms on which a repository is trusted; null: none. */
export interface Terms {
  readonly repositoryId: string | null;
  readonly ref: string | null;
  readonly environment: string | null;
}

/** The terms that a job does not meet, in words; null if it meets all. */
export function unmet({ repositoryId, ref, environment }: Terms, job: Job): string | null {
  if (repositoryId !== null && repositoryId !== job.repositoryId)
    return `with the number ${repositoryId}, and this one has ${job.repositoryId ?? 'none'}`;
  if (ref !== null && !isRef(ref, job.ref))
    return `for the ref ${ref}, and this job is of ${job.ref ?? 'no ref'}`;
  if (environment !== null && environment !== job.environment)
    return `in the environment ${JSON.stringify(environment)}, and this job is in ${job.environment === null ? 'none' : JSON.stringify(job.environment)}`;
  return null;
}

function isRef(wanted: string, ref: string | null): boolean {
  if (ref === null) return false;
  return wanted.endsWith('*') ? ref.startsWith(wanted.slice(0, -1)) : ref === wanted;
}

/** The narrowest of the terms that a job meets: those with an environment first, then those with the longest ref. */
export function narrowest<T extends Terms>(met: readonly T[]): T | null {
  const order = (a: T, b: T) =>
    Number(b.environment !== null) - Number(a.environment !== null) ||
    (b.ref?.length ?? 0) - (a.ref?.length ?? 0);
  return [...met].sort(order)[0] ?? null;
}
