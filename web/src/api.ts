import type { Adoption } from '../../src/contract/adoptions.ts';
import type { Build, BuildDiagnostic, BuildSummary } from '../../src/contract/builds.ts';
import type { Configs } from '../../src/contract/configs.ts';
import type { Conflict, ConflictDetail, ResolveConflictBody } from '../../src/contract/conflicts.ts';
import type {
  BuildDetails,
  BuildRows,
  Changes,
  NextRuns,
  PatchFile,
  ProjectRow,
  SdkFile,
  SdkFiles,
  Session,
  Settings,
} from '../../src/contract/page.ts';
import type { Project } from '../../src/contract/projects.ts';
import type { Schedule } from '../../src/contract/schedules.ts';
import type { TrustedRepository } from '../../src/contract/trusted-repositories.ts';
import type {
  Webhook,
  WebhookDelivery,
  WebhookDeliveryDetail,
  WebhookWithSecret,
} from '../../src/contract/webhooks.ts';

/** An error response of the server: `message` names the field and says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function request(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: {
      'x-kiln-page': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.ok) return response;
  const text = await response.text();
  let message = text.slice(0, 300) || response.statusText;
  try {
    const told: { message?: unknown } = JSON.parse(text);
    if (typeof told.message === 'string') message = told.message;
  } catch {
    // Something between page and server answered: its text is shown.
  }
  throw new ApiError(response.status, message);
}

async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await request(method, path, body);
  return response.json();
}

const get = <T>(path: string): Promise<T> => json('GET', path);
const post = <T>(path: string, body: unknown = {}): Promise<T> => json('POST', path, body);
const at = (parts: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  parts.map((part, i) => part + (i < values.length ? encodeURIComponent(String(values[i])) : '')).join('');

/** A query string from the values that are set. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}

export interface BuildFilters {
  readonly branch?: string;
  readonly target?: string;
  readonly trigger?: string;
  readonly state?: string;
}

/** The page's requests to the server. */
export const api = {
  session: () => get<Session>('/session'),
  signIn: (proof: { key: string } | { ticket: string }) => post<object>('/session', proof),
  beginDevice: (client_id: string, device_name: string) =>
    post<{ device_code: string; user_code: string; verification_uri: string; interval: number }>(
      '/api/oauth/device',
      { client_id, device_name },
    ),
  /** The key of a login that a person has approved; null: undecided. Throws if it was denied or has expired. */
  pollDevice: async (client_id: string, device_code: string): Promise<string | null> => {
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const response = await fetch('/v0/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type, client_id, device_code }),
    });
    const told: { access_token?: string; error?: string; message?: string } = await response.json();
    if (told.access_token !== undefined) return told.access_token;
    if (told.error === 'authorization_pending' || told.error === 'slow_down') return null;
    throw new ApiError(response.status, told.message ?? response.statusText);
  },
  signOut: () => json<object>('DELETE', '/session'),

  projects: () => get<ProjectRow[]>('/v0/page/projects'),
  nextRuns: () => get<NextRuns>('/v0/page/next_runs'),
  project: (project: string) => get<Project>(at`/v0/projects/${project}`),
  createProject: (body: object) => post<Project>('/v0/projects', body),
  guess: (body: object) => post<{ spec: string; path: string; content: string }>('/v0/page/guess', body),
  lint: (description: string, config: string) =>
    post<{ spec: { diagnostics: Record<string, BuildDiagnostic[]> } }>('/api/generate/spec', {
      source: { type: 'upload', openapi_spec: description, stainless_config: config },
    }),
  branches: (project: string) =>
    get<{ data: { branch: string; config_commit: { sha: string }; latest_build_id: string }[] }>(
      `${at`/v0/projects/${project}/branches`}?limit=100`,
    ),
  configs: (project: string, commit: string) =>
    get<Configs>(`${at`/v0/projects/${project}/configs`}${query({ branch: commit, include: 'openapi' })}`),

  builds: (project: string, filters: BuildFilters, cursor?: string) =>
    get<BuildRows>(`${at`/v0/page/projects/${project}/builds`}${query({ ...filters, cursor })}`),
  build: (id: string) => get<BuildDetails>(at`/v0/page/builds/${id}`),
  summary: (id: string) => get<BuildSummary>(at`/v0/builds/${id}/summary`),
  diagnostics: (id: string) =>
    get<{ data: BuildDiagnostic[]; has_more: boolean }>(at`/v0/builds/${id}/diagnostics`),
  changes: (id: string, base: string) =>
    get<Changes>(`${at`/v0/page/builds/${id}/changes`}${query({ base })}`),
  ignore: (id: string, body: { code: string; location: string | null; branch: string }) =>
    post<{ build: string }>(at`/v0/page/builds/${id}/ignore`, body),
  createBuild: (body: object) => post<Build>('/v0/builds', body),
  cancelBuild: (id: string) => post<Build>(at`/v0/builds/${id}/cancel`),
  cancelTarget: (id: string, target: string) => post<Build>(at`/v0/builds/${id}/targets/${target}/cancel`),
  retry: (id: string, target: string, step?: string) =>
    post<Build>(at`/v0/builds/${id}/targets/${target}/retry`, step === undefined ? {} : { step }),
  /** What a build changed in an SDK: since another build (`base`), or since the commit before. */
  patch: (id: string, target: string, { base, path }: { base?: string | undefined; path?: string } = {}) =>
    get<PatchFile[]>(`${at`/v0/page/builds/${id}/targets/${target}/patch`}${query({ base, path })}`),
  log: async (id: string, target: string, step: string, from: number) => {
    const url = `${api.logAddress(id, target, step)}?from=${from}`;
    return new Uint8Array(await (await request('GET', url)).arrayBuffer());
  },
  logAddress: (id: string, target: string, step: string) =>
    at`/v0/page/builds/${id}/targets/${target}/log/${step}`,

  files: (project: string, target: string, ref: string) =>
    get<SdkFiles>(`${at`/v0/page/projects/${project}/targets/${target}/files`}${query({ ref })}`),
  file: (project: string, target: string, ref: string, path: string) =>
    get<SdkFile>(`${at`/v0/page/projects/${project}/targets/${target}/file`}${query({ ref, path })}`),

  conflicts: (project: string, status: string) =>
    get<{ data: Conflict[] }>(`${at`/v0/projects/${project}/conflicts`}${query({ status, limit: 50 })}`),
  conflict: (project: string, target: string, number: number) =>
    get<ConflictDetail>(at`/v0/projects/${project}/conflicts/${target}/${number}`),
  resolve: (project: string, target: string, number: number, body: Partial<ResolveConflictBody>) =>
    post<{ conflict: ConflictDetail; continued_build: string | null }>(
      at`/v0/projects/${project}/conflicts/${target}/${number}/resolve`,
      body,
    ),

  adoptions: (project: string, target: string) =>
    get<{ data: Adoption[] }>(at`/v0/projects/${project}/targets/${target}/adopt`),
  adoption: (project: string, target: string, id: string) =>
    get<Adoption>(at`/v0/projects/${project}/targets/${target}/adopt/${id}`),
  adopt: (project: string, target: string, body: object) =>
    post<Adoption>(at`/v0/projects/${project}/targets/${target}/adopt`, body),
  carryOut: (project: string, target: string, id: string, accept_guess: boolean) =>
    post<Adoption>(at`/v0/projects/${project}/targets/${target}/adopt/${id}/carry_out`, { accept_guess }),
  pushAdoption: (project: string, target: string, id: string) =>
    post<Adoption>(at`/v0/projects/${project}/targets/${target}/adopt/${id}/push`),

  schedules: (project: string) => get<{ data: Schedule[] }>(at`/v0/projects/${project}/schedules`),
  putSchedule: (project: string, name: string, body: object) =>
    json<Schedule>('PUT', at`/v0/projects/${project}/schedules/${name}`, body),
  steerSchedule: (project: string, name: string, verb: 'trigger' | 'pause' | 'resume') =>
    post<Schedule>(`${at`/v0/projects/${project}/schedules/${name}`}/${verb}`),
  deleteSchedule: (project: string, name: string) =>
    json<object>('DELETE', at`/v0/projects/${project}/schedules/${name}`),

  webhooks: (project: string) => get<{ data: Webhook[] }>(at`/v0/projects/${project}/webhooks`),
  createWebhook: (project: string, body: object) =>
    post<WebhookWithSecret>(at`/v0/projects/${project}/webhooks`, body),
  updateWebhook: (project: string, id: string, body: object) =>
    json<Webhook>('PATCH', at`/v0/projects/${project}/webhooks/${id}`, body),
  deleteWebhook: (project: string, id: string) =>
    json<object>('DELETE', at`/v0/projects/${project}/webhooks/${id}`),
  rotateSecret: (project: string, id: string) =>
    post<WebhookWithSecret>(at`/v0/projects/${project}/webhooks/${id}/rotate_secret`),
  pingWebhook: (project: string, id: string) =>
    post<WebhookDelivery>(at`/v0/projects/${project}/webhooks/${id}/ping`),
  deliveries: (project: string, id: string) =>
    get<{ data: WebhookDelivery[] }>(at`/v0/projects/${project}/webhooks/${id}/deliveries`),
  delivery: (project: string, id: string, delivery: string) =>
    get<WebhookDeliveryDetail>(at`/v0/projects/${project}/webhooks/${id}/deliveries/${delivery}`),
  resend: (project: string, id: string, delivery: string) =>
    post<WebhookDelivery>(at`/v0/projects/${project}/webhooks/${id}/deliveries/${delivery}/resend`),

  settings: () => get<Settings>('/v0/page/settings'),
  createKey: (body: object) => post<{ key: string }>('/v0/page/keys', body),
  revokeKey: (id: string) => json<object>('DELETE', at`/v0/page/keys/${id}`),
  putMember: (body: object) => json<object>('PUT', '/v0/page/members', body),
  removeMember: (email: string) => json<object>('DELETE', at`/v0/page/members/${email}`),
  setQuota: (org: string, limit: number | null) => json<object>('PUT', at`/v0/page/quotas/${org}`, { limit }),
  putCredential: (org: string, body: object) =>
    json<object>('PUT', at`/v0/orgs/${org}/git_credentials`, body),
  deleteCredential: async (org: string, url: string) => {
    await request('DELETE', `${at`/v0/orgs/${org}/git_credentials`}${query({ url })}`);
  },
  trusted: (org: string) => get<{ data: TrustedRepository[] }>(at`/v0/orgs/${org}/trusted_repositories`),
  trust: (org: string, body: object) =>
    post<TrustedRepository>(at`/v0/orgs/${org}/trusted_repositories`, body),
  distrust: async (org: string, id: string) => {
    await request('DELETE', at`/v0/orgs/${org}/trusted_repositories/${id}`);
  },
};
