// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class Configs extends APIResource {
  /**
   * Retrieve the config file of a branch or config commit, and the files named in `include`
   *
   * @example
   * ```ts
   * const response = await client.projects.configs.retrieve('project');
   * ```
   */
  retrieve(project: string, query: ConfigRetrieveParams | null | undefined = {}, options?: RequestOptions): APIPromise<ConfigRetrieveResponse> {
    return this._client.get(path`/v0/projects/${project}/configs`, { query, ...options });
  }

  /**
   * Generate an initial config file for a description
   *
   * @example
   * ```ts
   * const response = await client.projects.configs.guess('project', { spec: 'spec' });
   * ```
   */
  guess(project: string, body: ConfigGuessParams, options?: RequestOptions): APIPromise<ConfigGuessResponse> {
    return this._client.post(path`/v0/projects/${project}/configs/guess`, { body, ...options });
  }
}

export type ConfigRetrieveResponse = { [key: string]: ConfigRetrieveResponse.ConfigRetrieveResponseItem };

export namespace ConfigRetrieveResponse {
  export interface ConfigRetrieveResponseItem {
    content: string;
  }
}

export type ConfigGuessResponse = { [key: string]: ConfigGuessResponse.ConfigGuessResponseItem };

export namespace ConfigGuessResponse {
  export interface ConfigGuessResponseItem {
    content: string;
  }
}

export interface ConfigRetrieveParams {
  /**
   * A branch, or the SHA of a config commit.
   */
  branch?: string;

  /**
   * Paths of further files, comma-separated; `openapi` is the description.
   */
  include?: string;
}

export interface ConfigGuessParams {
  /**
   * An OpenAPI description, as JSON or YAML.
   */
  spec: string;

  /**
   * Targets in its config file are kept.
   */
  branch?: string | null;
}

export declare namespace Configs {
  export type {
    ConfigRetrieveResponse,
    ConfigGuessResponse,
    ConfigRetrieveParams,
    ConfigGuessParams,
  };
}
