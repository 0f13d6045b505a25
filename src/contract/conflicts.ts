import { z } from 'zod';
import { BranchName, CommitMessage } from './builds.ts';
import { SDK_TARGETS } from './targets.ts';

/** In the terms of `git status`: us is the branch with its custom code, them is the generated code. */
export const CONFLICT_KINDS = [
  'both_modified',
  'both_added',
  'both_deleted',
  'deleted_by_us',
  'deleted_by_them',
  'added_by_us',
  'added_by_them',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

const Target = z.enum(SDK_TARGETS);

const ConflictFile = z
  .object({ path: z.string(), kind: z.enum(CONFLICT_KINDS) })
  .meta({ id: 'ConflictFile' });

/** One side of a file: its kind, and its content if that can be shown. */
export const ConflictSide = z
  .object({
    mode: z.string(),
    oid: z.string(),
    size: z.int().nullable().describe('In bytes; null if it is not a file, e.g. a submodule.'),
    binary: z.boolean(),
    content: z.string().nullable().describe('Text; null if it is binary or too large to show.'),
  })
  .meta({ id: 'ConflictSide' });
export type ConflictSide = z.infer<typeof ConflictSide>;

const about = {
  object: z.literal('conflict'),
  project: z.string(),
  target: Target,
  number: z.int(),
  branch: z.string(),
  status: z
    .enum(['open', 'resolved', 'closed'])
    .describe('`resolved`: waiting for a build to apply the resolution.'),
  verified: z.boolean().describe('False if custom code of the branch could not be identified.'),
  repo: z.object({
    owner: z.string(),
    name: z.string(),
    branch: z.string().describe('Contains the merge with conflict markers: push a resolution to it.'),
  }),
  opened_at: z.iso.datetime(),
  opened_by: z.string().describe('Id of the first build with this conflict.'),
  closed_at: z.iso.datetime().nullable(),
  closed_by: z.string().nullable().describe('Id of the build that applied a resolution, or needed none.'),
  resolution: z.string().nullable().describe('The commit that resolved it.'),
};

export const Conflict = z.object({ ...about, files: z.array(ConflictFile) }).meta({ id: 'Conflict' });
export type Conflict = z.infer<typeof Conflict>;

export const ConflictDetail = z
  .object({
    ...about,
    files: z.array(
      ConflictFile.extend({
        resolved: z.boolean(),
        base: ConflictSide.nullable().describe('The generated code on which the custom code is based.'),
        ours: ConflictSide.nullable().describe('Custom code.'),
        theirs: ConflictSide.nullable().describe('The newly generated code.'),
        current: ConflictSide.nullable().describe("The content in the conflict's branch."),
      }),
    ),
  })
  .meta({ id: 'ConflictDetail' });
export type ConflictDetail = z.infer<typeof ConflictDetail>;

export const ConflictsPage = z
  .object({ data: z.array(Conflict), has_more: z.boolean(), next_cursor: z.string().optional() })
  .meta({ id: 'ConflictsPage' });

export const ListConflictsQuery = z.object({
  target: Target.optional(),
  branch: BranchName.optional(),
  status: z.enum(['open', 'closed', 'all']).default('open'),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
export type ListConflictsQuery = z.infer<typeof ListConflictsQuery>;

const Take = z.enum(['ours', 'theirs']);

export const FileResolution = z
  .union([
    z.strictObject({ take: Take }),
    z.strictObject({
      content: z.string().nullable().describe('Null removes the file.'),
      encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
    }),
  ])
  .meta({ id: 'FileResolution' });
export type FileResolution = z.infer<typeof FileResolution>;

export const ResolveConflictBody = z
  .object({
    take: Take.nullish().describe('The side to take for every open file that `files` does not name.'),
    files: z.record(z.string(), FileResolution).default({}).describe('By path.'),
    commit_message: CommitMessage.nullish(),
  })
  .meta({ id: 'ResolveConflict' });
export type ResolveConflictBody = z.infer<typeof ResolveConflictBody>;

export const ResolvedConflict = z
  .object({
    conflict: ConflictDetail,
    continued_build: z
      .string()
      .nullable()
      .describe('Id of the build that resumes; null if a file is still open or no build is waiting.'),
  })
  .meta({ id: 'ResolvedConflict' });
