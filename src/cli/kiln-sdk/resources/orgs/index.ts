// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export { Orgs, type Org, type OrgListResponse } from './orgs.ts';
export {
  GitCredentials,
  type GitCredential,
  type GitCredentialListResponse,
  type GitCredentialPutParams,
  type GitCredentialDeleteParams,
} from './git-credentials.ts';
export {
  TrustedRepositories,
  type TrustedRepository,
  type TrustedRepositoryListResponse,
  type TrustedRepositoryCreateParams,
  type TrustedRepositoryDeleteParams,
} from './trusted-repositories.ts';
