import type { JWTPayload } from 'jose';
import { z } from 'zod';

/** The CI job that an ID token describes, in the issuer's terms. */
export interface Job {
  readonly issuer: string;
  readonly repository: string;
  /** The Git host's numeric id of the repository. */
  readonly repositoryId: string | null;
  /** Full ref: `refs/heads/main`. */
  readonly ref: string | null;
  readonly environment: string | null;
}

const Name = z.string().min(1).max(500);
const GitHubClaims = z.object({
  repository: Name,
  repository_id: Name.optional(),
  ref: Name.optional(),
  environment: Name.optional(),
});
const GitLabClaims = z.object({
  project_path: Name,
  project_id: Name.optional(),
  ref: Name.optional(),
  ref_type: z.enum(['branch', 'tag']).optional(),
  ref_path: Name.optional(),
  environment: Name.optional(),
});

/**
 * Issuers of GitHub: its own, an enterprise's, and a GitHub Enterprise Server's; all others use the claims of GitLab.
 */
const isGitHub = (issuer: string): boolean => {
  const { hostname, pathname } = new URL(issuer);
  return hostname.startsWith('token.actions.') || pathname.endsWith('/_services/token');
};

/** The job that the claims of a token name; null if they name none. The signature was verified before. */
export function jobOf(issuer: string, claims: JWTPayload): Job | null {
  if (isGitHub(issuer)) {
    const { success, data } = GitHubClaims.safeParse(claims);
    if (!success) return null;
    const { repository, repository_id, ref, environment } = data;
    return {
      issuer,
      repository,
      repositoryId: repository_id ?? null,
      ref: ref ?? null,
      environment: environment ?? null,
    };
  }
  const { success, data } = GitLabClaims.safeParse(claims);
  if (!success) return null;
  const { project_path, project_id, ref, ref_type, ref_path, environment } = data;
  const named = ref === undefined ? null : `refs/${ref_type === 'tag' ? 'tags' : 'heads'}/${ref}`;
  return {
    issuer,
    repository: project_path,
    repositoryId: project_id ?? null,
    ref: ref_path ?? named,
    environment: environment ?? null,
  };
}
