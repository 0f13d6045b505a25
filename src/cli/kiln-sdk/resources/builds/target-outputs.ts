// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import type * as SharedAPI from '../shared.ts';

export class TargetOutputs extends APIResource {
  /**
   * Get the location of an output of a target
   *
   * @example
   * ```ts
   * const response = await client.builds.targetOutputs.retrieve({ build_id: 'build_id', target:
   * 'typescript', type: 'source' });
   * ```
   */
  retrieve(query: TargetOutputRetrieveParams, options?: RequestOptions): APIPromise<TargetOutputRetrieveResponse> {
    return this._client.get('/v0/build_target_outputs', { query, ...options });
  }
}

export type TargetOutputRetrieveResponse = TargetOutputRetrieveResponse.UnionMember0 | TargetOutputRetrieveResponse.UnionMember1;

export namespace TargetOutputRetrieveResponse {
  export interface UnionMember0 {
    output: 'url';

    target: SharedAPI.Target;

    type:
      | 'source'
      | 'dist'
      | 'wheel'
      | 'openapi-with-transforms'
      | 'openapi-with-code-samples'
      | 'openapi-sdk-spec'
      | 'file';

    url: string;

    path?: string;
  }

  export interface UnionMember1 {
    output: 'git';

    ref: string;

    target: SharedAPI.Target;

    token: string;

    type:
      | 'source'
      | 'dist'
      | 'wheel'
      | 'openapi-with-transforms'
      | 'openapi-with-code-samples'
      | 'openapi-sdk-spec'
      | 'file';

    url: string;
  }
}

export interface TargetOutputRetrieveParams {
  /**
   * Id of a build.
   */
  build_id: string;

  /**
   * A target of the build.
   */
  target: SharedAPI.Target;

  /**
   * Which output.
   */
  type:
    | 'source'
    | 'dist'
    | 'wheel'
    | 'openapi-with-transforms'
    | 'openapi-with-code-samples'
    | 'openapi-sdk-spec'
    | 'file';

  /**
   * A download link, or a Git remote.
   */
  output?: 'url' | 'git';

  /**
   * With the type `file`, the path of the source file; with `dist`, the name of a package if a target
   * has several.
   */
  path?: string;
}

export declare namespace TargetOutputs {
  export type { TargetOutputRetrieveResponse, TargetOutputRetrieveParams };
}
