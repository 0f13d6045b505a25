import { z } from 'zod';
import { FileMap, Targets } from './builds.ts';
import { TargetName } from './target-schemas.ts';

export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be 1 to 63 of a-z, 0-9 and - (not at its ends)');

export const CreateProjectBody = z
  .object({
    org: z.string().min(1),
    slug: Slug,
    display_name: z.string().max(200).nullish(),
    targets: Targets,
    revision: FileMap,
  })
  .meta({ id: 'CreateProject' });

export const UpdateProjectBody = z
  .object({ display_name: z.string().max(200).nullish() })
  .meta({ id: 'UpdateProject' });

export const Project = z
  .object({
    object: z.literal('project'),
    org: z.string(),
    slug: z.string(),
    display_name: z.string().nullable(),
    config_repo: z.string(),
    targets: z.array(TargetName),
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof Project>;

export const ListProjectsQuery = z.object({
  org: z.string().min(1).optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});

export const ProjectsPage = z
  .object({ data: z.array(Project), has_more: z.boolean(), next_cursor: z.string().optional() })
  .meta({ id: 'ProjectsPage' });
