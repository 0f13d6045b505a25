import { z } from 'zod';
import { BranchName, Build, CommitMessage, FileMap } from './builds.ts';

export const ConfigCommit = z.object({
  repo: z.object({ owner: z.string(), name: z.string(), branch: z.string() }),
  sha: z.string(),
  tree_oid: z.string().nullable(),
  /** Compared with the first parent; null in lists. */
  stats: z.object({ additions: z.int(), deletions: z.int(), total: z.int() }).nullable(),
});

const About = {
  object: z.literal('project_branch'),
  org: z.string(),
  project: z.string(),
  branch: z.string(),
  config_commit: ConfigCommit,
};

export const ProjectBranch = z
  .object({ ...About, latest_build: Build.nullable() })
  .meta({ id: 'ProjectBranch' });
export type ProjectBranch = z.infer<typeof ProjectBranch>;

export const BranchSummary = z
  .object({ ...About, latest_build_id: z.string().describe('Empty if the branch was never built.') })
  .meta({ id: 'BranchSummary' });
export type BranchSummary = z.infer<typeof BranchSummary>;

export const BranchesPage = z
  .object({ data: z.array(BranchSummary), has_more: z.boolean(), next_cursor: z.string().optional() })
  .meta({ id: 'BranchesPage' });

export const CreateBranchBody = z
  .object({
    branch: BranchName,
    branch_from: z.string().min(1).max(255).describe('A branch, with its custom code, or a config commit.'),
    force: z.boolean().nullish().describe('Reset the branch if it already exists.'),
  })
  .meta({ id: 'CreateBranch' });

export const ListBranchesQuery = z.object({
  cursor: z.string().max(255).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});

/** With `files`, the branch is moved to the base and the files are committed; without, its own commits are replayed. */
export const RebaseBody = z
  .object({ files: FileMap.nullish(), commit_message: CommitMessage.nullish() })
  .nullish()
  .meta({ id: 'RebaseBranch' });
export type RebaseBody = z.infer<typeof RebaseBody>;

export const RebaseQuery = z.object({ base: z.string().min(1).max(255).default('main') });

export const ResetQuery = z.object({
  target_config_sha: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'must be the full SHA of a config commit')
    .optional(),
});

export type CreateBranchBody = z.infer<typeof CreateBranchBody>;
