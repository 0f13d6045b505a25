// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { Page, type PagePromise } from '../../core/pagination.ts';
import { APIResource } from '../../core/resource.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';
import * as AdoptionsAPI from './adoptions.ts';
import {
  type Adoption,
  type AdoptionCarryOutParams,
  type AdoptionCreateParams,
  type AdoptionListParams,
  type AdoptionListResponse,
  type AdoptionPushParams,
  type AdoptionRetrieveParams,
  Adoptions,
} from './adoptions.ts';
import * as BranchesAPI from './branches.ts';
import {
  type BranchCreateParams,
  type BranchDeleteParams,
  type BranchDeleteResponse,
  type BranchListParams,
  type BranchListResponse,
  type BranchListResponsesPage,
  type BranchRebaseParams,
  type BranchResetParams,
  type BranchRetrieveParams,
  Branches,
  type ProjectBranch,
} from './branches.ts';
import * as ConfigsAPI from './configs.ts';
import {
  type ConfigGuessParams,
  type ConfigGuessResponse,
  type ConfigRetrieveParams,
  type ConfigRetrieveResponse,
  Configs,
} from './configs.ts';
import * as ConflictsAPI from './conflicts.ts';
import {
  type Conflict,
  type ConflictDetail,
  type ConflictListParams,
  type ConflictResolveParams,
  type ConflictResolveResponse,
  type ConflictRetrieveParams,
  Conflicts,
  type ConflictsPage,
} from './conflicts.ts';
import * as EventsAPI from './events.ts';
import { type EventListParams, Events, type ProjectEvent } from './events.ts';
import * as SchedulesAPI from './schedules.ts';
import {
  type Schedule,
  type ScheduleBackfillParams,
  type ScheduleDeleteParams,
  type ScheduleDeleteResponse,
  type ScheduleListResponse,
  type SchedulePauseParams,
  type SchedulePutParams,
  type ScheduleResumeParams,
  type ScheduleRetrieveParams,
  type ScheduleTriggerParams,
  Schedules,
} from './schedules.ts';
import * as WebhooksAPI from './webhooks/webhooks.ts';
import {
  type Webhook,
  type WebhookCreateParams,
  type WebhookDeleteParams,
  type WebhookDeleteResponse,
  type WebhookListResponse,
  type WebhookPingParams,
  type WebhookRetrieveParams,
  type WebhookRotateSecretParams,
  type WebhookUpdateParams,
  type WebhookWithSecret,
  Webhooks,
} from './webhooks/webhooks.ts';
import type * as SharedAPI from '../shared.ts';

export class Projects extends APIResource {
  branches: BranchesAPI.Branches = new BranchesAPI.Branches(this._client);
  configs: ConfigsAPI.Configs = new ConfigsAPI.Configs(this._client);
  conflicts: ConflictsAPI.Conflicts = new ConflictsAPI.Conflicts(this._client);
  adoptions: AdoptionsAPI.Adoptions = new AdoptionsAPI.Adoptions(this._client);
  schedules: SchedulesAPI.Schedules = new SchedulesAPI.Schedules(this._client);
  webhooks: WebhooksAPI.Webhooks = new WebhooksAPI.Webhooks(this._client);
  events: EventsAPI.Events = new EventsAPI.Events(this._client);

  /**
   * Create a project, its main branch and its first build
   *
   * @example
   * ```ts
   * const project = await client.projects.create({
   *   org: 'org',
   *   slug: 'a',
   *   targets: ['typescript'],
   *   revision: { foo: { content: 'content' } },
   * });
   * ```
   */
  create(body: ProjectCreateParams, options?: RequestOptions): APIPromise<Project> {
    return this._client.post('/v0/projects', { body, ...options });
  }

  /**
   * Retrieve a project
   *
   * @example
   * ```ts
   * const project = await client.projects.retrieve('project');
   * ```
   */
  retrieve(project: string, options?: RequestOptions): APIPromise<Project> {
    return this._client.get(path`/v0/projects/${project}`, options);
  }

  /**
   * Update a project
   *
   * @example
   * ```ts
   * const project = await client.projects.update('project');
   * ```
   */
  update(project: string, body: ProjectUpdateParams | null | undefined = {}, options?: RequestOptions): APIPromise<Project> {
    return this._client.patch(path`/v0/projects/${project}`, { body, ...options });
  }

  /**
   * List projects, oldest first
   *
   * @example
   * ```ts
   * // Fetches further pages as they are needed.
   * for await (const project of client.projects.list()) {
   *   console.log(project);
   * }
   * ```
   */
  list(query: ProjectListParams | null | undefined = {}, options?: RequestOptions): PagePromise<ProjectsPage, Project> {
    return this._client.getAPIList('/v0/projects', Page<Project>, { query, ...options });
  }

  /**
   * Delete a project with its builds, repositories and schedules
   *
   * @example
   * ```ts
   * const project = await client.projects.delete('project');
   * ```
   */
  delete(project: string, options?: RequestOptions): APIPromise<ProjectDeleteResponse> {
    return this._client.delete(path`/v0/projects/${project}`, options);
  }

  /**
   * Generate a commit message for the API changes between two refs of an SDK repository
   *
   * @example
   * ```ts
   * const project = await client.projects.generateCommitMessage(
   *   'project',
   *   { target: 'typescript', base_ref: 'base_ref', head_ref: 'head_ref' },
   * );
   * ```
   */
  generateCommitMessage(project: string, params: ProjectGenerateCommitMessageParams, options?: RequestOptions): APIPromise<ProjectGenerateCommitMessageResponse> {
    const { target, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/generate_commit_message`, { query: { target }, body, ...options });
  }
}

export type ProjectsPage = Page<Project>;

export interface Project {
  config_repo: string;

  display_name: string | null;

  object: 'project';

  org: string;

  slug: string;

  targets: Array<SharedAPI.Target>;
}

export type ProjectDeleteResponse = unknown;

export interface ProjectGenerateCommitMessageResponse {
  ai_commit_message: string;
}

export interface ProjectCreateParams {
  org: string;

  revision: { [key: string]: SharedAPI.FileInput };

  slug: string;

  targets: Array<SharedAPI.Target>;

  display_name?: string | null;
}

export interface ProjectUpdateParams {
  display_name?: string | null;
}

export interface ProjectListParams {
  /**
   * Where to continue: `next_cursor` of the previous page.
   */
  cursor?: string;

  /**
   * Maximum number of results.
   */
  limit?: number;

  /**
   * Slug of an organisation.
   */
  org?: string;
}

export interface ProjectGenerateCommitMessageParams {
  /**
   * Query param: A target of the build.
   */
  target: SharedAPI.Target;

  /**
   * Body param: A branch, a tag or a commit of the SDK repository.
   */
  base_ref: string;

  /**
   * Body param: A branch, a tag or a commit of the SDK repository.
   */
  head_ref: string;
}

Projects.Branches = Branches;
Projects.Configs = Configs;
Projects.Conflicts = Conflicts;
Projects.Adoptions = Adoptions;
Projects.Schedules = Schedules;
Projects.Webhooks = Webhooks;
Projects.Events = Events;

export declare namespace Projects {
  export type {
    Project,
    ProjectDeleteResponse,
    ProjectGenerateCommitMessageResponse,
    ProjectCreateParams,
    ProjectUpdateParams,
    ProjectListParams,
    ProjectGenerateCommitMessageParams,
    ProjectsPage,
  };

  export {
    Branches,
    type ProjectBranch,
    type BranchListResponse,
    type BranchDeleteResponse,
    type BranchCreateParams,
    type BranchRetrieveParams,
    type BranchListParams,
    type BranchDeleteParams,
    type BranchRebaseParams,
    type BranchResetParams,
    type BranchListResponsesPage,
  };

  export {
    Configs,
    type ConfigRetrieveResponse,
    type ConfigGuessResponse,
    type ConfigRetrieveParams,
    type ConfigGuessParams,
  };

  export {
    Conflicts,
    type Conflict,
    type ConflictDetail,
    type ConflictResolveResponse,
    type ConflictListParams,
    type ConflictRetrieveParams,
    type ConflictResolveParams,
    type ConflictsPage,
  };

  export {
    Adoptions,
    type Adoption,
    type AdoptionListResponse,
    type AdoptionCreateParams,
    type AdoptionListParams,
    type AdoptionRetrieveParams,
    type AdoptionCarryOutParams,
    type AdoptionPushParams,
  };

  export {
    Schedules,
    type Schedule,
    type ScheduleListResponse,
    type ScheduleDeleteResponse,
    type ScheduleRetrieveParams,
    type SchedulePutParams,
    type ScheduleDeleteParams,
    type ScheduleTriggerParams,
    type SchedulePauseParams,
    type ScheduleResumeParams,
    type ScheduleBackfillParams,
  };

  export {
    Webhooks,
    type Webhook,
    type WebhookWithSecret,
    type WebhookListResponse,
    type WebhookDeleteResponse,
    type WebhookCreateParams,
    type WebhookRetrieveParams,
    type WebhookUpdateParams,
    type WebhookDeleteParams,
    type WebhookRotateSecretParams,
    type WebhookPingParams,
  };

  export { Events, type ProjectEvent, type EventListParams };
}
