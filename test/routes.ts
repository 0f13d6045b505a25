import { description } from './description.ts';

/** What a test crosses organisations with: the ids of one of them. */
export interface Ids {
  readonly org: string;
  readonly project: string;
  readonly build: string;
}

export interface Described {
  readonly scope: 'read' | 'build' | 'admin';
  /** A request that is in order. `address` where the route's own, with the ids in it, does not say everything. */
  readonly request?: (ids: Ids) => { readonly address?: string; readonly body?: unknown };
  /** What the owner is answered, where it is no success, for the project of the test has no such thing. */
  readonly owner?: number;
  /** It names nothing that others could have: its answer is about the caller alone. */
  readonly own?: true;
}

const read: Described = { scope: 'read' };
const build: Described = { scope: 'build' };
const schedule = (body?: unknown): Described => ({ scope: 'build', request: () => ({ body }) });
const files = { 'openapi.json': { content: description() } };
const credential = 'https://git.example.test/two-organisations/';
const day = (n: number) => `2026-01-0${n}T00:00:00Z`;

/** Every route that asks for a key, in an order in which its owner can use them all. */
export const DESCRIBED: Readonly<Record<string, Described>> = {
  'GET /v0/user': { scope: 'read', own: true },
  'GET /v0/orgs': { scope: 'read', own: true },
  'GET /v0/orgs/:org': read,
  'PUT /v0/orgs/:org/git_credentials': {
    scope: 'admin',
    request: () => ({ body: { url: credential, username: 'x', secret: 'seeded-credential' } }),
  },
  'GET /v0/orgs/:org/git_credentials': { scope: 'admin' },
  'DELETE /v0/orgs/:org/git_credentials': {
    scope: 'admin',
    request: ({ org }) => ({
      address: `/v0/orgs/${org}/git_credentials?url=${encodeURIComponent(credential)}`,
    }),
  },
  'POST /v0/projects': {
    scope: 'build',
    request: ({ org, project }) => ({
      body: { org, slug: `${project}-2`, display_name: 'Two', targets: ['typescript'], revision: files },
    }),
  },
  'GET /v0/projects': { scope: 'read', request: ({ org }) => ({ address: `/v0/projects?org=${org}` }) },
  'GET /v0/projects/:project': read,
  'PATCH /v0/projects/:project': { scope: 'build', request: () => ({ body: { display_name: 'Changed' } }) },
  'GET /v0/projects/:project/configs': read,
  'POST /v0/projects/:project/configs/guess': {
    scope: 'read',
    request: () => ({ body: { spec: description() } }),
  },
  'POST /v0/projects/:project/generate_commit_message': {
    scope: 'read',
    request: ({ project }) => ({
      address: `/v0/projects/${project}/generate_commit_message?target=typescript`,
      body: { base_ref: 'main', head_ref: 'main' },
    }),
  },
  'POST /api/generate/spec': {
    scope: 'read',
    request: ({ project }) => ({
      body: { project, source: { type: 'upload', openapi_spec: description(), stainless_config: '' } },
    }),
  },
  'GET /v0/projects/:project/conflicts': read,
  'GET /v0/projects/:project/conflicts/:target/:number': { scope: 'read', owner: 404 },
  'POST /v0/projects/:project/conflicts/:target/:number/resolve': {
    scope: 'build',
    request: () => ({ body: { files: { 'README.md': { take: 'ours' } } } }),
    owner: 404,
  },
  'POST /v0/projects/:project/branches': {
    scope: 'build',
    request: () => ({ body: { branch: 'feature', branch_from: 'main' } }),
  },
  'GET /v0/projects/:project/branches': read,
  'GET /v0/projects/:project/branches/:branch': read,
  'PUT /v0/projects/:project/branches/:branch/rebase': build,
  'PUT /v0/projects/:project/branches/:branch/reset': {
    scope: 'build',
    request: ({ project }) => ({
      address: `/v0/projects/${project}/branches/feature/reset?target_config_sha=${'0'.repeat(40)}`,
    }),
    owner: 404,
  },
  'DELETE /v0/projects/:project/branches/:branch': build,
  'PUT /v0/projects/:project/schedules/:name': schedule({ cron: '@yearly', branch: 'main' }),
  'GET /v0/projects/:project/schedules': read,
  'GET /v0/projects/:project/schedules/:name': read,
  'POST /v0/projects/:project/schedules/:name/pause': schedule({}),
  'POST /v0/projects/:project/schedules/:name/resume': schedule({}),
  'POST /v0/projects/:project/schedules/:name/backfill': schedule({ start: day(2), end: day(3) }),
  'POST /v0/projects/:project/schedules/:name/trigger': schedule({}),
  'DELETE /v0/projects/:project/schedules/:name': build,
  'GET /v0/builds': {
    scope: 'read',
    request: ({ project }) => ({ address: `/v0/builds?project=${project}` }),
  },
  'GET /v0/builds/:id': read,
  'GET /v0/builds/:id/diagnostics': read,
  'GET /v0/builds/:id/summary': read,
  'GET /v0/builds/:id/events': read,
  'GET /v0/build_target_outputs': {
    scope: 'read',
    request: (ids) => ({
      address: `/v0/build_target_outputs?build_id=${ids.build}&target=typescript&type=source&output=git`,
    }),
  },
  'POST /v0/builds': {
    scope: 'build',
    request: ({ project }) => ({ body: { project, revision: 'main', allow_empty: true } }),
  },
  'POST /v0/builds/compare': {
    scope: 'build',
    request: ({ project }) => ({
      body: {
        project,
        base: { branch: 'base', revision: 'main' },
        head: { branch: 'head', revision: files },
      },
    }),
  },
  // There is nothing to cancel: the build has ended.
  'POST /v0/builds/:id/targets/:target/cancel': { scope: 'build', owner: 409 },
  'POST /v0/builds/:id/cancel': { scope: 'build', owner: 409 },
  'POST /v0/builds/:id/targets/:target/retry': build,
  'DELETE /v0/projects/:project': { scope: 'admin' },
};

/** Routes that ask for no key; each has a reason. */
export const PUBLIC: readonly string[] = [
  // Whether the service is there, and what it is: the same for all.
  'GET /healthz',
  'GET /readyz',
  'GET /openapi.json',
  'GET /schemas/stainless.json',
  'GET /reference',
  // A login begins without a key; the page asks for one in its form.
  'POST /api/oauth/device',
  'POST /v0/oauth/token',
  'GET /activate',
  'POST /activate',
  'POST /activate/decision',
];

/** Routes whose permission is in the link. */
export const SIGNED: readonly string[] = [
  'GET /v0/builds/:id/targets/:target/logs/:step',
  'GET /v0/builds/:id/record',
  'GET /v0/builds/:id/targets/:target/commit',
  'GET /v0/builds/:id/targets/:target/outputs/:type/*',
];

/** A route's own address with ids in it. */
export function addressOf(url: string, { org, project, build: id }: Ids): string {
  const values: Record<string, string> = {
    org,
    project,
    id,
    target: 'typescript',
    number: '1',
    branch: 'feature',
    name: 'nightly',
    step: 'lint',
    type: 'source',
  };
  return url.replace(/:(\w+)/g, (_all, name: string) => values[name] ?? 'none').replace('*', 'source.zip');
}
