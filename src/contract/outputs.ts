import { z } from 'zod';
import { TargetName } from './target-schemas.ts';

/** A downloadable output of a target; `file` is one file of the source. */
export const OUTPUT_TYPES = [
  'source',
  'dist',
  'wheel',
  'openapi-with-transforms',
  'openapi-with-code-samples',
  'openapi-sdk-spec',
  'file',
] as const;
export const OutputType = z.enum(OUTPUT_TYPES);
export type OutputType = z.infer<typeof OutputType>;

export const TargetOutputQuery = z.object({
  build_id: z.string().min(1).max(100),
  target: TargetName,
  type: OutputType,
  output: z.enum(['url', 'git']).default('url'),
  path: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'With the type `file`, the path of the source file; with `dist`, the name of a package if a target has several.',
    ),
});
export type TargetOutputQuery = z.infer<typeof TargetOutputQuery>;

const About = { target: TargetName, type: OutputType };

/** How to get an output: a link that needs no headers, or a Git remote with its credential. */
export const TargetOutput = z
  .discriminatedUnion('output', [
    z.object({ output: z.literal('url'), ...About, url: z.string(), path: z.string().optional() }),
    z.object({ output: z.literal('git'), ...About, url: z.string(), ref: z.string(), token: z.string() }),
  ])
  .meta({ id: 'TargetOutput' });
export type TargetOutput = z.infer<typeof TargetOutput>;
