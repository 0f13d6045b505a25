import { z } from 'zod';
import { BranchName } from './builds.ts';
import { PRODUCTION_REPO_FORM, parseProductionRepo } from './production-repo.ts';
import { SDK_TARGETS, type SdkTarget } from './targets.ts';

/** The evidence for which code of the team's branch was generated, the most trustworthy first. */
export const EVIDENCE = ['named', 'tracking_file', 'generated_branch', 'header'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/**
 * `certain`: no evidence against it. `likely`: review the edited files. `guess`: edits of generated files may be
 * lost.
 */
export const CONFIDENCES = ['certain', 'likely', 'guess'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Why a file stays as the team has it, although Kiln's generator produces or produced it. */
export const KEPT_BECAUSE = [
  'edited_obsolete',
  'owned_by_team',
  'used_by_workflow',
  'custom_and_generated',
] as const;
export type KeptBecause = (typeof KEPT_BECAUSE)[number];

export const ADOPTION_STATES = [
  'planning',
  'planned',
  'failed',
  'carrying_out',
  'merge_conflict',
  'carried_out',
] as const;
export type AdoptionState = (typeof ADOPTION_STATES)[number];

/** Why there is no plan, or why it was not carried out. */
export const ADOPTION_FAILURES = [
  'unreachable',
  'refused',
  'not_public',
  'shallow',
  'partial',
  'branch_not_found',
  'base_not_found',
  'no_base',
  'no_build',
  'custom_code',
  'build_failed',
  'broken_off',
] as const;
export type AdoptionFailure = (typeof ADOPTION_FAILURES)[number];

/** A commit as people name it: a full or abbreviated SHA, a branch or a tag. */
const CommitName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.+/@-]+$/, 'must be a commit SHA, a branch or a tag')
  .refine((name) => !/^-|\.\.|@\{|\/\//.test(name), 'must be a commit SHA, a branch or a tag');
const FullSha = z.string().regex(/^[0-9a-f]{40}$/, 'must be a full commit SHA');

/** A compiler workspace's file per target, `custom-code/<language>/<time>-custom-code.json`. */
export const TrackingFile = z
  .object({
    base: FullSha.describe('Generated code.'),
    integrated: FullSha.nullish().describe('Generated with custom code.'),
    branch: z.string().max(200).nullish(),
  })
  .meta({ id: 'TrackingFile' });
export type TrackingFile = z.infer<typeof TrackingFile>;

/**
 * Names of a target's folder in `custom-code/`: compilers use typescript for the target that older config files call
 * `node`.
 */
export function compilerNames(target: SdkTarget): readonly string[] {
  if (target === 'node') return ['node', 'typescript'];
  return target === 'typescript' ? ['typescript', 'node'] : [target];
}

export const AdoptBody = z
  .object({
    repository: z
      .string()
      .max(500)
      .refine((text) => parseProductionRepo(text) !== null, PRODUCTION_REPO_FORM)
      .describe("The team's repository: a Git URL, or owner/name on the Git host of this server or GitHub."),
    branch: z
      .string()
      .min(1)
      .max(200)
      .regex(/^(?!-)[^\s~^:?*[\\\p{Cc}]+$/u, 'must be a valid Git branch name')
      .nullish()
      .describe("The team's branch; by default the repository's default branch."),
    base: CommitName.nullish().describe(
      'The commit of generated code that the branch is based on; by default Kiln looks for it.',
    ),
    tracking: TrackingFile.nullish().describe("The target's latest tracking file from a compiler workspace."),
    project_branch: BranchName.default('main').describe('The project branch to adopt into.'),
  })
  .meta({ id: 'Adopt' });
export type AdoptBody = z.infer<typeof AdoptBody>;

export const CarryOutBody = z
  .object({
    accept_guess: z
      .boolean()
      .default(false)
      .describe('Must be true for a plan whose base is a guess: edits of generated files may be lost.'),
  })
  .nullish()
  .meta({ id: 'CarryOutAdoption' });

/** Each list has at most this many paths; `count` counts all. */
export const LISTED_AT_MOST = 2_000;
const Paths = z.object({ count: z.int(), paths: z.array(z.string()) });

export const AdoptionPlan = z
  .object({
    team: z.object({
      branch: z.string(),
      sha: z.string(),
      default_branch: z.string().nullable(),
      commits: z.int(),
      tags: z.int(),
    }),
    snapshot: z.object({ tree: z.string(), files: z.int() }).describe("Kiln's generated code."),
    base: z.object({
      commit: z.string().nullable().describe('Null if the base is assembled from files and is not a commit.'),
      tree: z.string(),
      adopted_tree: z.string().describe('The base of the merge: that tree, except for the kept files.'),
      evidence: z.enum(EVIDENCE),
      confidence: z.enum(CONFIDENCES),
      reasons: z.array(z.string()),
    }),
    files: z.object({
      unchanged: z.int().describe('Generated files that the team did not edit.'),
      custom: Paths.describe('Files that only the team has.'),
      edited: z.object({
        count: z.int(),
        files: z.array(z.object({ path: z.string(), additions: z.int(), deletions: z.int() })),
      }),
      deleted: Paths.describe('Generated files that the team deleted.'),
      obsolete: Paths.describe(
        'Unedited files of the old generator that Kiln does not generate: they are deleted.',
      ),
      kept: z.array(z.object({ path: z.string(), because: z.enum(KEPT_BECAUSE) })),
      moved: z.array(z.string()).describe('Files that the team moved; generated changes follow the move.'),
    }),
    conflicts: z.array(z.object({ path: z.string(), why: z.string() })),
    version: z.object({
      released: z.string().nullable(),
      generated: z.string().nullable(),
      follows: z.string().nullable(),
    }),
  })
  .meta({ id: 'AdoptionPlan' });
export type AdoptionPlan = z.infer<typeof AdoptionPlan>;

export const Adoption = z
  .object({
    object: z.literal('adoption'),
    id: z.string(),
    project: z.string(),
    target: z.enum(SDK_TARGETS),
    project_branch: z.string(),
    repository: z.string(),
    state: z.enum(ADOPTION_STATES),
    failure: z.enum(ADOPTION_FAILURES).nullable(),
    note: z.string().nullable().describe('The reason for this state, and what to do.'),
    plan: AdoptionPlan.nullable(),
    build: z.string().nullable().describe('Id of the build that carried it out.'),
    commit: z.string().nullable(),
    conflict: z.int().nullable().describe('Number of the conflict to be resolved.'),
    pushed_branch: z
      .string()
      .nullable()
      .describe("The branch of the team's repository to which it was pushed."),
    pull_request: z
      .string()
      .nullable()
      .describe('The URL of the pull request that was opened there, if the credential may open one.'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Adoption' });
export type Adoption = z.infer<typeof Adoption>;

export const AdoptionsList = z.object({ data: z.array(Adoption) }).meta({ id: 'AdoptionsList' });
