import { queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

/** How often a completed build is fetched again, in ms: it has no stream, and may be retried elsewhere. */
const COMPLETED_MS = 10_000;

export const buildQuery = (id: string) =>
  queryOptions({
    queryKey: ['build', id],
    queryFn: () => api.build(id),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.completed_at === null ? false : COMPLETED_MS,
  });

/** What a build changed in an SDK since `base`, or since the commit before. `sha`: the commit, which a retry replaces. */
export const patchQuery = (id: string, target: string, sha: string, base: string | undefined) =>
  queryOptions({
    queryKey: ['patch', id, target, sha, base ?? ''],
    queryFn: () => api.patch(id, target, { base }),
  });
