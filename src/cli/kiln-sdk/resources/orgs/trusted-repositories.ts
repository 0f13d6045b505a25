// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import { buildHeaders } from '../../internal/headers.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class TrustedRepositories extends APIResource {
  /**
   * A job sends the token as a key: `Authorization: Bearer TOKEN`. It must have asked for it for
   * `audience`.
   *
   * @example
   * ```ts
   * const trustedRepository = await client.orgs.trustedRepositories.create('org', { repository:
   * 'acme/shop-api' });
   * ```
   */
  create(org: string, body: TrustedRepositoryCreateParams, options?: RequestOptions): APIPromise<TrustedRepository> {
    return this._client.post(path`/v0/orgs/${org}/trusted_repositories`, { body, ...options });
  }

  /**
   * List trusted repositories
   *
   * @example
   * ```ts
   * const trustedRepository = await client.orgs.trustedRepositories.list('org');
   * ```
   */
  list(org: string, options?: RequestOptions): APIPromise<TrustedRepositoryListResponse> {
    return this._client.get(path`/v0/orgs/${org}/trusted_repositories`, options);
  }

  /**
   * Trust a repository no more; requests of its jobs are refused from now on
   *
   * @example
   * ```ts
   * await client.orgs.trustedRepositories.delete('repository_id', { org: 'org' });
   * ```
   */
  delete(repositoryID: string, params: TrustedRepositoryDeleteParams, options?: RequestOptions): APIPromise<void> {
    const { org } = params;
    return this._client.delete(
      path`/v0/orgs/${org}/trusted_repositories/${repositoryID}`,
      { ...options, headers: buildHeaders([{ Accept: '*/*' }, options?.headers]) },
    );
  }
}

export interface TrustedRepository {
  id: string;

  /**
   * What its jobs must ask their ID tokens for.
   */
  audience: string;

  created_at: string;

  environment: string | null;

  issuer: string;

  last_used_at: string | null;

  object: 'trusted_repository';

  projects: Array<string>;

  ref: string | null;

  repository: string;

  repository_id: string | null;

  scopes: Array<'read' | 'build'>;
}

export interface TrustedRepositoryListResponse {
  data: Array<TrustedRepository>;

  has_more: false;
}

export interface TrustedRepositoryCreateParams {
  /**
   * `owner/name`; at GitLab with its groups: `group/subgroup/name`.
   */
  repository: string;

  /**
   * The deployment environment; without it any.
   */
  environment?: string | null;

  /**
   * Who signs the ID tokens of its jobs: https://token.actions.githubusercontent.com,
   * https://gitlab.com, or another that this Kiln takes.
   */
  issuer?: string;

  /**
   * Slugs of the projects that its jobs may use; none: all of the organisation.
   */
  projects?: Array<string>;

  /**
   * `refs/heads/main`, or `refs/heads/release/*`; without it any.
   */
  ref?: string | null;

  /**
   * The host's own number of the repository, so that nobody else who gets its name is trusted.
   */
  repository_id?: string | null;

  /**
   * What its jobs may do.
   */
  scopes?: Array<'read' | 'build'>;
}

export interface TrustedRepositoryDeleteParams {
  /**
   * Slug of an organisation.
   */
  org: string;
}

export declare namespace TrustedRepositories {
  export type {
    TrustedRepository,
    TrustedRepositoryListResponse,
    TrustedRepositoryCreateParams,
    TrustedRepositoryDeleteParams,
  };
}
