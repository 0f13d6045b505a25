// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class Schedules extends APIResource {
  /**
   * List scheduled rebuilds, by name
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.list('project');
   * ```
   */
  list(project: string, options?: RequestOptions): APIPromise<ScheduleListResponse> {
    return this._client.get(path`/v0/projects/${project}/schedules`, options);
  }

  /**
   * Retrieve a scheduled rebuild
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.retrieve('a', { project: 'project' });
   * ```
   */
  retrieve(name: string, params: ScheduleRetrieveParams, options?: RequestOptions): APIPromise<Schedule> {
    const { project } = params;
    return this._client.get(path`/v0/projects/${project}/schedules/${name}`, options);
  }

  /**
   * Create or replace a scheduled rebuild
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.put('a', { project: 'project' });
   * ```
   */
  put(name: string, params: SchedulePutParams, options?: RequestOptions): APIPromise<Schedule> {
    const { project, ...body } = params;
    return this._client.put(path`/v0/projects/${project}/schedules/${name}`, { body, ...options });
  }

  /**
   * Delete a scheduled rebuild; its builds are kept
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.delete('a', { project: 'project' });
   * ```
   */
  delete(name: string, params: ScheduleDeleteParams, options?: RequestOptions): APIPromise<ScheduleDeleteResponse> {
    const { project } = params;
    return this._client.delete(path`/v0/projects/${project}/schedules/${name}`, options);
  }

  /**
   * Run now
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.trigger('a', { project: 'project' });
   * ```
   */
  trigger(name: string, params: ScheduleTriggerParams, options?: RequestOptions): APIPromise<Schedule> {
    const { project, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/schedules/${name}/trigger`, { body, ...options });
  }

  /**
   * Pause
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.pause('a', { project: 'project' });
   * ```
   */
  pause(name: string, params: SchedulePauseParams, options?: RequestOptions): APIPromise<Schedule> {
    const { project, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/schedules/${name}/pause`, { body, ...options });
  }

  /**
   * Resume
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.resume('a', { project: 'project' });
   * ```
   */
  resume(name: string, params: ScheduleResumeParams, options?: RequestOptions): APIPromise<Schedule> {
    const { project, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/schedules/${name}/resume`, { body, ...options });
  }

  /**
   * Run the schedule for a past period; times that already have a build are skipped
   *
   * @example
   * ```ts
   * const schedule = await client.projects.schedules.backfill(
   *   'a',
   *   {
   *     project: 'project',
   *     start: '1120-02-29T11:11:11Z',
   *     end: '1120-02-29T11:11:11Z',
   *   },
   * );
   * ```
   */
  backfill(name: string, params: ScheduleBackfillParams, options?: RequestOptions): APIPromise<Schedule> {
    const { project, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/schedules/${name}/backfill`, { body, ...options });
  }
}

export interface Schedule {
  branch: string;

  catchup_window: string;

  created_at: string;

  cron: string | null;

  interval: string | null;

  /**
   * Newest first, at most 10.
   */
  last_runs: Array<Schedule.LastRun>;

  name: string;

  next_runs: Array<string>;

  note: string;

  object: 'schedule';

  org: string;

  overlap: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';

  paused: boolean;

  project: string;

  /**
   * Because the catch-up window had passed.
   */
  runs_missed: number;

  /**
   * Because of overlap.
   */
  runs_skipped: number;

  runs_started: number;

  /**
   * Id of the Schedule in Temporal.
   */
  schedule_id: string;

  targets:
    | Array<
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
        | 'openapi'>
    | null;

  time_zone: string;

  unchanged: 'noop' | 'none';

  updated_at: string | null;
}

export namespace Schedule {
  export interface LastRun {
    /**
     * Null if no build was recorded, or not yet.
     */
    build: string | null;

    scheduled_at: string;

    started_at: string | null;

    workflow_id: string;
  }
}

export interface ScheduleListResponse {
  data: Array<Schedule>;
}

export type ScheduleDeleteResponse = unknown;

export interface ScheduleRetrieveParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface SchedulePutParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param: A valid Git branch name.
   */
  branch?: string;

  /**
   * Body param: How late a run may start if it was missed while Temporal was down.
   */
  catchup_window?: string;

  /**
   * Body param
   */
  cron?: string | null;

  /**
   * Body param
   */
  interval?: string | null;

  /**
   * Body param
   */
  note?: string;

  /**
   * Body param: What to do while the build of the previous run is still running.
   */
  overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';

  /**
   * Body param
   */
  paused?: boolean;

  /**
   * Body param: By default all configured targets.
   */
  targets?:
    | Array<
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
        | 'openapi'>
    | null;

  /**
   * Body param: Of cron.
   */
  time_zone?: string;

  /**
   * Body param: If nothing changed since the latest build of the branch: build again, which ends in noop
   * commits, or record no build.
   */
  unchanged?: 'noop' | 'none';
}

export interface ScheduleDeleteParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface ScheduleTriggerParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param
   */
  overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
}

export interface SchedulePauseParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param
   */
  note?: string;
}

export interface ScheduleResumeParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param
   */
  note?: string;
}

export interface ScheduleBackfillParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param
   */
  end: string;

  /**
   * Body param
   */
  start: string;

  /**
   * Body param
   */
  overlap?: 'skip' | 'buffer_one' | 'buffer_all' | 'cancel_other' | 'terminate_other' | 'allow_all';
}

export declare namespace Schedules {
  export type {
    Schedule,
    ScheduleListResponse,
    ScheduleDeleteResponse,
    ScheduleRetrieveParams,
    SchedulePutParams,
    ScheduleDeleteParams,
    ScheduleTriggerParams,
    SchedulePauseParams,
    ScheduleResumeParams,
    ScheduleBackfillParams,
  };
}
