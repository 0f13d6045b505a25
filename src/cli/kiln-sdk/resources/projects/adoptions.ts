// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class Adoptions extends APIResource {
  /**
   * Responds immediately, with an adoption in the state `planning`. A plan changes nothing.
   *
   * @example
   * ```ts
   * const adoption = await client.projects.adoptions.create('typescript', { project: 'project',
   * repository: 'repository' });
   * ```
   */
  create(
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
      | 'openapi',
    params: AdoptionCreateParams,
    options?: RequestOptions,
  ): APIPromise<Adoption> {
    const { project, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/targets/${target}/adopt`, { body, ...options });
  }

  /**
   * List the adoptions of a target, newest first
   *
   * @example
   * ```ts
   * const adoption = await client.projects.adoptions.list('typescript', { project: 'project' });
   * ```
   */
  list(
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
      | 'openapi',
    params: AdoptionListParams,
    options?: RequestOptions,
  ): APIPromise<AdoptionListResponse> {
    const { project } = params;
    return this._client.get(path`/v0/projects/${project}/targets/${target}/adopt`, options);
  }

  /**
   * Retrieve an adoption with its plan
   *
   * @example
   * ```ts
   * const adoption = await client.projects.adoptions.retrieve('id', { project: 'project', target:
   * 'typescript' });
   * ```
   */
  retrieve(id: string, params: AdoptionRetrieveParams, options?: RequestOptions): APIPromise<Adoption> {
    const { project, target } = params;
    return this._client.get(path`/v0/projects/${project}/targets/${target}/adopt/${id}`, options);
  }

  /**
   * Bases the SDK branch on the team's branch and merges Kiln's code into it with a build. Nothing is
   * pushed.
   *
   * @example
   * ```ts
   * const adoption = await client.projects.adoptions.carryOut('id', { project: 'project', target:
   * 'typescript' });
   * ```
   */
  carryOut(id: string, params: AdoptionCarryOutParams, options?: RequestOptions): APIPromise<Adoption> {
    const { project, target, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/targets/${target}/adopt/${id}/carry_out`, { body, ...options });
  }

  /**
   * Responds immediately; `pushed_branch`, or `failure` and `note`, give the result.
   *
   * @example
   * ```ts
   * const adoption = await client.projects.adoptions.push('id', { project: 'project', target:
   * 'typescript' });
   * ```
   */
  push(id: string, params: AdoptionPushParams, options?: RequestOptions): APIPromise<Adoption> {
    const { project, target } = params;
    return this._client.post(path`/v0/projects/${project}/targets/${target}/adopt/${id}/push`, options);
  }
}

export interface Adoption {
  id: string;

  /**
   * Id of the build that carried it out.
   */
  build: string | null;

  commit: string | null;

  /**
   * Number of the conflict to be resolved.
   */
  conflict: number | null;

  created_at: string;

  failure:
    | 'unreachable'
    | 'refused'
    | 'not_public'
    | 'shallow'
    | 'partial'
    | 'branch_not_found'
    | 'base_not_found'
    | 'no_base'
    | 'no_build'
    | 'custom_code'
    | 'build_failed'
    | 'broken_off'
    | null;

  /**
   * The reason for this state, and what to do.
   */
  note: string | null;

  object: 'adoption';

  plan: Adoption.Plan | null;

  project: string;

  project_branch: string;

  /**
   * The URL of the pull request that was opened there, if the credential may open one.
   */
  pull_request: string | null;

  /**
   * The branch of the team's repository to which it was pushed.
   */
  pushed_branch: string | null;

  repository: string;

  state: 'planning' | 'planned' | 'failed' | 'carrying_out' | 'merge_conflict' | 'carried_out';

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

export namespace Adoption {
  export interface Plan {
    base: Adoption.Plan.Base;

    conflicts: Array<Adoption.Plan.Conflict>;

    files: Adoption.Plan.Files;

    /**
     * Kiln's generated code.
     */
    snapshot: Adoption.Plan.Snapshot;

    team: Adoption.Plan.Team;

    version: Adoption.Plan.Version;
  }

  export namespace Plan {
    export interface Base {
      /**
       * The base of the merge: that tree, except for the kept files.
       */
      adopted_tree: string;

      /**
       * Null if the base is assembled from files and is not a commit.
       */
      commit: string | null;

      confidence: 'certain' | 'likely' | 'guess';

      evidence: 'named' | 'tracking_file' | 'generated_branch' | 'header';

      reasons: Array<string>;

      tree: string;
    }

    export interface Conflict {
      path: string;

      why: string;
    }

    export interface Files {
      /**
       * Files that only the team has.
       */
      custom: Adoption.Plan.Files.Custom;

      /**
       * Generated files that the team deleted.
       */
      deleted: Adoption.Plan.Files.Deleted;

      edited: Adoption.Plan.Files.Edited;

      kept: Array<Adoption.Plan.Files.Kept>;

      /**
       * Files that the team moved; generated changes follow the move.
       */
      moved: Array<string>;

      /**
       * Unedited files of the old generator that Kiln does not generate: they are deleted.
       */
      obsolete: Adoption.Plan.Files.Obsolete;

      /**
       * Generated files that the team did not edit.
       */
      unchanged: number;
    }

    export namespace Files {
      /**
       * Files that only the team has.
       */
      export interface Custom {
        count: number;

        paths: Array<string>;
      }

      /**
       * Generated files that the team deleted.
       */
      export interface Deleted {
        count: number;

        paths: Array<string>;
      }

      export interface Edited {
        count: number;

        files: Array<Adoption.Plan.Files.Edited.File>;
      }

      export namespace Edited {
        export interface File {
          additions: number;

          deletions: number;

          path: string;
        }
      }

      export interface Kept {
        because: 'edited_obsolete' | 'owned_by_team' | 'used_by_workflow' | 'custom_and_generated';

        path: string;
      }

      /**
       * Unedited files of the old generator that Kiln does not generate: they are deleted.
       */
      export interface Obsolete {
        count: number;

        paths: Array<string>;
      }
    }

    /**
     * Kiln's generated code.
     */
    export interface Snapshot {
      files: number;

      tree: string;
    }

    export interface Team {
      branch: string;

      commits: number;

      default_branch: string | null;

      sha: string;

      tags: number;
    }

    export interface Version {
      follows: string | null;

      generated: string | null;

      released: string | null;
    }
  }
}

export interface AdoptionListResponse {
  data: Array<Adoption>;
}

export interface AdoptionCreateParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param: The team's repository: a Git URL, or owner/name on the Git host of this server or
   * GitHub.
   */
  repository: string;

  /**
   * Body param: The commit of generated code that the branch is based on; by default Kiln looks for it.
   */
  base?: string | null;

  /**
   * Body param: The team's branch; by default the repository's default branch.
   */
  branch?: string | null;

  /**
   * Body param: The project branch to adopt into.
   */
  project_branch?: string;

  /**
   * Body param: The target's latest tracking file from a compiler workspace.
   */
  tracking?: AdoptionCreateParams.Tracking | null;
}

export namespace AdoptionCreateParams {
  /**
   * The target's latest tracking file from a compiler workspace.
   */
  export interface Tracking {
    /**
     * Generated code.
     */
    base: string;

    branch?: string | null;

    /**
     * Generated with custom code.
     */
    integrated?: string | null;
  }
}

export interface AdoptionListParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface AdoptionRetrieveParams {
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

export interface AdoptionCarryOutParams {
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
   * Body param: Must be true for a plan whose base is a guess: edits of generated files may be lost.
   */
  accept_guess?: boolean;
}

export interface AdoptionPushParams {
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

export declare namespace Adoptions {
  export type {
    Adoption,
    AdoptionListResponse,
    AdoptionCreateParams,
    AdoptionListParams,
    AdoptionRetrieveParams,
    AdoptionCarryOutParams,
    AdoptionPushParams,
  };
}
