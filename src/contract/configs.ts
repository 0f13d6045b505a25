import { z } from 'zod';

export const ConfigsQuery = z.object({
  branch: z.string().min(1).max(255).default('main').describe('A branch, or the SHA of a config commit.'),
  include: z
    .string()
    .max(2000)
    .optional()
    .describe('Paths of further files, comma-separated; `openapi` is the description.'),
});

/** Path → content; the config file comes first. */
export const Configs = z.record(z.string(), z.object({ content: z.string() })).meta({ id: 'Configs' });
export type Configs = z.infer<typeof Configs>;

export const GuessBody = z
  .object({
    spec: z.string().min(1).describe('An OpenAPI description, as JSON or YAML.'),
    branch: z.string().min(1).max(255).nullish().describe('Targets in its config file are kept.'),
  })
  .meta({ id: 'GuessConfigs' });
