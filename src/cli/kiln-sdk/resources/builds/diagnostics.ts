// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import { Page, type PagePromise } from '../../core/pagination.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class Diagnostics extends APIResource {
  /**
   * List the diagnostics of a build
   *
   * @example
   * ```ts
   * // Fetches further pages as they are needed.
   * for await (const buildDiagnostic of client.builds.diagnostics.list('id')) {
   *   console.log(buildDiagnostic);
   * }
   * ```
   */
  list(id: string, query: DiagnosticListParams | null | undefined = {}, options?: RequestOptions): PagePromise<BuildDiagnosticsPage, BuildDiagnostic> {
    return this._client.getAPIList(path`/v0/builds/${id}/diagnostics`, Page<BuildDiagnostic>, { query, ...options });
  }
}

export type BuildDiagnosticsPage = Page<BuildDiagnostic>;

export interface BuildDiagnostic {
  code: string;

  ignored: boolean;

  level: 'fatal' | 'error' | 'warning' | 'note';

  message: string;

  more: BuildDiagnostic.More | null;

  config_ref?: string;

  line?: number;

  oas_ref?: string;
}

export namespace BuildDiagnostic {
  export interface More {
    markdown: string;

    type: 'markdown';
  }
}

export interface DiagnosticListParams {
  /**
   * Where to continue: `next_cursor` of the previous page.
   */
  cursor?: number;

  /**
   * Maximum number of results.
   */
  limit?: number;

  /**
   * This level and more severe ones.
   */
  severity?: 'fatal' | 'error' | 'warning' | 'note';

  /**
   * Target names, comma-separated.
   */
  targets?: string;
}

export declare namespace Diagnostics {
  export type { BuildDiagnostic, DiagnosticListParams, BuildDiagnosticsPage };
}
