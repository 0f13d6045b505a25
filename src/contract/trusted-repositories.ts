import { z } from 'zod';
import { GITHUB, GITLAB } from './issuers.ts';

/** Scopes that a CI job can have: never to change who else has access. */
export const JOB_SCOPES = ['read', 'build'] as const;

const Line = z
  .string()
  .max(300)
  .regex(/^[^\p{Cc}\s]+$/u, 'must be one word');

export const TrustedRepositoryBody = z
  .object({
    issuer: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .default(GITHUB)
      .describe(
        `Who signs the ID tokens of its jobs: ${GITHUB}, ${GITLAB}, or another that this Kiln takes.`,
      ),
    repository: Line.regex(/^[^/]+(\/[^/]+)+$/, 'must be owner/name')
      .describe('`owner/name`; at GitLab with its groups: `group/subgroup/name`.')
      .meta({ example: 'acme/shop-api' }),
    repository_id: z
      .string()
      .regex(/^\d{1,20}$/, "must be the host's number of the repository")
      .nullish()
      .describe("The host's own number of the repository, so that nobody else who gets its name is trusted."),
    ref: Line.regex(/^refs\/[^*]*\*?$/, 'must begin with refs/, and may end with *')
      .nullish()
      .describe('`refs/heads/main`, or `refs/heads/release/*`; without it any.'),
    environment: z.string().min(1).max(300).nullish().describe('The deployment environment; without it any.'),
    scopes: z.array(z.enum(JOB_SCOPES)).min(1).default(['read', 'build']).describe('What its jobs may do.'),
    projects: z
      .array(z.string().min(1).max(100))
      .max(100)
      .default([])
      .describe('Slugs of the projects that its jobs may use; none: all of the organisation.'),
  })
  .meta({ id: 'TrustRepository' });

export const TrustedRepository = z
  .object({
    object: z.literal('trusted_repository'),
    id: z.string(),
    issuer: z.string(),
    repository: z.string(),
    repository_id: z.string().nullable(),
    ref: z.string().nullable(),
    environment: z.string().nullable(),
    scopes: z.array(z.enum(JOB_SCOPES)),
    projects: z.array(z.string()),
    audience: z.string().describe('What its jobs must ask their ID tokens for.'),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TrustedRepository' });
export type TrustedRepository = z.infer<typeof TrustedRepository>;
