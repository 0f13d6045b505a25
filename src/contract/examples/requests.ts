import type { z } from 'zod';
import type { AdoptBody, CarryOutBody } from '../adoptions.ts';
import type { CreateBranchBody, RebaseBody } from '../branches.ts';
import type { CompareBuildsBody, CreateBuildBody } from '../builds.ts';
import type { GenerateCommitMessageBody } from '../commit-messages.ts';
import type { GuessBody } from '../configs.ts';
import type { ResolveConflictBody } from '../conflicts.ts';
import type { GitCredentialBody } from '../git-credentials.ts';
import type { LintBody } from '../lint.ts';
import type { CreateProjectBody, UpdateProjectBody } from '../projects.ts';
import type { BackfillBody, NoteBody, PutScheduleBody, TriggerBody } from '../schedules.ts';
import type { TrustedRepositoryBody } from '../trusted-repositories.ts';
import type { CreateWebhookBody, RotateSecretBody, UpdateWebhookBody } from '../webhooks.ts';

// Request examples of the OpenAPI document, for one project.

export const BOOKSTORE = {
  description: 'openapi: 3.1.0\ninfo:\n  title: Bookstore\n  version: 1.0.0\npaths: {}\n',
  config: 'organization:\n  name: Bookstore\ntargets:\n  typescript: {}\n  python: {}\n',
  configCommit: '9f2c1d7e4b8a06357c1de92fb40a68d53e7c1b92',
};

const files = {
  'openapi.yml': { content: BOOKSTORE.description },
  'stainless.yml': { content: BOOKSTORE.config },
};

export interface NamedExample {
  readonly summary: string;
  readonly value: unknown;
}

const create = (body: z.input<typeof CreateBuildBody>) => body;

/** By operation. */
export const REQUEST_EXAMPLES: Readonly<Record<string, Readonly<Record<string, NamedExample>>>> = {
  'builds.create': {
    files: {
      summary: 'Files, written over those of a branch',
      value: create({ project: 'bookstore', branch: 'main', revision: files }),
    },
    urls: {
      summary: 'Files that Kiln fetches',
      value: create({
        project: 'bookstore',
        branch: 'main',
        revision: { 'openapi.yml': { url: 'https://api.bookstore.example/openapi.yml' } },
        allow_empty: true,
      }),
    },
    branch: {
      summary: 'A branch as it is',
      value: create({ project: 'bookstore', revision: 'main', targets: ['typescript'] }),
    },
    commit: {
      summary: 'A config commit, to which a branch moves',
      value: create({ project: 'bookstore', branch: 'release', revision: BOOKSTORE.configCommit }),
    },
    merge: {
      summary: 'A merge of the second branch into the first',
      value: create({
        project: 'bookstore',
        revision: 'main..feat/reviews',
        commit_message: 'feat: reviews',
        target_commit_messages: { python: 'feat: reviews of books' },
      }),
    },
    merge_with_files: {
      summary: 'A merge, and files written over its result',
      value: create({
        project: 'bookstore',
        revision: { merge: 'main..feat/reviews', files: { 'stainless.yml': { content: BOOKSTORE.config } } },
        enable_ai_commit_message: true,
      }),
    },
  },
  'builds.compare': {
    compare: {
      summary: 'A branch and a change to it',
      value: {
        project: 'bookstore',
        base: { branch: 'compare/base', revision: 'main' },
        head: { branch: 'compare/head', revision: files },
      } satisfies z.input<typeof CompareBuildsBody>,
    },
  },
  'projects.create': {
    project: {
      summary: 'A project, and the files of its first build',
      value: {
        org: 'acme',
        slug: 'bookstore',
        display_name: 'Bookstore',
        targets: ['typescript', 'python'],
        revision: files,
      } satisfies z.input<typeof CreateProjectBody>,
    },
  },
  'projects.update': {
    name: {
      summary: 'Another name',
      value: { display_name: 'The bookstore' } satisfies z.input<typeof UpdateProjectBody>,
    },
  },
  'projects.branches.create': {
    branch: {
      summary: 'From a branch, with its custom code',
      value: { branch: 'feat/reviews', branch_from: 'main' } satisfies z.input<typeof CreateBranchBody>,
    },
  },
  'projects.branches.rebase': {
    files: {
      summary: 'Files on top of the base',
      value: { files, commit_message: 'feat: reviews' } satisfies RebaseBody,
    },
  },
  'projects.configs.guess': {
    description: {
      summary: 'For a description',
      value: { spec: BOOKSTORE.description, branch: 'main' } satisfies z.input<typeof GuessBody>,
    },
  },
  'projects.generateCommitMessage': {
    branches: {
      summary: 'Between two branches',
      value: { base_ref: 'main', head_ref: 'feat/reviews' } satisfies z.input<
        typeof GenerateCommitMessageBody
      >,
    },
  },
  'projects.conflicts.resolve': {
    sides: {
      summary: 'One side of each file',
      value: {
        take: 'theirs',
        files: { 'src/client.ts': { take: 'ours' } },
        commit_message: 'fix: keep our retries',
      } satisfies z.input<typeof ResolveConflictBody>,
    },
  },
  'projects.targets.adopt.create': {
    url: {
      summary: 'A repository by its URL',
      value: {
        repository: 'https://github.com/acme/bookstore-typescript.git',
        branch: 'main',
      } satisfies z.input<typeof AdoptBody>,
    },
    base: {
      summary: 'With the commit of generated code that its branch is based on',
      value: { repository: 'acme/bookstore-python', base: '9d094c2a96' } satisfies z.input<typeof AdoptBody>,
    },
  },
  'projects.targets.adopt.carryOut': {
    guess: {
      summary: 'A plan whose base is a guess',
      value: { accept_guess: true } satisfies z.input<typeof CarryOutBody>,
    },
  },
  'projects.webhooks.create': {
    some: {
      summary: 'Some events',
      value: {
        url: 'https://hooks.bookstore.example/kiln',
        events: ['build.completed', 'conflict.opened'],
        description: 'release bot',
      } satisfies z.input<typeof CreateWebhookBody>,
    },
  },
  'projects.webhooks.update': {
    off: {
      summary: 'Switched off',
      value: { enabled: false } satisfies z.input<typeof UpdateWebhookBody>,
    },
  },
  'projects.webhooks.rotateSecret': {
    overlap: {
      summary: 'With two days to change it',
      value: { overlap_hours: 48 } satisfies z.input<typeof RotateSecretBody>,
    },
  },
  'orgs.gitCredentials.put': {
    token: {
      summary: 'A token',
      value: {
        url: 'https://git.example.com/acme',
        username: 'kiln',
        secret: 'a token of that host',
      } satisfies z.input<typeof GitCredentialBody>,
    },
  },
  'orgs.trustedRepositories.create': {
    github: {
      summary: 'A repository at GitHub',
      value: {
        repository: 'acme/shop-api',
        projects: ['bookstore'],
      } satisfies z.input<typeof TrustedRepositoryBody>,
    },
    gitlab: {
      summary: 'The main branch of one at GitLab',
      value: {
        issuer: 'https://gitlab.com',
        repository: 'acme/apis/shop',
        ref: 'refs/heads/main',
      } satisfies z.input<typeof TrustedRepositoryBody>,
    },
  },
  'configs.lint': {
    upload: {
      summary: 'Files that are not committed',
      value: {
        project: 'bookstore',
        source: { type: 'upload', openapi_spec: BOOKSTORE.description, stainless_config: BOOKSTORE.config },
      } satisfies z.input<typeof LintBody>,
    },
  },
  'projects.schedules.put': {
    nightly: {
      summary: 'Every night',
      value: { cron: '0 3 * * *', time_zone: 'Europe/Berlin', branch: 'main' } satisfies z.input<
        typeof PutScheduleBody
      >,
    },
  },
  'builds.targets.retry': { check: { summary: 'One check', value: { step: 'test' } } },
  'projects.schedules.trigger': {
    now: {
      summary: 'Concurrently with a running build',
      value: { overlap: 'allow_all' } satisfies z.input<typeof TriggerBody>,
    },
  },
  'projects.schedules.pause': {
    note: { summary: 'Why', value: { note: 'Until the release is out.' } satisfies z.input<typeof NoteBody> },
  },
  'projects.schedules.resume': {
    note: { summary: 'Why', value: { note: 'The release is out.' } satisfies z.input<typeof NoteBody> },
  },
  'projects.schedules.backfill': {
    day: {
      summary: 'The runs of one day',
      value: { start: '2026-11-23T00:00:00Z', end: '2026-11-24T00:00:00Z' } satisfies z.input<
        typeof BackfillBody
      >,
    },
  },
  'oauth.device.create': {
    stl: { summary: 'A command line', value: { client_id: 'stl', device_name: 'laptop' } },
  },
  'oauth.token.create': {
    device: {
      summary: 'A device that polls for its key',
      value: {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'stl',
        device_code: 'the device_code of the answer',
      },
    },
  },
};
