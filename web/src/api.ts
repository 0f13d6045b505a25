import type { Stainless } from '../../src/cli/kiln-sdk/index.ts';
import { isSdkTarget, RETRY_STEPS, type SdkTarget } from '../../src/contract/targets.ts';
import { ApiError, client } from './client.ts';
import { pageRequests } from './page-requests.ts';

export type { BuildSummary } from '../../src/cli/kiln-sdk/resources/builds/builds.ts';
export type { BuildDiagnostic } from '../../src/cli/kiln-sdk/resources/builds/diagnostics.ts';
export type { TrustedRepository } from '../../src/cli/kiln-sdk/resources/orgs/trusted-repositories.ts';
export type { Adoption } from '../../src/cli/kiln-sdk/resources/projects/adoptions.ts';
export type { ConflictDetail } from '../../src/cli/kiln-sdk/resources/projects/conflicts.ts';
export type { Schedule } from '../../src/cli/kiln-sdk/resources/projects/schedules.ts';
export type { WebhookAttempt } from '../../src/cli/kiln-sdk/resources/projects/webhooks/deliveries.ts';
export type {
  Webhook,
  WebhookWithSecret,
} from '../../src/cli/kiln-sdk/resources/projects/webhooks/webhooks.ts';
export { ApiError } from './client.ts';
export type { BuildFilters } from './page-requests.ts';

type Projects = Stainless['projects'];
type Orgs = Stainless['orgs'];
/** What a method takes beside the name of its resource, without the project. */
type Body<Method extends (name: never, params: never) => unknown> = Omit<
  Parameters<Method>[1],
  'project' | 'target'
>;
export type FileResolution = NonNullable<Body<Projects['conflicts']['resolve']>['files']>[string];

/** A query string from the values that are set. */
export function query(values: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}

/** A target that an address names. Throws if there is none of this name. */
function targetOf(name: string): SdkTarget {
  if (isSdkTarget(name)) return name;
  throw new ApiError(404, undefined, `There is no target ${name}.`);
}

/** The items of a page of a list, and whether there are more: plain, so that queries can compare it with the last one. */
async function items<Item>(page: PromiseLike<{ data: Item[]; next_cursor: string | null | undefined }>) {
  const { data, next_cursor } = await page;
  return { data, hasMore: typeof next_cursor === 'string' };
}

/** The page's requests: those of the API are methods of the SDK that Kiln makes of itself. */
export const api = {
  ...pageRequests,

  beginDevice: (client_id: string, device_name: string) =>
    client.post<{ device_code: string; user_code: string; verification_uri: string; interval: number }>(
      '/api/oauth/device',
      { body: { client_id, device_name } },
    ),
  /** The key of a login that a person has approved; null: undecided. Throws if it was denied or has expired. */
  pollDevice: async (client_id: string, device_code: string): Promise<string | null> => {
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    try {
      const body = new URLSearchParams({ grant_type, client_id, device_code });
      const { access_token } = await client.post<{ access_token: string }>('/v0/oauth/token', { body });
      return access_token;
    } catch (thrown) {
      const told = thrown instanceof ApiError ? thrown.error : undefined;
      const code = told !== undefined && 'error' in told ? told.error : undefined;
      if (code === 'authorization_pending' || code === 'slow_down') return null;
      throw thrown;
    }
  },

  project: (project: string) => client.projects.retrieve(project),
  createProject: (body: Stainless.ProjectCreateParams) => client.projects.create(body),
  lint: (openapi_spec: string, stainless_config: string) =>
    client.configs.lint({ source: { type: 'upload', openapi_spec, stainless_config } }),
  branches: (project: string) => items(client.projects.branches.list(project, { limit: 100 })),
  configs: (project: string, branch: string) =>
    client.projects.configs.retrieve(project, { branch, include: 'openapi' }),

  summary: (id: string) => client.builds.summary(id),
  diagnostics: (id: string) => items(client.builds.diagnostics.list(id)),
  createBuild: (body: Stainless.BuildCreateParams) => client.builds.create(body),
  cancelBuild: (id: string) => client.builds.cancel(id),
  cancelTarget: (id: string, target: string) => client.builds.targets.cancel(targetOf(target), { id }),
  retry: (id: string, target: string, step?: string) =>
    client.builds.targets.retry(targetOf(target), { id, step: RETRY_STEPS.find((one) => one === step) }),

  conflicts: (project: string) =>
    items(client.projects.conflicts.list(project, { status: 'all', limit: 50 })),
  conflict: (project: string, target: string, number: number) =>
    client.projects.conflicts.retrieve(number, { project, target: targetOf(target) }),
  resolve: (project: string, target: string, number: number, body: Body<Projects['conflicts']['resolve']>) =>
    client.projects.conflicts.resolve(number, { project, target: targetOf(target), ...body }),

  adoptions: (project: string, target: string) =>
    client.projects.adoptions.list(targetOf(target), { project }),
  adoption: (project: string, target: string, id: string) =>
    client.projects.adoptions.retrieve(id, { project, target: targetOf(target) }),
  adopt: (project: string, target: string, body: Body<Projects['adoptions']['create']>) =>
    client.projects.adoptions.create(targetOf(target), { project, ...body }),
  carryOut: (project: string, target: string, id: string, accept_guess: boolean) =>
    client.projects.adoptions.carryOut(id, { project, target: targetOf(target), accept_guess }),
  pushAdoption: (project: string, target: string, id: string) =>
    client.projects.adoptions.push(id, { project, target: targetOf(target) }),

  schedules: (project: string) => client.projects.schedules.list(project),
  putSchedule: (project: string, name: string, body: Body<Projects['schedules']['put']>) =>
    client.projects.schedules.put(name, { project, ...body }),
  steerSchedule: (project: string, name: string, verb: 'trigger' | 'pause' | 'resume') =>
    client.projects.schedules[verb](name, { project }),
  deleteSchedule: (project: string, name: string) => client.projects.schedules.delete(name, { project }),

  webhooks: (project: string) => client.projects.webhooks.list(project),
  createWebhook: (project: string, body: Body<Projects['webhooks']['create']>) =>
    client.projects.webhooks.create(project, body),
  updateWebhook: (project: string, id: string, body: Body<Projects['webhooks']['update']>) =>
    client.projects.webhooks.update(id, { project, ...body }),
  deleteWebhook: (project: string, id: string) => client.projects.webhooks.delete(id, { project }),
  rotateSecret: (project: string, id: string) => client.projects.webhooks.rotateSecret(id, { project }),
  pingWebhook: (project: string, id: string) => client.projects.webhooks.ping(id, { project }),
  deliveries: (project: string, id: string) =>
    items(client.projects.webhooks.deliveries.list(id, { project })),
  delivery: (project: string, webhook: string, id: string) =>
    client.projects.webhooks.deliveries.retrieve(id, { project, webhook }),
  resend: (project: string, webhook: string, id: string) =>
    client.projects.webhooks.deliveries.resend(id, { project, webhook }),

  putCredential: (org: string, body: Body<Orgs['gitCredentials']['put']>) =>
    client.orgs.gitCredentials.put(org, body),
  deleteCredential: (org: string, url: string) => client.orgs.gitCredentials.delete(org, { url }),
  trusted: (org: string) => client.orgs.trustedRepositories.list(org),
  trust: (org: string, body: Body<Orgs['trustedRepositories']['create']>) =>
    client.orgs.trustedRepositories.create(org, body),
  distrust: (org: string, id: string) => client.orgs.trustedRepositories.delete(id, { org }),
};
