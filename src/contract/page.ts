import { z } from 'zod';
import { Build } from './builds.ts';
import { SDK_TARGETS } from './targets.ts';

// Responses for the page: several resources in one, as a view shows them.

const Time = z.string().nullable();
/** Who or what requested an attempt, if it is a retry and that is known. */
const RetriedBy = z.string().nullable();

/** An attempt of a step before the one that counts. */
export const EarlierAttempt = z.object({
  attempt: z.int(),
  retried_by: RetriedBy,
  conclusion: z.string().nullable(),
  note: z.string().nullable(),
  started_at: z.string(),
  completed_at: Time,
  has_log: z.boolean(),
});

export const StepDetails = z.object({
  step: z.string(),
  status: z.enum(['not_started', 'queued', 'in_progress', 'completed']),
  conclusion: z.string().nullable(),
  note: z.string().nullable(),
  attempt: z.int(),
  retried_by: RetriedBy,
  started_at: Time,
  completed_at: Time,
  has_log: z.boolean(),
  /** Oldest first. */
  earlier: z.array(EarlierAttempt),
});
export type StepDetails = z.infer<typeof StepDetails>;

export const TargetDetails = z.object({
  target: z.enum(SDK_TARGETS),
  steps: z.array(StepDetails),
  sha: z.string().nullable(),
  additions: z.int().nullable(),
  deletions: z.int().nullable(),
  conflict: z.int().nullable(),
  temporal_url: z.string().nullable(),
  /** How its steps ended in the previous build of the branch; empty: there is none. */
  before: z.record(z.string(), z.string()),
});
export type TargetDetails = z.infer<typeof TargetDetails>;

/** What a build was made from, and by what. */
export const Provenance = z.object({
  started_by: z.string().nullable(),
  /** The prepared description, a blob of the config repository. */
  description: z
    .object({ oid: z.string(), title: z.string().nullable(), version: z.string().nullable() })
    .nullable(),
  config: z.object({
    commit: z.string(),
    /** Where the branch pointed at before; null: it was new. */
    previous: z.string().nullable(),
    files: z.array(z.object({ path: z.string(), md5: z.string() })),
  }),
  /** The build of the branch before this one. */
  previous_build: z.string().nullable(),
  targets: z.array(
    z.object({
      target: z.string(),
      generator: z.string().nullable(),
      kiln_version: z.string().nullable(),
      /** The version of the SDK that its commit names. */
      version: z.string().nullable(),
      commit: z.string().nullable(),
      tree: z.string().nullable(),
      /** The build that made the commit: an earlier one if this build changed nothing. */
      made_by: z.string().nullable(),
      /** Two for a merge of generated and custom code. */
      parents: z.array(z.object({ commit: z.string(), build: z.string().nullable() })),
    }),
  ),
});
export type Provenance = z.infer<typeof Provenance>;

/** A build in a list. */
export const BuildRow = z.object({
  id: z.string(),
  project: z.string(),
  branch: z.string(),
  trigger: z.string(),
  schedule: z.string().nullable(),
  /** Who or what requested it, for people; null: unknown, because an older Kiln recorded it. */
  started_by: z.string().nullable(),
  commit_message: z.string().nullable(),
  version: z.string().nullable(),
  config_commit: z.string(),
  created_at: z.string(),
  completed_at: Time,
  targets: z.array(z.object({ target: z.string(), state: z.string() })),
});
export type BuildRow = z.infer<typeof BuildRow>;

export const BuildRows = z.object({ data: z.array(BuildRow), next_cursor: z.string().nullable() });
export type BuildRows = z.infer<typeof BuildRows>;

export const BuildDetails = BuildRow.omit({ targets: true }).extend({
  build: Build,
  title: z.string().nullable(),
  previous_build: z.string().nullable(),
  temporal_url: z.string().nullable(),
  /** Number of diagnostics that affect a conclusion: warnings and worse, without ignored ones. */
  problems: z.int(),
  targets: z.array(TargetDetails),
});
export type BuildDetails = z.infer<typeof BuildDetails>;

export const ProjectRow = z.object({
  slug: z.string(),
  display_name: z.string().nullable(),
  branches: z.int(),
  open_conflicts: z.int(),
  latest: BuildRow.nullable(),
  /** The latest builds of main, newest first. */
  recent: z.array(z.object({ id: z.string(), state: z.string() })),
  /** The latest build of each of the other branches that changed last. */
  others: z.array(z.object({ branch: z.string(), id: z.string(), state: z.string() })),
});
export type ProjectRow = z.infer<typeof ProjectRow>;

/** When the next scheduled run of each project is due, by slug; projects without one are left out. */
export const NextRuns = z.record(z.string(), z.string());
export type NextRuns = z.infer<typeof NextRuns>;

export const Session = z.object({
  org: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  temporal_url: z.string().nullable(),
});
export type Session = z.infer<typeof Session>;

export const PatchFile = z.object({
  path: z.string(),
  from: z.string().nullable(),
  status: z.enum(['added', 'deleted', 'modified', 'renamed']),
  additions: z.int(),
  deletions: z.int(),
  binary: z.boolean(),
  hunks: z.string().nullable(),
});
export type PatchFile = z.infer<typeof PatchFile>;

export const SdkFiles = z.object({ sha: z.string(), files: z.array(z.string()) });
export type SdkFiles = z.infer<typeof SdkFiles>;

/** Tags of an SDK's repository, and versions of a branch without a tag; newest first. */
export const SdkVersions = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      tagged: z.boolean(),
      commit: z.string(),
      at: z.string(),
      install_command: z.string().nullable(),
    }),
  ),
  has_more: z.boolean(),
});
export type SdkVersions = z.infer<typeof SdkVersions>;

export const SdkFile = z.object({ path: z.string(), size: z.int(), content: z.string().nullable() });
export type SdkFile = z.infer<typeof SdkFile>;

export const Changes = z.object({ base: z.string(), head: z.string(), message: z.string().nullable() });
export type Changes = z.infer<typeof Changes>;

const Quota = z.object({ used: z.int(), limit: z.int().nullable() });

export const Settings = z.object({
  quota: Quota,
  /** Of every organisation, for administrators of the operator's organisation; null for others. */
  quotas: z.array(Quota.extend({ org: z.string() })).nullable(),
  keys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      hint: z.string(),
      scopes: z.array(z.string()),
      last_used_at: Time,
      state: z.enum(['valid', 'revoked', 'expired']),
    }),
  ),
  members: z.array(z.object({ email: z.string(), name: z.string().nullable() })),
  credentials: z.array(z.object({ url: z.string(), username: z.string() })),
});
export type Settings = z.infer<typeof Settings>;

export const MemberBody = z.object({
  email: z.email('must be an e-mail address').max(200),
  name: z.string().trim().min(1, 'must not be empty').max(200).optional(),
});

/** Maximum number of target builds per month; null: no limit. */
export const QuotaBody = z.object({ limit: z.int().min(0).max(999_999_999).nullable() });

export const GuessPageBody = z
  .object({
    slug: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63'),
    targets: z.array(z.enum(SDK_TARGETS)).min(1),
    spec: z.string().min(1).optional(),
    url: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ spec, url }) => (spec === undefined) !== (url === undefined), {
    path: ['spec'],
    message: 'upload a description, paste one, or give its URL',
  });
