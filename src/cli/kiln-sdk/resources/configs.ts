// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../core/api-promise.ts';
import { APIResource } from '../core/resource.ts';
import type { RequestOptions } from '../internal/request-options.ts';
import type * as DiagnosticsAPI from './builds/diagnostics.ts';

export class Configs extends APIResource {
  /**
   * List the diagnostics that a build of these files would produce before code generation
   *
   * @example
   * ```ts
   * const config = await client.configs.lint({
   *   source: {
   *     type: 'upload',
   *     openapi_spec: 'openapi_spec',
   *     stainless_config: 'stainless_config',
   *   },
   * });
   * ```
   */
  lint(body: ConfigLintParams, options?: RequestOptions): APIPromise<ConfigLintResponse> {
    return this._client.post('/api/generate/spec', { body, ...options });
  }
}

export interface ConfigLintResponse {
  spec: ConfigLintResponse.Spec;
}

export namespace ConfigLintResponse {
  export interface Spec {
    diagnostics: { [key: string]: Array<DiagnosticsAPI.BuildDiagnostic> };
  }
}

export interface ConfigLintParams {
  source: ConfigLintParams.Source;

  project?: string | null;
}

export namespace ConfigLintParams {
  export interface Source {
    openapi_spec: string;

    stainless_config: string;

    type: 'upload';
  }
}

export declare namespace Configs {
  export type { ConfigLintResponse, ConfigLintParams };
}
