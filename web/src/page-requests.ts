import type {
  BuildDetails,
  BuildRows,
  Changes,
  NextRuns,
  PatchFile,
  ProjectRow,
  Provenance,
  SdkFile,
  SdkFiles,
  SdkVersions,
  Session,
  Settings,
} from '../../src/contract/page.ts';
import { client } from './client.ts';
import type { Schema } from './editor/completion.ts';

const at = (parts: TemplateStringsArray, ...values: readonly string[]): string =>
  parts.map((part, i) => part + (i < values.length ? encodeURIComponent(values[i] ?? '') : '')).join('');

export interface BuildFilters {
  readonly branch?: string;
  readonly target?: string;
  readonly trigger?: string;
  readonly state?: string;
}

/**
 * Requests of routes that only this page has (src/contract/page.ts): they are not in the OpenAPI document, so the SDK has
 * no methods for them.
 */
export const pageRequests = {
  session: () => client.get<Session>('/session'),
  signIn: (body: { key: string } | { ticket: string }) => client.post<object>('/session', { body }),
  signOut: () => client.delete<object>('/session'),

  projects: () => client.get<ProjectRow[]>('/v0/page/projects'),
  nextRuns: () => client.get<NextRuns>('/v0/page/next_runs'),
  /** The JSON Schema of config files. */
  schema: () => client.get<Schema>('/schemas/stainless.json'),
  guess: (body: object) =>
    client.post<{ spec: string; path: string; content: string }>('/v0/page/guess', { body }),

  builds: (project: string, filters: BuildFilters, cursor?: string) =>
    client.get<BuildRows>(at`/v0/page/projects/${project}/builds`, {
      query: { ...filters, cursor: cursor || undefined },
    }),
  build: (id: string) => client.get<BuildDetails>(at`/v0/page/builds/${id}`),
  provenance: (id: string) => client.get<Provenance>(at`/v0/page/builds/${id}/provenance`),
  changes: (id: string, base: string) =>
    client.get<Changes>(at`/v0/page/builds/${id}/changes`, { query: { base } }),
  ignore: (id: string, body: { code: string; location: string | null; branch: string }) =>
    client.post<{ build: string }>(at`/v0/page/builds/${id}/ignore`, { body }),
  /** What a build changed in an SDK: since another build (`base`), or since the commit before. */
  patch: (id: string, target: string, range: { base?: string | undefined; path?: string } = {}) =>
    client.get<PatchFile[]>(at`/v0/page/builds/${id}/targets/${target}/patch`, { query: range }),
  /** Bytes of a log from an offset. `attempt`: an earlier one. */
  log: async (id: string, target: string, step: string, attempt: number | undefined, from: number) => {
    const answer = await client
      .get(pageRequests.logAddress(id, target, step), { query: { from, attempt } })
      .asResponse();
    return new Uint8Array(await answer.arrayBuffer());
  },
  logAddress: (id: string, target: string, step: string) =>
    at`/v0/page/builds/${id}/targets/${target}/log/${step}`,

  files: (project: string, target: string, ref: string) =>
    client.get<SdkFiles>(at`/v0/page/projects/${project}/targets/${target}/files`, { query: { ref } }),
  versions: (project: string, target: string, ref: string) =>
    client.get<SdkVersions>(at`/v0/page/projects/${project}/targets/${target}/versions`, { query: { ref } }),
  file: (project: string, target: string, ref: string, path: string) =>
    client.get<SdkFile>(at`/v0/page/projects/${project}/targets/${target}/file`, { query: { ref, path } }),

  settings: () => client.get<Settings>('/v0/page/settings'),
  createKey: (body: object) => client.post<{ key: string }>('/v0/page/keys', { body }),
  revokeKey: (id: string) => client.delete<object>(at`/v0/page/keys/${id}`),
  putMember: (body: object) => client.put<object>('/v0/page/members', { body }),
  removeMember: (email: string) => client.delete<object>(at`/v0/page/members/${email}`),
  setQuota: (org: string, limit: number | null) =>
    client.put<object>(at`/v0/page/quotas/${org}`, { body: { limit } }),
};
