// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';
import type * as BuildsAPI from './builds.ts';

export class Targets extends APIResource {
  /**
   * A target that was cancelled already is left as it is, so a request can be repeated.
   *
   * @example
   * ```ts
   * const build = await client.builds.targets.cancel('target', { id: 'id' });
   * ```
   */
  cancel(target: string, params: TargetCancelParams, options?: RequestOptions): APIPromise<BuildsAPI.Build> {
    const { id } = params;
    return this._client.post(path`/v0/builds/${id}/targets/${target}/cancel`, options);
  }

  /**
   * Creates no new build: the target gets another attempt, which an event records. With the step
   * `commit`, the target resumes at the commit, if that conflicted or was not pushed.
   *
   * @example
   * ```ts
   * const build = await client.builds.targets.retry('target', { id: 'id' });
   * ```
   */
  retry(target: string, params: TargetRetryParams, options?: RequestOptions): APIPromise<BuildsAPI.Build> {
    const { id, ...body } = params;
    return this._client.post(path`/v0/builds/${id}/targets/${target}/retry`, { body, ...options });
  }
}

export interface TargetCancelParams {
  /**
   * Id of a build.
   */
  id: string;
}

export interface TargetRetryParams {
  /**
   * Path param: Id of a build.
   */
  id: string;

  /**
   * Body param
   */
  step?: 'commit' | 'lint' | 'build' | 'test' | null;
}

export declare namespace Targets {
  export type { TargetCancelParams, TargetRetryParams };
}
