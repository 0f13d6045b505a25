import { description } from './description.ts';

/** Ids of one organisation's resources, for tests of access by another organisation. */
export interface Ids {
  readonly org: string;
  readonly project: string;
  readonly build: string;
}

export interface Described {
  readonly scope: 'read' | 'build' | 'admin';
  /** A valid request. `address` if the route's URL with the ids is not enough. */
  readonly request?: (ids: Ids) => { readonly address?: string; readonly body?: unknown };
  /** The owner's response, if it is no success because the test's project lacks something. */
  readonly owner?: number;
  /** It names nothing that belongs to others: its response is about the caller only. */
  readonly own?: true;
}

const read: Described = { scope: 'read' };
const build: Described = { scope: 'build' };
const schedule = (body?: unknown): Described => ({ scope: 'build', request: () => ({ body }) });
const webhook = (body?: unknown): Described => ({ scope: 'build', request: () => ({ body }), owner: 404 });
const files = { 'openapi.json': { content: description() } };
const credential = 'https://git.example.test/two-organisations/';
const day = (n: number) => `2026-01-0${n}T00:00:00Z`;

/** Every route that requires a key, in an order in which its owner can use them all. */
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
  'POST /v0/orgs/:org/trusted_repositories': {
    scope: 'admin',
    request: () => ({ body: { repository: 'two-organisations/shop' } }),
  },
  'GET /v0/orgs/:org/trusted_repositories': { scope: 'admin' },
  'DELETE /v0/orgs/:org/trusted_repositories/:repository_id': { scope: 'admin', owner: 404 },
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
  'POST /v0/projects/:project/targets/:target/adopt': {
    scope: 'build',
    request: () => ({ body: { repository: 'http://127.0.0.1:1/acme/sdk.git' } }),
  },
  'GET /v0/projects/:project/targets/:target/adopt': read,
  'GET /v0/projects/:project/targets/:target/adopt/:id': { scope: 'read', owner: 404 },
  'POST /v0/projects/:project/targets/:target/adopt/:id/carry_out': {
    scope: 'build',
    request: () => ({ body: {} }),
    owner: 404,
  },
  'POST /v0/projects/:project/targets/:target/adopt/:id/push': { scope: 'build', owner: 404 },
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
  'POST /v0/projects/:project/webhooks': {
    scope: 'build',
    request: () => ({ body: { url: 'https://192.0.2.1/hook' } }),
    owner: 400,
  },
  'GET /v0/projects/:project/webhooks': read,
  'GET /v0/projects/:project/webhooks/:webhook': { scope: 'read', owner: 404 },
  'PATCH /v0/projects/:project/webhooks/:webhook': webhook({ enabled: false }),
  'DELETE /v0/projects/:project/webhooks/:webhook': webhook(),
  'POST /v0/projects/:project/webhooks/:webhook/rotate_secret': webhook({}),
  'POST /v0/projects/:project/webhooks/:webhook/ping': webhook(),
  'GET /v0/projects/:project/webhooks/:webhook/deliveries': { scope: 'read', owner: 404 },
  'GET /v0/projects/:project/webhooks/:webhook/deliveries/:delivery': { scope: 'read', owner: 404 },
  'POST /v0/projects/:project/webhooks/:webhook/deliveries/:delivery/resend': webhook(),
  'GET /v0/builds': {
    scope: 'read',
    request: ({ project }) => ({ address: `/v0/builds?project=${project}` }),
  },
  'GET /v0/builds/:id': read,
  'GET /v0/builds/:id/diagnostics': read,
  'GET /v0/builds/:id/summary': read,
  'GET /v0/builds/:id/events': read,
  // Never ends by itself: its response is checked and aborted.
  'GET /v0/projects/:project/events': read,
  'GET /session': { scope: 'read', own: true },
  'GET /v0/page/projects': { scope: 'read', own: true },
  'GET /v0/page/next_runs': { scope: 'read', own: true },
  'GET /v0/page/settings': { scope: 'admin', own: true },
  'POST /v0/page/keys': {
    scope: 'admin',
    own: true,
    request: () => ({ body: { name: 'of the page', scopes: ['read'] } }),
  },
  'DELETE /v0/page/keys/:id': { scope: 'admin', owner: 404 },
  'PUT /v0/page/members': {
    scope: 'admin',
    own: true,
    request: () => ({ body: { email: 'someone@two-organisations.test' } }),
  },
  'DELETE /v0/page/members/:email': { scope: 'admin', owner: 404 },
  // The tests' organisation is not the operator's.
  'PUT /v0/page/quotas/:org': { scope: 'admin', owner: 404, request: () => ({ body: { limit: null } }) },
  'POST /v0/page/guess': {
    scope: 'build',
    own: true,
    request: () => ({ body: { slug: 'guessed', targets: ['typescript'], spec: description() } }),
  },
  'POST /v0/page/builds/:id/ignore': {
    scope: 'build',
    request: () => ({ body: { code: 'Any/Code', location: null, branch: 'quiet' } }),
  },
  'GET /v0/page/projects/:project/builds': read,
  'GET /v0/page/builds/:id': read,
  'GET /v0/page/builds/:id/provenance': read,
  'GET /v0/page/builds/:id/changes': {
    scope: 'read',
    request: ({ build: id }) => ({ address: `/v0/page/builds/${id}/changes?base=${id}` }),
  },
  'GET /v0/page/builds/:id/targets/:target/patch': read,
  'GET /v0/page/builds/:id/targets/:target/log/:step': { scope: 'read', owner: 404 },
  'GET /v0/page/projects/:project/targets/:target/files': read,
  'GET /v0/page/projects/:project/targets/:target/versions': read,
  'GET /v0/page/projects/:project/targets/:target/file': {
    scope: 'read',
    request: ({ project }) => ({
      address: `/v0/page/projects/${project}/targets/typescript/file?path=README.md`,
    }),
  },
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

/** Routes without a key, each with the reason. */
export const PUBLIC: readonly string[] = [
  // Whether the service is available, and what it is: the same for all.
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
  // The page's own files, which are the same for all; and signing in, which takes a key, and out.
  'GET /',
  'GET /sign-in',
  'GET /new',
  'GET /settings',
  'GET /projects/*',
  'GET /builds/*',
  'GET /assets/*',
  'GET /favicon.svg',
  'POST /session',
  'DELETE /session',
];

/** Routes whose permission is part of the link. */
export const SIGNED: readonly string[] = [
  'GET /v0/builds/:id/targets/:target/logs/:step',
  'GET /v0/builds/:id/record',
  'GET /v0/builds/:id/targets/:target/commit',
  'GET /v0/builds/:id/targets/:target/outputs/:type/*',
];

/** A route's URL with ids filled in. */
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
