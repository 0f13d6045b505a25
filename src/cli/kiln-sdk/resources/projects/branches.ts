// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { Page, type PagePromise } from '../../core/pagination.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';
import type * as BuildsAPI from '../builds/builds.ts';
import type * as SharedAPI from '../shared.ts';

export class Branches extends APIResource {
  /**
   * Create a branch from a branch or a config commit
   *
   * @example
   * ```ts
   * const projectBranch = await client.projects.branches.create('project', { branch: 'branch',
   * branch_from: 'branch_from' });
   * ```
   */
  create(project: string, body: BranchCreateParams, options?: RequestOptions): APIPromise<ProjectBranch> {
    return this._client.post(path`/v0/projects/${project}/branches`, { body, ...options });
  }

  /**
   * Retrieve a branch
   *
   * @example
   * ```ts
   * const projectBranch = await client.projects.branches.retrieve('branch', { project: 'project' });
   * ```
   */
  retrieve(branch: string, params: BranchRetrieveParams, options?: RequestOptions): APIPromise<ProjectBranch> {
    const { project } = params;
    return this._client.get(path`/v0/projects/${project}/branches/${branch}`, options);
  }

  /**
   * List branches, by name
   *
   * @example
   * ```ts
   * // Fetches further pages as they are needed.
   * for await (const branch of client.projects.branches.list('project')) {
   *   console.log(branch);
   * }
   * ```
   */
  list(project: string, query: BranchListParams | null | undefined = {}, options?: RequestOptions): PagePromise<BranchListResponsesPage, BranchListResponse> {
    return this._client.getAPIList(path`/v0/projects/${project}/branches`, Page<BranchListResponse>, { query, ...options });
  }

  /**
   * Delete a branch; main cannot be deleted
   *
   * @example
   * ```ts
   * const branch = await client.projects.branches.delete('branch', { project: 'project' });
   * ```
   */
  delete(branch: string, params: BranchDeleteParams, options?: RequestOptions): APIPromise<BranchDeleteResponse> {
    const { project } = params;
    return this._client.delete(path`/v0/projects/${project}/branches/${branch}`, options);
  }

  /**
   * Rebase the config commits and custom code of a branch onto another
   *
   * @example
   * ```ts
   * const projectBranch = await client.projects.branches.rebase('branch', { project: 'project' });
   * ```
   */
  rebase(branch: string, params: BranchRebaseParams, options?: RequestOptions): APIPromise<ProjectBranch> {
    const { base, project, ...body } = params;
    return this._client.put(path`/v0/projects/${project}/branches/${branch}/rebase`, { query: { base }, body, ...options });
  }

  /**
   * Reset a branch to main, or to a config commit
   *
   * @example
   * ```ts
   * const projectBranch = await client.projects.branches.reset('branch', { project: 'project' });
   * ```
   */
  reset(branch: string, params: BranchResetParams, options?: RequestOptions): APIPromise<ProjectBranch> {
    const { project, ...query } = params;
    return this._client.put(path`/v0/projects/${project}/branches/${branch}/reset`, { query, ...options });
  }
}

export type BranchListResponsesPage = Page<BranchListResponse>;

export interface ProjectBranch {
  branch: string;

  config_commit: ProjectBranch.ConfigCommit;

  latest_build: BuildsAPI.Build | null;

  object: 'project_branch';

  org: string;

  project: string;
}

export namespace ProjectBranch {
  export interface ConfigCommit {
    repo: ProjectBranch.ConfigCommit.Repo;

    sha: string;

    stats: ProjectBranch.ConfigCommit.Stats | null;

    tree_oid: string | null;
  }

  export namespace ConfigCommit {
    export interface Repo {
      branch: string;

      name: string;

      owner: string;
    }

    export interface Stats {
      additions: number;

      deletions: number;

      total: number;
    }
  }
}

export interface BranchListResponse {
  branch: string;

  config_commit: BranchListResponse.ConfigCommit;

  /**
   * Empty if the branch was never built.
   */
  latest_build_id: string;

  object: 'project_branch';

  org: string;

  project: string;
}

export namespace BranchListResponse {
  export interface ConfigCommit {
    repo: BranchListResponse.ConfigCommit.Repo;

    sha: string;

    stats: BranchListResponse.ConfigCommit.Stats | null;

    tree_oid: string | null;
  }

  export namespace ConfigCommit {
    export interface Repo {
      branch: string;

      name: string;

      owner: string;
    }

    export interface Stats {
      additions: number;

      deletions: number;

      total: number;
    }
  }
}

export type BranchDeleteResponse = unknown;

export interface BranchCreateParams {
  /**
   * A valid Git branch name.
   */
  branch: string;

  /**
   * A branch, with its custom code, or a config commit.
   */
  branch_from: string;

  /**
   * Reset the branch if it already exists.
   */
  force?: boolean | null;
}

export interface BranchRetrieveParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface BranchListParams {
  /**
   * Where to continue: `next_cursor` of the previous page.
   */
  cursor?: string;

  /**
   * Maximum number of results.
   */
  limit?: number;
}

export interface BranchDeleteParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface BranchRebaseParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Query param: The branch or config commit to rebase this branch onto.
   */
  base?: string;

  /**
   * Body param
   */
  commit_message?: string | null;

  /**
   * Body param
   */
  files?: { [key: string]: SharedAPI.FileInput } | null;
}

export interface BranchResetParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Query param: The config commit to reset the branch to; required for main.
   */
  target_config_sha?: string;
}

export declare namespace Branches {
  export type {
    ProjectBranch,
    BranchListResponse,
    BranchDeleteResponse,
    BranchCreateParams,
    BranchRetrieveParams,
    BranchListParams,
    BranchDeleteParams,
    BranchRebaseParams,
    BranchResetParams,
    BranchListResponsesPage,
  };
}
