// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';
import * as GitCredentialsAPI from './git-credentials.ts';
import {
  type GitCredential,
  type GitCredentialDeleteParams,
  type GitCredentialListResponse,
  type GitCredentialPutParams,
  GitCredentials,
} from './git-credentials.ts';
import * as TrustedRepositoriesAPI from './trusted-repositories.ts';
import {
  TrustedRepositories,
  type TrustedRepository,
  type TrustedRepositoryCreateParams,
  type TrustedRepositoryDeleteParams,
  type TrustedRepositoryListResponse,
} from './trusted-repositories.ts';

export class Orgs extends APIResource {
  gitCredentials: GitCredentialsAPI.GitCredentials = new GitCredentialsAPI.GitCredentials(this._client);
  trustedRepositories: TrustedRepositoriesAPI.TrustedRepositories = new TrustedRepositoriesAPI.TrustedRepositories(this._client);

  /**
   * Retrieve an organisation
   *
   * @example
   * ```ts
   * const org = await client.orgs.retrieve('org');
   * ```
   */
  retrieve(org: string, options?: RequestOptions): APIPromise<Org> {
    return this._client.get(path`/v0/orgs/${org}`, options);
  }

  /**
   * List organisations
   *
   * @example
   * ```ts
   * const org = await client.orgs.list();
   * ```
   */
  list(options?: RequestOptions): APIPromise<OrgListResponse> {
    return this._client.get('/v0/orgs', options);
  }
}

export interface Org {
  display_name: string | null;

  enable_ai_commit_messages: boolean;

  object: 'org';

  slug: string;
}

export interface OrgListResponse {
  data: Array<Org>;

  has_more: boolean;

  next_cursor?: string;
}

Orgs.GitCredentials = GitCredentials;
Orgs.TrustedRepositories = TrustedRepositories;

export declare namespace Orgs {
  export type { Org, OrgListResponse };

  export {
    GitCredentials,
    type GitCredential,
    type GitCredentialListResponse,
    type GitCredentialPutParams,
    type GitCredentialDeleteParams,
  };

  export {
    TrustedRepositories,
    type TrustedRepository,
    type TrustedRepositoryListResponse,
    type TrustedRepositoryCreateParams,
    type TrustedRepositoryDeleteParams,
  };
}
