// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { Page, type PagePromise } from '../../core/pagination.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class Conflicts extends APIResource {
  /**
   * List conflicts, newest first: open ones, or the last closed ones
   *
   * @example
   * ```ts
   * // Fetches further pages as they are needed.
   * for await (const conflict of client.projects.conflicts.list('project')) {
   *   console.log(conflict);
   * }
   * ```
   */
  list(project: string, query: ConflictListParams | null | undefined = {}, options?: RequestOptions): PagePromise<ConflictsPage, Conflict> {
    return this._client.getAPIList(path`/v0/projects/${project}/conflicts`, Page<Conflict>, { query, ...options });
  }

  /**
   * Retrieve a conflict with every side of its files
   *
   * @example
   * ```ts
   * const conflictDetail = await client.projects.conflicts.retrieve(1, { project: 'project', target:
   * 'typescript' });
   * ```
   */
  retrieve(number: number, params: ConflictRetrieveParams, options?: RequestOptions): APIPromise<ConflictDetail> {
    const { project, target } = params;
    return this._client.get(path`/v0/projects/${project}/conflicts/${target}/${number}`, options);
  }

  /**
   * Commits to the branch of the conflict. Once every file is resolved, the waiting build resumes at the
   * commit step.
   *
   * @example
   * ```ts
   * const conflict = await client.projects.conflicts.resolve(1, { project: 'project', target:
   * 'typescript' });
   * ```
   */
  resolve(number: number, params: ConflictResolveParams, options?: RequestOptions): APIPromise<ConflictResolveResponse> {
    const { project, target, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/conflicts/${target}/${number}/resolve`, { body, ...options });
  }
}

export type ConflictsPage = Page<Conflict>;

export interface Conflict {
  branch: string;

  closed_at: string | null;

  /**
   * Id of the build that applied a resolution, or needed none.
   */
  closed_by: string | null;

  files: Array<Conflict.File>;

  number: number;

  object: 'conflict';

  opened_at: string;

  /**
   * Id of the first build with this conflict.
   */
  opened_by: string;

  project: string;

  repo: Conflict.Repo;

  /**
   * The commit that resolved it.
   */
  resolution: string | null;

  /**
   * `resolved`: waiting for a build to apply the resolution.
   */
  status: 'open' | 'resolved' | 'closed';

  target:
    | 'typescript'
    | 'node'
    | 'python'
    | 'go'
    | 'java'
    | 'kotlin'
    | 'ruby'
    | 'terraform'
    | 'cli'
    | 'php'
    | 'csharp'
    | 'openapi';

  /**
   * False if custom code of the branch could not be identified.
   */
  verified: boolean;
}

export namespace Conflict {
  export interface File {
    kind:
      | 'both_modified'
      | 'both_added'
      | 'both_deleted'
      | 'deleted_by_us'
      | 'deleted_by_them'
      | 'added_by_us'
      | 'added_by_them';

    path: string;
  }

  export interface Repo {
    /**
     * Contains the merge with conflict markers: push a resolution to it.
     */
    branch: string;

    name: string;

    owner: string;
  }
}

export interface ConflictDetail {
  branch: string;

  closed_at: string | null;

  /**
   * Id of the build that applied a resolution, or needed none.
   */
  closed_by: string | null;

  files: Array<ConflictDetail.File>;

  number: number;

  object: 'conflict';

  opened_at: string;

  /**
   * Id of the first build with this conflict.
   */
  opened_by: string;

  project: string;

  repo: ConflictDetail.Repo;

  /**
   * The commit that resolved it.
   */
  resolution: string | null;

  /**
   * `resolved`: waiting for a build to apply the resolution.
   */
  status: 'open' | 'resolved' | 'closed';

  target:
    | 'typescript'
    | 'node'
    | 'python'
    | 'go'
    | 'java'
    | 'kotlin'
    | 'ruby'
    | 'terraform'
    | 'cli'
    | 'php'
    | 'csharp'
    | 'openapi';

  /**
   * False if custom code of the branch could not be identified.
   */
  verified: boolean;
}

export namespace ConflictDetail {
  export interface File {
    /**
     * The generated code on which the custom code is based.
     */
    base: ConflictDetail.File.Base | null;

    /**
     * The content in the conflict's branch.
     */
    current: ConflictDetail.File.Current | null;

    kind:
      | 'both_modified'
      | 'both_added'
      | 'both_deleted'
      | 'deleted_by_us'
      | 'deleted_by_them'
      | 'added_by_us'
      | 'added_by_them';

    /**
     * Custom code.
     */
    ours: ConflictDetail.File.Ours | null;

    path: string;

    resolved: boolean;

    /**
     * The newly generated code.
     */
    theirs: ConflictDetail.File.Theirs | null;
  }

  export namespace File {
    /**
     * The generated code on which the custom code is based.
     */
    export interface Base {
      binary: boolean;

      /**
       * Text; null if it is binary or too large to show.
       */
      content: string | null;

      mode: string;

      oid: string;

      /**
       * In bytes; null if it is not a file, e.g. a submodule.
       */
      size: number | null;
    }

    /**
     * The content in the conflict's branch.
     */
    export interface Current {
      binary: boolean;

      /**
       * Text; null if it is binary or too large to show.
       */
      content: string | null;

      mode: string;

      oid: string;

      /**
       * In bytes; null if it is not a file, e.g. a submodule.
       */
      size: number | null;
    }

    /**
     * Custom code.
     */
    export interface Ours {
      binary: boolean;

      /**
       * Text; null if it is binary or too large to show.
       */
      content: string | null;

      mode: string;

      oid: string;

      /**
       * In bytes; null if it is not a file, e.g. a submodule.
       */
      size: number | null;
    }

    /**
     * The newly generated code.
     */
    export interface Theirs {
      binary: boolean;

      /**
       * Text; null if it is binary or too large to show.
       */
      content: string | null;

      mode: string;

      oid: string;

      /**
       * In bytes; null if it is not a file, e.g. a submodule.
       */
      size: number | null;
    }
  }

  export interface Repo {
    /**
     * Contains the merge with conflict markers: push a resolution to it.
     */
    branch: string;

    name: string;

    owner: string;
  }
}

export interface ConflictResolveResponse {
  conflict: ConflictDetail;

  /**
   * Id of the build that resumes; null if a file is still open or no build is waiting.
   */
  continued_build: string | null;
}

export interface ConflictListParams {
  /**
   * A valid Git branch name.
   */
  branch?: string;

  /**
   * Where to continue: `next_cursor` of the previous page.
   */
  cursor?: string;

  /**
   * Maximum number of results.
   */
  limit?: number;

  /**
   * Open or closed ones.
   */
  status?: 'open' | 'closed' | 'all';

  /**
   * A target of the build.
   */
  target?:
    | 'typescript'
    | 'node'
    | 'python'
    | 'go'
    | 'java'
    | 'kotlin'
    | 'ruby'
    | 'terraform'
    | 'cli'
    | 'php'
    | 'csharp'
    | 'openapi';
}

export interface ConflictRetrieveParams {
  /**
   * Slug of a project.
   */
  project: string;

  /**
   * A target of the build.
   */
  target:
    | 'typescript'
    | 'node'
    | 'python'
    | 'go'
    | 'java'
    | 'kotlin'
    | 'ruby'
    | 'terraform'
    | 'cli'
    | 'php'
    | 'csharp'
    | 'openapi';
}

export interface ConflictResolveParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Path param: A target of the build.
   */
  target:
    | 'typescript'
    | 'node'
    | 'python'
    | 'go'
    | 'java'
    | 'kotlin'
    | 'ruby'
    | 'terraform'
    | 'cli'
    | 'php'
    | 'csharp'
    | 'openapi';

  /**
   * Body param
   */
  commit_message?: string | null;

  /**
   * Body param: By path.
   */
  files?: { [key: string]: ConflictResolveParams.UnionMember0 | ConflictResolveParams.UnionMember1 };

  /**
   * Body param: The side to take for every open file that `files` does not name.
   */
  take?: 'ours' | 'theirs' | null;
}

export namespace ConflictResolveParams {
  export interface UnionMember0 {
    take: 'ours' | 'theirs';
  }

  export interface UnionMember1 {
    /**
     * Null removes the file.
     */
    content: string | null;

    encoding?: 'utf-8' | 'base64';
  }
}

export declare namespace Conflicts {
  export type {
    Conflict,
    ConflictDetail,
    ConflictResolveResponse,
    ConflictListParams,
    ConflictRetrieveParams,
    ConflictResolveParams,
    ConflictsPage,
  };
}
