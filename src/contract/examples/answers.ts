import type { z } from 'zod';
import type { BranchesPage, BranchSummary, ProjectBranch } from '../branches.ts';
import type { Build, BuildDiagnostic, BuildSummary, BuildTarget } from '../builds.ts';
import type { GeneratedCommitMessage } from '../commit-messages.ts';
import type { Configs } from '../configs.ts';
import type { Conflict } from '../conflicts.ts';
import type { ErrorCode } from '../errors.ts';
import type { GitCredential } from '../git-credentials.ts';
import type { Linted } from '../lint.ts';
import type { Org } from '../orgs.ts';
import type { TargetOutput } from '../outputs.ts';
import type { Project } from '../projects.ts';
import type { Schedule } from '../schedules.ts';
import type { TrustedRepository } from '../trusted-repositories.ts';
import type { Webhook, WebhookDelivery } from '../webhooks.ts';
import { BOOKSTORE } from './requests.ts';

// Response examples of the OpenAPI document: one project and its builds. Types check them against the schemas here,
// and a test against the schemas of the document.

const { configCommit: CONFIG_COMMIT, config: CONFIG } = BOOKSTORE;
const BASE = 'http://127.0.0.1:8080';
const ID = '01KB3V6Q5Y8GZ0T4M2W7XNDHCR';
const BEFORE = '01KB3T9C2E6RJ1V5P8F0QSKMZA';
const SHA = '4e1b7f0c93a5d28660b7d1e84fa2c35907dd6b18';
const TREE = 'b06f5a7c1e2d9348f7a1c0de5b94e63278ad1f50';
const AT = '2026-11-24T09:30:00.000Z';
const SIGNED = 'expires=1764230400000&signature=pQ3vZr7Yw1kT0uXb9sLm2g';
const repo = { owner: 'acme', name: 'bookstore-typescript' };

const success = (step: string) => {
  const url = `${BASE}/v0/builds/${ID}/targets/typescript/logs/${step}?${SIGNED}`;
  const result = { conclusion: 'success', url } as const;
  return { status: 'completed', ...result, completed: result } as const;
};

const committed = {
  conclusion: 'success',
  commit: {
    repo: { ...repo, branch: 'main' },
    sha: SHA,
    tree_oid: TREE,
    stats: { additions: 412, deletions: 37, total: 449 },
  },
  merge_conflict_pr: null,
  note: null,
  completed_at: '2026-11-24T09:30:08.000Z',
} as const;

const buildTarget: BuildTarget = {
  object: 'build_target',
  status: 'completed',
  install_url: `${BASE}/v0/builds/${ID}/targets/typescript/outputs/dist/acme-bookstore-1.0.0.tgz?${SIGNED}`,
  commit: { status: 'completed', ...committed, completed: committed },
  lint: success('lint'),
  build: success('build'),
  test: success('test'),
};

const build: Build = {
  id: ID,
  object: 'build',
  org: 'acme',
  project: 'bookstore',
  config_commit: CONFIG_COMMIT,
  created_at: AT,
  updated_at: '2026-11-24T09:30:21.000Z',
  documented_spec: {
    type: 'url',
    url: `${BASE}/v0/builds/${ID}/targets/openapi/outputs/openapi-with-code-samples/bookstore-openapi.json?${SIGNED}`,
    expires: '2026-11-27T00:00:00.000Z',
  },
  targets: {
    typescript: buildTarget,
    python: {
      object: 'build_target',
      status: 'postgen',
      install_url: null,
      commit: { status: 'queued' },
      lint: { status: 'not_started' },
      build: { status: 'not_started' },
      test: { status: 'not_started' },
    },
  },
};

const diagnostic: BuildDiagnostic = {
  code: 'OpenAPI/OperationSummary',
  level: 'warning',
  ignored: false,
  message: 'Operation object should contain a `summary` field.',
  more: null,
  oas_ref: '#/paths/~1books/get/summary',
  line: 12,
};

const project: Project = {
  object: 'project',
  org: 'acme',
  slug: 'bookstore',
  display_name: 'Bookstore',
  config_repo: 'acme/bookstore-config',
  targets: ['typescript', 'python'],
};

const about = {
  object: 'project_branch',
  org: 'acme',
  project: 'bookstore',
  branch: 'feat/reviews',
  config_commit: {
    repo: { owner: 'acme', name: 'bookstore-config', branch: 'feat/reviews' },
    sha: CONFIG_COMMIT,
    tree_oid: TREE,
    stats: { additions: 21, deletions: 4, total: 25 },
  },
} as const;
const branch: ProjectBranch = { ...about, latest_build: build };
const branchSummary: BranchSummary = {
  ...about,
  config_commit: { ...about.config_commit, stats: null },
  latest_build_id: ID,
};
const org: z.infer<typeof Org> = {
  object: 'org',
  slug: 'acme',
  display_name: 'Acme',
  enable_ai_commit_messages: false,
};

const conflict: Conflict = {
  object: 'conflict',
  project: 'bookstore',
  target: 'typescript',
  number: 7,
  branch: 'main',
  status: 'open',
  verified: true,
  repo: { ...repo, branch: 'kiln/conflict-7' },
  opened_at: AT,
  opened_by: ID,
  closed_at: null,
  closed_by: null,
  resolution: null,
  files: [{ path: 'src/client.ts', kind: 'both_modified' }],
};

const schedule: Schedule = {
  object: 'schedule',
  org: 'acme',
  project: 'bookstore',
  name: 'nightly',
  schedule_id: 'rebuild-acme/bookstore/nightly',
  cron: '0 3 * * *',
  interval: null,
  time_zone: 'Europe/Berlin',
  branch: 'main',
  targets: null,
  unchanged: 'noop',
  overlap: 'skip',
  catchup_window: '10m',
  paused: false,
  note: '',
  next_runs: ['2026-11-25T02:00:00.000Z'],
  last_runs: [
    {
      scheduled_at: '2026-11-24T02:00:00.000Z',
      started_at: '2026-11-24T02:00:00.120Z',
      workflow_id: 'rebuild-acme/bookstore/nightly-2026-11-24T02:00:00Z',
      build: BEFORE,
    },
  ],
  runs_started: 14,
  runs_skipped: 0,
  runs_missed: 0,
  created_at: AT,
  updated_at: null,
};

const webhook: Webhook = {
  object: 'webhook',
  id: '01kaxz4q7m3n8r5t2v6w9x0y1d',
  project: 'bookstore',
  url: 'https://hooks.bookstore.example/kiln',
  events: ['build.completed', 'conflict.opened'],
  description: 'release bot',
  enabled: true,
  note: null,
  created_by: 'ada@bookstore.example',
  created_at: AT,
  secrets: [{ created_at: AT, expires_at: null }],
};

const delivery: WebhookDelivery = {
  object: 'webhook_delivery',
  id: '01kaxz9f0a1b2c3d4e5f6g7h8j',
  webhook: webhook.id,
  type: 'build.completed',
  state: 'delivered',
  created_at: AT,
  next_attempt_at: null,
  attempts: 1,
  last_status: 204,
};

const output: TargetOutput = {
  output: 'url',
  target: 'typescript',
  type: 'source',
  url: `${BASE}/v0/builds/${ID}/targets/typescript/outputs/source/bookstore-typescript-4e1b7f0.tar.gz?${SIGNED}`,
};

const summary: BuildSummary = {
  targets: {
    typescript: {
      clone_url: `${BASE}/git/acme/bookstore-typescript.git`,
      install_command: `npm install ${buildTarget.install_url}`,
      files: 89,
      notes: {},
    },
  },
};

const page = <T>(data: readonly T[]) => ({ data: [...data], has_more: true, next_cursor: '41' });

/** By the name of the schema in the document. */
export const SCHEMA_EXAMPLES: Readonly<Record<string, unknown>> = {
  Build: build,
  BuildTarget: buildTarget,
  BuildDiagnostic: diagnostic,
  BuildSummary: summary,
  BuildsPage: page([build]),
  Project: project,
  ProjectsPage: page([project]),
  ProjectBranch: branch,
  BranchSummary: branchSummary,
  BranchesPage: {
    data: [branchSummary],
    has_more: true,
    next_cursor: 'feat/reviews',
  } satisfies z.infer<typeof BranchesPage>,
  Configs: { 'stainless.yml': { content: CONFIG } } satisfies Configs,
  Conflict: conflict,
  Schedule: schedule,
  Webhook: webhook,
  WebhookDelivery: delivery,
  TargetOutput: output,
  Org: org,
  OrgsPage: { data: [org], has_more: false },
  User: { object: 'user', id: '01KB3S0W7N', name: 'Ada', email: 'ada@example.com', github: null },
  DeviceLogin: {
    device_code: 'a secret of the device',
    user_code: 'BCDF-GHJK',
    verification_uri: `${BASE}/activate`,
    verification_uri_complete: `${BASE}/activate?code=BCDF-GHJK`,
    expires_in: 600,
    interval: 1,
  },
  Token: { access_token: 'kiln_…', token_type: 'bearer' },
  GitCredential: {
    object: 'git_credential',
    url: 'https://git.example.com/acme',
    username: 'kiln',
    created_at: AT,
  } satisfies GitCredential,
  TrustedRepository: {
    object: 'trusted_repository',
    id: '01kb5rb2q4m8sxqfy0v2d7tnga',
    issuer: 'https://token.actions.githubusercontent.com',
    repository: 'acme/shop-api',
    repository_id: null,
    ref: null,
    environment: null,
    scopes: ['read', 'build'],
    projects: ['bookstore'],
    audience: 'http://127.0.0.1:8080/orgs/acme',
    created_at: AT,
    last_used_at: null,
  } satisfies TrustedRepository,
  Linted: { spec: { diagnostics: { [diagnostic.code]: [diagnostic] } } } satisfies Linted,
  GeneratedCommitMessage: {
    ai_commit_message:
      'feat(api): add GET /books/{id}/reviews\n\nAdded operations:\n- GET /books/{id}/reviews\n',
  } satisfies z.infer<typeof GeneratedCommitMessage>,
};

/** An example message of each error. */
export const ERROR_EXAMPLES: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'branch: is required with a file map, because files alone name no branch.',
  unauthorized: 'Authorization: this key is unknown, revoked or expired.',
  forbidden: 'Authorization: this key is not allowed to build.',
  not_found: 'project: there is no project "bookshop".',
  conflict: 'revision: main..feat/reviews conflicts in openapi.yml; nothing was changed.',
  payload_too_large: 'body: is larger than this server accepts.',
  unsupported_media_type: 'Content-Type: must be application/json.',
  rate_limited: 'More than 600 changes a minute with this key; retry in 42 s.',
  headers_too_large: 'The headers are larger than this server accepts.',
  internal: 'Something went wrong on this server; it was logged.',
  unavailable: 'The database or the disk of this server is unavailable; nothing was changed. Retry shortly.',
};
