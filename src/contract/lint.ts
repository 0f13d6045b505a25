import { z } from 'zod';
import { BuildDiagnostic } from './builds.ts';

/** The request of `stl lint`: files that are not committed. */
export const LintBody = z
  .object({
    project: z.string().max(100).nullish(),
    source: z.object({
      type: z.literal('upload'),
      openapi_spec: z.string(),
      stainless_config: z.string(),
    }),
  })
  .meta({ id: 'Lint' });

/** Diagnostics by code. */
export const Linted = z
  .object({ spec: z.object({ diagnostics: z.record(z.string(), z.array(BuildDiagnostic)) }) })
  .meta({ id: 'Linted' });
export type Linted = z.infer<typeof Linted>;
