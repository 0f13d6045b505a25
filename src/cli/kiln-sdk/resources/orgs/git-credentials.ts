// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import { buildHeaders } from '../../internal/headers.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class GitCredentials extends APIResource {
  /**
   * Set a Git credential for production repositories
   *
   * @example
   * ```ts
   * const gitCredential = await client.orgs.gitCredentials.put('org', { url: 'url', username:
   * 'username', secret: 'secret' });
   * ```
   */
  put(org: string, body: GitCredentialPutParams, options?: RequestOptions): APIPromise<GitCredential> {
    return this._client.put(path`/v0/orgs/${org}/git_credentials`, { body, ...options });
  }

  /**
   * List Git credentials, without their secrets
   *
   * @example
   * ```ts
   * const gitCredential = await client.orgs.gitCredentials.list('org');
   * ```
   */
  list(org: string, options?: RequestOptions): APIPromise<GitCredentialListResponse> {
    return this._client.get(path`/v0/orgs/${org}/git_credentials`, options);
  }

  /**
   * Delete the Git credential for a URL
   *
   * @example
   * ```ts
   * await client.orgs.gitCredentials.delete('org', { url: 'url' });
   * ```
   */
  delete(org: string, query: GitCredentialDeleteParams, options?: RequestOptions): APIPromise<void> {
    return this._client.delete(
      path`/v0/orgs/${org}/git_credentials`,
      { query, ...options, headers: buildHeaders([{ Accept: '*/*' }, options?.headers]) },
    );
  }
}

export interface GitCredential {
  created_at: string;

  object: 'git_credential';

  url: string;

  username: string;
}

export interface GitCredentialListResponse {
  data: Array<GitCredential>;

  has_more: false;
}

export interface GitCredentialPutParams {
  /**
   * A password or token; for ssh, a private key without a passphrase. Never returned.
   */
  secret: string;

  /**
   * Applies to repositories whose URL starts with this one, by whole segments.
   */
  url: string;

  username: string;
}

export interface GitCredentialDeleteParams {
  /**
   * The URL that a credential is for.
   */
  url: string;
}

export declare namespace GitCredentials {
  export type {
    GitCredential,
    GitCredentialListResponse,
    GitCredentialPutParams,
    GitCredentialDeleteParams,
  };
}
