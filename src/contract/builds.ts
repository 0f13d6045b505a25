import { z } from 'zod';
import { CheckConclusion, CommitConclusion, TargetName } from './target-schemas.ts';
import type { SdkTarget } from './targets.ts';

/** Content of a file, or the URL to fetch it from. */
export const FileInput = z
  .union([
    z.strictObject({ content: z.string() }).meta({ title: 'content' }),
    z
      .strictObject({
        url: z
          .string()
          .min(1)
          .max(4096)
          .describe('URL from which Kiln fetches the file during this request.'),
      })
      .meta({ title: 'URL' }),
  ])
  .meta({ id: 'FileInput' });
export type FileInput = z.infer<typeof FileInput>;

export const FileMap = z.record(z.string(), FileInput);
export type FileMap = z.infer<typeof FileMap>;

const NoNul = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !text.includes('\0'), 'must not contain NUL');

const GIT_BRANCH = /^(?![-/.])(?!.*(\.\.|\/\/|@\{|\/\.|\.lock(\/|$)|[\\~^:?*[\s]))[^\p{Cc}]+(?<![/.])$/u;

/** Branch names that Git accepts, without those that read as options, ranges or reflogs. */
export const BranchName = z
  .string()
  .min(1)
  .max(200)
  // Not a `pattern` of the OpenAPI document: most tools that read it do not support look-around.
  .refine((name) => GIT_BRANCH.test(name), 'must be a valid Git branch name')
  // Refs are files, whose names have at most 255 bytes.
  .refine((name) => new TextEncoder().encode(name).length <= 200, 'must be at most 200 bytes of UTF-8')
  .refine(
    (name) => !/^[0-9a-f]{40}$/.test(name) && name !== '@' && name !== 'HEAD',
    'must not look like a commit SHA',
  )
  .refine(
    (name) => !/^kiln(\/|$)/.test(name),
    'must not be kiln or begin with kiln/, which is reserved for conflicts',
  )
  .describe('A valid Git branch name.');

export const CommitMessage = NoNul(10_000);

/** `typescript:./folder`, which the published command line sends, means `typescript`. */
const RequestedTarget = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(':', 1)[0] : value),
  TargetName,
);

export const Targets = z.array(RequestedTarget).max(100);

/** What to build: see "create" on the contract page. The merge form with files is sent by the newest command line. */
export const Revision = z.union([
  FileMap.meta({
    title: 'files',
    description: 'Path → content or URL: written over the files of `branch` in one commit.',
  }),
  z.string().min(1).max(500).meta({
    title: 'name',
    description: 'A branch, the SHA of a config commit, or `base..head`: head merged into base.',
  }),
  z.strictObject({ files: FileMap, merge: z.string().min(1).max(500).describe('`base..head`.') }).meta({
    title: 'merge with files',
    description: 'A merge, and files to write over its result.',
  }),
]);
export type Revision = z.infer<typeof Revision>;

export const CreateBuildBody = z
  .object({
    project: z.string().min(1).max(100).nullish().describe('Slug of the project.'),
    revision: Revision.describe('What to build.'),
    branch: BranchName.nullish().describe(
      'The project branch that gets the config commit. Required with files; by default the branch that the revision names.',
    ),
    allow_empty: z
      .boolean()
      .nullish()
      .describe(
        'Commit and build even if the files or the merge change nothing, which is otherwise answered 400.',
      ),
    commit_message: CommitMessage.nullish().describe('Message of the config commit and of the SDK commits.'),
    target_commit_messages: z
      .partialRecord(TargetName, CommitMessage)
      .nullish()
      .describe('Messages of the SDK commits of single targets, instead of `commit_message`.'),
    enable_ai_commit_message: z
      .boolean()
      .nullish()
      .describe('Generate the message of the SDK commits from the changes in the description.'),
    targets: Targets.min(1).nullish().describe('By default all targets in the config file.'),
  })
  .meta({ id: 'CreateBuild' });
export type CreateBuildBody = z.infer<typeof CreateBuildBody>;

const CompareSide = z
  .object({ branch: BranchName, revision: Revision, commit_message: CommitMessage.nullish() })
  .meta({ id: 'CompareSide' });
export type CompareSide = z.infer<typeof CompareSide>;

export const CompareBuildsBody = z
  .object({
    project: z.string().min(1).max(100).nullish(),
    base: CompareSide,
    head: CompareSide,
    targets: Targets.min(1).nullish(),
  })
  .meta({ id: 'CompareBuilds' });

export const Commit = z
  .object({
    repo: z.object({ owner: z.string(), name: z.string(), branch: z.string() }),
    sha: z.string(),
    tree_oid: z.string().nullable(),
    stats: z.object({ additions: z.int(), deletions: z.int(), total: z.int() }).nullable(),
  })
  .meta({ id: 'Commit' });
export type Commit = z.infer<typeof Commit>;

const MergeConflictPr = z.object({
  number: z.int(),
  repo: z.object({ owner: z.string(), name: z.string() }),
});

const CommitResult = z.object({
  conclusion: CommitConclusion,
  commit: Commit.nullable(),
  merge_conflict_pr: MergeConflictPr.nullable(),
  note: z.string().nullable().describe('The reason for the conclusion, e.g. which files conflict.'),
  completed_at: z.string(),
});

export const CommitStep = z
  .discriminatedUnion('status', [
    z.object({ status: z.literal('not_started') }),
    z.object({ status: z.literal('queued') }),
    z.object({ status: z.literal('in_progress') }),
    // `completed` repeats the fields beside it: older clients read it there.
    z.object({ status: z.literal('completed'), ...CommitResult.shape, completed: CommitResult }),
  ])
  .meta({ id: 'CommitStep' });
export type CommitStep = z.infer<typeof CommitStep>;

const CheckResult = z.object({ conclusion: CheckConclusion, url: z.string().nullable() });

export const CheckStep = z
  .discriminatedUnion('status', [
    z.object({ status: z.literal('not_started') }),
    z.object({ status: z.literal('queued'), url: z.string().nullable() }),
    z.object({ status: z.literal('in_progress'), url: z.string().nullable() }),
    z.object({ status: z.literal('completed'), ...CheckResult.shape, completed: CheckResult }),
  ])
  .meta({ id: 'CheckStep' });
export type CheckStep = z.infer<typeof CheckStep>;

export const BuildTarget = z
  .object({
    object: z.literal('build_target'),
    status: z
      .enum(['not_started', 'codegen', 'postgen', 'completed'])
      .describe('`completed` once the commit and every check are.'),
    install_url: z
      .string()
      .nullable()
      .describe('URL for `npm install` or `pip install`; null if there is no such package.'),
    commit: CommitStep,
    lint: CheckStep,
    build: CheckStep,
    test: CheckStep,
  })
  .meta({ id: 'BuildTarget' });
export type BuildTarget = z.infer<typeof BuildTarget>;

const DocumentedSpec = z.union([
  z.object({ type: z.literal('content'), content: z.string() }),
  z.object({ type: z.literal('url'), url: z.string(), expires: z.string() }),
]);

/** One property per target, so that SDKs have `build.targets.python` instead of a map. */
const BuildTargets = z.object({
  typescript: BuildTarget.optional(),
  node: BuildTarget.optional(),
  python: BuildTarget.optional(),
  go: BuildTarget.optional(),
  java: BuildTarget.optional(),
  kotlin: BuildTarget.optional(),
  ruby: BuildTarget.optional(),
  terraform: BuildTarget.optional(),
  cli: BuildTarget.optional(),
  php: BuildTarget.optional(),
  csharp: BuildTarget.optional(),
  openapi: BuildTarget.optional(),
} satisfies Record<SdkTarget, z.ZodType>);

export const Build = z
  .object({
    id: z.string(),
    object: z.literal('build'),
    org: z.string(),
    project: z.string(),
    config_commit: z.string().describe('SHA of the config commit that is built.'),
    created_at: z.string(),
    updated_at: z.string(),
    documented_spec: DocumentedSpec.nullable().describe(
      'The description with code samples of each SDK; null until it is prepared.',
    ),
    targets: BuildTargets.describe('The requested targets.'),
  })
  .meta({ id: 'Build' });
export type Build = z.infer<typeof Build>;

/** One transition of a build, as sent by its event stream. */
export const BuildEvent = z
  .object({
    seq: z.int().describe('Its position among the events of the build, from 1.'),
    at: z.string().describe('When it happened.'),
    target: z.string().nullable().describe('Null: the build as a whole.'),
    step: z.string().nullable().describe('Null: the target, or the build, as a whole.'),
    status: z.string(),
    conclusion: z.string().nullable(),
    note: z.string().nullable().describe('More about it, in one sentence.'),
  })
  .meta({ id: 'BuildEvent' });
export type BuildEvent = z.infer<typeof BuildEvent>;

/** The same, as sent by the event stream of its project. */
export const ProjectEvent = BuildEvent.extend({
  build: z.string().describe('Id of the build.'),
  branch: z.string(),
}).meta({ id: 'ProjectEvent' });
export type ProjectEvent = z.infer<typeof ProjectEvent>;

export const BuildDiagnostic = z
  .object({
    code: z.string(),
    level: z.enum(['fatal', 'error', 'warning', 'note']),
    ignored: z.boolean(),
    message: z.string(),
    more: z.object({ type: z.literal('markdown'), markdown: z.string() }).nullable(),
    config_ref: z.string().optional(),
    oas_ref: z.string().optional(),
    line: z.int().optional(),
  })
  .meta({ id: 'BuildDiagnostic' });
export type BuildDiagnostic = z.infer<typeof BuildDiagnostic>;

/** Beyond the contract, for the demo and for people: where to get each SDK. */
export const BuildSummary = z
  .object({
    targets: z.record(
      z.string(),
      z.object({
        clone_url: z.string(),
        install_command: z.string().nullable(),
        files: z.int().nullable(),
        notes: z.record(z.string(), z.string()),
      }),
    ),
  })
  .meta({ id: 'BuildSummary' });

export const ListBuildsQuery = z.object({
  project: z.string().min(1).optional(),
  branch: z.string().min(1).optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  revision: z
    .union([z.string().min(1), z.record(z.string(), z.object({ hash: z.string().regex(/^[0-9a-f]{32}$/) }))])
    .optional(),
});

export const BuildsPage = z
  .object({ data: z.array(Build), has_more: z.boolean(), next_cursor: z.string().optional() })
  .meta({ id: 'BuildsPage' });
export type BuildSummary = z.infer<typeof BuildSummary>;
