// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { Page, type PagePromise } from '../../core/pagination.ts';
import { APIResource } from '../../core/resource.ts';
import { buildHeaders } from '../../internal/headers.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';
import * as DiagnosticsAPI from './diagnostics.ts';
import {
  type BuildDiagnostic,
  type BuildDiagnosticsPage,
  type DiagnosticListParams,
  Diagnostics,
} from './diagnostics.ts';
import * as EventsAPI from './events.ts';
import { type BuildEvent, type EventListParams, Events } from './events.ts';
import * as TargetOutputsAPI from './target-outputs.ts';
import {
  type TargetOutputRetrieveParams,
  type TargetOutputRetrieveResponse,
  TargetOutputs,
} from './target-outputs.ts';
import * as TargetsAPI from './targets.ts';
import { type TargetCancelParams, type TargetRetryParams, Targets } from './targets.ts';
import type * as SharedAPI from '../shared.ts';

export class Builds extends APIResource {
  diagnostics: DiagnosticsAPI.Diagnostics = new DiagnosticsAPI.Diagnostics(this._client);
  targetOutputs: TargetOutputsAPI.TargetOutputs = new TargetOutputsAPI.TargetOutputs(this._client);
  targets: TargetsAPI.Targets = new TargetsAPI.Targets(this._client);
  events: EventsAPI.Events = new EventsAPI.Events(this._client);

  /**
   * Create a build
   *
   * @example
   * ```ts
   * const build = await client.builds.create({ revision: { foo: { content: 'content' } } });
   * ```
   */
  create(params: BuildCreateParams, options?: RequestOptions): APIPromise<Build> {
    const { 'idempotency-key': idempotencyKey, ...body } = params;
    return this._client.post(
      '/v0/builds',
      {
        body,
        ...options,
        headers: buildHeaders([
          idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey },
          options?.headers,
        ]),
      },
    );
  }

  /**
   * Retrieve a build
   *
   * @example
   * ```ts
   * const build = await client.builds.retrieve('id');
   * ```
   */
  retrieve(id: string, options?: RequestOptions): APIPromise<Build> {
    return this._client.get(path`/v0/builds/${id}`, options);
  }

  /**
   * List builds, newest first
   *
   * @example
   * ```ts
   * // Fetches further pages as they are needed.
   * for await (const build of client.builds.list()) {
   *   console.log(build);
   * }
   * ```
   */
  list(query: BuildListParams | null | undefined = {}, options?: RequestOptions): PagePromise<BuildsPage, Build> {
    return this._client.getAPIList('/v0/builds', Page<Build>, { query, ...options });
  }

  /**
   * Build base and head with the same generator inputs, for comparison
   *
   * @example
   * ```ts
   * const build = await client.builds.compare({
   *   base: { branch: 'branch', revision: { foo: { content: 'content' } } },
   *   head: { branch: 'branch', revision: { foo: { content: 'content' } } },
   * });
   * ```
   */
  compare(body: BuildCompareParams, options?: RequestOptions): APIPromise<BuildCompareResponse> {
    return this._client.post('/v0/builds/compare', { body, ...options });
  }

  /**
   * Get the location of each SDK of a build
   *
   * @example
   * ```ts
   * const buildSummary = await client.builds.summary('id');
   * ```
   */
  summary(id: string, options?: RequestOptions): APIPromise<BuildSummary> {
    return this._client.get(path`/v0/builds/${id}/summary`, options);
  }

  /**
   * A build that was cancelled already is returned as it is, so a request can be repeated.
   *
   * @example
   * ```ts
   * const build = await client.builds.cancel('id');
   * ```
   */
  cancel(id: string, options?: RequestOptions): APIPromise<Build> {
    return this._client.post(path`/v0/builds/${id}/cancel`, options);
  }
}

export type BuildsPage = Page<Build>;

export interface Build {
  id: string;

  /**
   * SHA of the config commit that is built.
   */
  config_commit: string;

  created_at: string;

  /**
   * The description with code samples of each SDK; null until it is prepared.
   */
  documented_spec: Build.UnionMember0 | Build.UnionMember1 | null;

  object: 'build';

  org: string;

  project: string;

  /**
   * The requested targets.
   */
  targets: Build.Targets;

  updated_at: string;
}

export namespace Build {
  export interface UnionMember0 {
    content: string;

    type: 'content';
  }

  export interface UnionMember1 {
    expires: string;

    type: 'url';

    url: string;
  }

  /**
   * The requested targets.
   */
  export interface Targets {
    cli?: BuildTarget;

    csharp?: BuildTarget;

    go?: BuildTarget;

    java?: BuildTarget;

    kotlin?: BuildTarget;

    node?: BuildTarget;

    openapi?: BuildTarget;

    php?: BuildTarget;

    python?: BuildTarget;

    ruby?: BuildTarget;

    terraform?: BuildTarget;

    typescript?: BuildTarget;
  }
}

export interface BuildTarget {
  build: CheckStep;

  commit: CommitStep;

  /**
   * URL for `npm install` or `pip install`; null if there is no such package.
   */
  install_url: string | null;

  lint: CheckStep;

  object: 'build_target';

  /**
   * `completed` once the commit and every check are.
   */
  status: 'not_started' | 'codegen' | 'postgen' | 'completed';

  test: CheckStep;
}

export type CheckStep =
  | CheckStep.UnionMember0
  | CheckStep.UnionMember1
  | CheckStep.UnionMember2
  | CheckStep.UnionMember3;

export namespace CheckStep {
  export interface UnionMember0 {
    status: 'not_started';
  }

  export interface UnionMember1 {
    status: 'queued';

    url: string | null;
  }

  export interface UnionMember2 {
    status: 'in_progress';

    url: string | null;
  }

  export interface UnionMember3 {
    completed: CheckStep.UnionMember3.Completed;

    conclusion:
      | 'success'
      | 'failure'
      | 'skipped'
      | 'cancelled'
      | 'action_required'
      | 'neutral'
      | 'timed_out';

    status: 'completed';

    url: string | null;
  }

  export namespace UnionMember3 {
    export interface Completed {
      conclusion:
        | 'success'
        | 'failure'
        | 'skipped'
        | 'cancelled'
        | 'action_required'
        | 'neutral'
        | 'timed_out';

      url: string | null;
    }
  }
}

export type CommitStep =
  | CommitStep.UnionMember0
  | CommitStep.UnionMember1
  | CommitStep.UnionMember2
  | CommitStep.UnionMember3;

export namespace CommitStep {
  export interface UnionMember0 {
    status: 'not_started';
  }

  export interface UnionMember1 {
    status: 'queued';
  }

  export interface UnionMember2 {
    status: 'in_progress';
  }

  export interface UnionMember3 {
    commit: SharedAPI.Commit | null;

    completed: CommitStep.UnionMember3.Completed;

    completed_at: string;

    conclusion:
      | 'error'
      | 'warning'
      | 'note'
      | 'success'
      | 'merge_conflict'
      | 'upstream_merge_conflict'
      | 'fatal'
      | 'payment_required'
      | 'cancelled'
      | 'timed_out'
      | 'noop'
      | 'version_bump';

    merge_conflict_pr: CommitStep.UnionMember3.MergeConflictPr | null;

    /**
     * The reason for the conclusion, e.g. which files conflict.
     */
    note: string | null;

    status: 'completed';
  }

  export namespace UnionMember3 {
    export interface Completed {
      commit: SharedAPI.Commit | null;

      completed_at: string;

      conclusion:
        | 'error'
        | 'warning'
        | 'note'
        | 'success'
        | 'merge_conflict'
        | 'upstream_merge_conflict'
        | 'fatal'
        | 'payment_required'
        | 'cancelled'
        | 'timed_out'
        | 'noop'
        | 'version_bump';

      merge_conflict_pr: CommitStep.UnionMember3.Completed.MergeConflictPr | null;

      /**
       * The reason for the conclusion, e.g. which files conflict.
       */
      note: string | null;
    }

    export namespace Completed {
      export interface MergeConflictPr {
        number: number;

        repo: CommitStep.UnionMember3.Completed.MergeConflictPr.Repo;
      }

      export namespace MergeConflictPr {
        export interface Repo {
          name: string;

          owner: string;
        }
      }
    }

    export interface MergeConflictPr {
      number: number;

      repo: CommitStep.UnionMember3.MergeConflictPr.Repo;
    }

    export namespace MergeConflictPr {
      export interface Repo {
        name: string;

        owner: string;
      }
    }
  }
}

export interface BuildSummary {
  targets: { [key: string]: BuildSummary.Targets };
}

export namespace BuildSummary {
  export interface Targets {
    clone_url: string;

    files: number | null;

    install_command: string | null;

    notes: { [key: string]: string };
  }
}

export interface BuildCompareResponse {
  base: Build;

  head: Build;
}

export interface BuildCreateParams {
  /**
   * Body param: What to build.
   */
  revision: { [key: string]: SharedAPI.FileInput } | string | BuildCreateParams.MergeWithFiles;

  /**
   * Header param: The same key with the same body gives the same build.
   */
  'idempotency-key'?: string;

  /**
   * Body param: Commit and build even if the files or the merge change nothing, which is otherwise
   * answered 400.
   */
  allow_empty?: boolean | null;

  /**
   * Body param: The project branch that gets the config commit. Required with files; by default the
   * branch that the revision names.
   */
  branch?: string | null;

  /**
   * Body param: Message of the config commit and of the SDK commits.
   */
  commit_message?: string | null;

  /**
   * Body param: Generate the message of the SDK commits from the changes in the description.
   */
  enable_ai_commit_message?: boolean | null;

  /**
   * Body param: Slug of the project.
   */
  project?: string | null;

  /**
   * Body param: Messages of the SDK commits of single targets, instead of `commit_message`.
   */
  target_commit_messages?: { [key: string]: string } | null;

  /**
   * Body param: By default all targets in the config file.
   */
  targets?: Array<SharedAPI.Target> | null;
}

export namespace BuildCreateParams {
  /**
   * A merge, and files to write over its result.
   */
  export interface MergeWithFiles {
    files: { [key: string]: SharedAPI.FileInput };

    /**
     * `base..head`.
     */
    merge: string;
  }
}

export interface BuildListParams {
  /**
   * Name of a project branch; its slashes are written %2F in a path.
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
   * Slug of a project.
   */
  project?: string;

  /**
   * A config commit, a branch, or the MD5 of files: `revision[openapi.yml][hash]=…`.
   */
  revision?: string | { [key: string]: BuildListParams.UnionMember1 };
}

export namespace BuildListParams {
  export interface UnionMember1 {
    hash: string;
  }
}

export interface BuildCompareParams {
  base: BuildCompareParams.Base;

  head: BuildCompareParams.Head;

  project?: string | null;

  targets?: Array<SharedAPI.Target> | null;
}

export namespace BuildCompareParams {
  export interface Base {
    /**
     * A valid Git branch name.
     */
    branch: string;

    revision: { [key: string]: SharedAPI.FileInput } | string | BuildCompareParams.Base.MergeWithFiles;

    commit_message?: string | null;
  }

  export namespace Base {
    /**
     * A merge, and files to write over its result.
     */
    export interface MergeWithFiles {
      files: { [key: string]: SharedAPI.FileInput };

      /**
       * `base..head`.
       */
      merge: string;
    }
  }

  export interface Head {
    /**
     * A valid Git branch name.
     */
    branch: string;

    revision: { [key: string]: SharedAPI.FileInput } | string | BuildCompareParams.Head.MergeWithFiles;

    commit_message?: string | null;
  }

  export namespace Head {
    /**
     * A merge, and files to write over its result.
     */
    export interface MergeWithFiles {
      files: { [key: string]: SharedAPI.FileInput };

      /**
       * `base..head`.
       */
      merge: string;
    }
  }
}

Builds.Diagnostics = Diagnostics;
Builds.TargetOutputs = TargetOutputs;
Builds.Targets = Targets;
Builds.Events = Events;

export declare namespace Builds {
  export type {
    Build,
    BuildTarget,
    CheckStep,
    CommitStep,
    BuildSummary,
    BuildCompareResponse,
    BuildCreateParams,
    BuildListParams,
    BuildCompareParams,
    BuildsPage,
  };

  export {
    Diagnostics,
    type BuildDiagnostic,
    type DiagnosticListParams,
    type BuildDiagnosticsPage,
  };

  export {
    TargetOutputs,
    type TargetOutputRetrieveResponse,
    type TargetOutputRetrieveParams,
  };

  export { Targets, type TargetCancelParams, type TargetRetryParams };

  export { Events, type BuildEvent, type EventListParams };
}
