// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import * as ErrorsAPI from './core/error.ts';
import * as PaginationAPI from './core/pagination.ts';
import { Stream } from './core/streaming.ts';
import { toFile } from './core/uploads.ts';
import { BaseClient, type BaseClientOptions } from './internal/base-client.ts';
import { type NullableHeaders, buildHeaders } from './internal/headers.ts';
import type { APIResponseProps } from './internal/parse.ts';
import type { RequestOptions } from './internal/request-options.ts';
import type { HTTPMethod, PromiseOrValue } from './internal/types.ts';
import { readEnv } from './internal/utils/env.ts';
import * as BuildsAPI from './resources/builds/builds.ts';
import {
  type Build,
  type BuildCompareParams,
  type BuildCompareResponse,
  type BuildCreateParams,
  type BuildListParams,
  type BuildSummary,
  type BuildTarget,
  Builds,
  type BuildsPage,
  type CheckStep,
  type CommitStep,
} from './resources/builds/builds.ts';
import * as ConfigsAPI from './resources/configs.ts';
import { type ConfigLintParams, type ConfigLintResponse, Configs } from './resources/configs.ts';
import * as OrgsAPI from './resources/orgs/orgs.ts';
import { type Org, type OrgListResponse, Orgs } from './resources/orgs/orgs.ts';
import * as ProjectsAPI from './resources/projects/projects.ts';
import {
  type Project,
  type ProjectCreateParams,
  type ProjectDeleteResponse,
  type ProjectGenerateCommitMessageParams,
  type ProjectGenerateCommitMessageResponse,
  type ProjectListParams,
  type ProjectUpdateParams,
  Projects,
  type ProjectsPage,
} from './resources/projects/projects.ts';
import type { Commit, FileInput, Target } from './resources/shared.ts';
import * as UserAPI from './resources/user.ts';
import { User, type UserModel } from './resources/user.ts';

export interface ClientOptions extends BaseClientOptions {
  /**
   * Defaults to `process.env['STAINLESS_API_KEY']`.
   */
  apiKey?: string | undefined;
}

/**
 * A client of the API: Kiln.
 */
export class Stainless extends BaseClient {
  apiKey: string;

  /** Options that are not given are taken from the environment. */
  constructor({
    baseURL = readEnv('STAINLESS_BASE_URL'),
    apiKey = readEnv('STAINLESS_API_KEY'),
    ...rest
  }: ClientOptions = {}) {
    if (apiKey === undefined) {
      throw new ErrorsAPI.StainlessError(
        "The option 'apiKey' is missing: set the environment variable STAINLESS_API_KEY, or pass it to the client, e.g. new Stainless({ apiKey: … }).",
      );
    }
    const standardURL = 'http://127.0.0.1:8080';
    const options: ClientOptions & { baseURL: string } = { apiKey, ...rest, baseURL: baseURL || standardURL };
    super(options, standardURL);
    this.apiKey = apiKey;
  }

  protected override currentOptions(): object {
    return { ...super.currentOptions(), apiKey: this.apiKey };
  }

  /** A client with the options of this one, save those that are given. */
  override withOptions(options: Partial<ClientOptions>): this {
    return super.withOptions(options);
  }

  protected override authHeaders(): NullableHeaders {
    return buildHeaders([this.apiKey ? { Authorization: 'Bearer ' + this.apiKey } : undefined]);
  }

  override readStream(props: APIResponseProps): unknown {
    return Stream.fromResponse(props, this);
  }

  /** A list of items in pages. */
  getAPIList<Item, Page extends PaginationAPI.AbstractPage<Item> = PaginationAPI.AbstractPage<Item>>(
    path: string,
    Page: PaginationAPI.PageClass<Page>,
    options?: PromiseOrValue<RequestOptions & { method?: HTTPMethod }>,
  ): PaginationAPI.PagePromise<Page, Item> {
    const request = Promise.resolve(options).then((given) => ({ method: 'get' as const, path, ...given }));
    return new PaginationAPI.PagePromise<Page, Item>(this, request, Page);
  }

  static Stainless = this;
  static StainlessError = ErrorsAPI.StainlessError;
  static toFile = toFile;

  builds: BuildsAPI.Builds = new BuildsAPI.Builds(this);
  projects: ProjectsAPI.Projects = new ProjectsAPI.Projects(this);
  orgs: OrgsAPI.Orgs = new OrgsAPI.Orgs(this);
  user: UserAPI.User = new UserAPI.User(this);
  configs: ConfigsAPI.Configs = new ConfigsAPI.Configs(this);
}

Stainless.Builds = Builds;
Stainless.Projects = Projects;
Stainless.Orgs = Orgs;
Stainless.User = User;
Stainless.Configs = Configs;

export declare namespace Stainless {
  export type { Commit, Target, FileInput };

  export {
    Builds,
    type Build,
    type BuildTarget,
    type CheckStep,
    type CommitStep,
    type BuildSummary,
    type BuildCompareResponse,
    type BuildCreateParams,
    type BuildListParams,
    type BuildCompareParams,
    type BuildsPage,
  };

  export {
    Projects,
    type Project,
    type ProjectDeleteResponse,
    type ProjectGenerateCommitMessageResponse,
    type ProjectCreateParams,
    type ProjectUpdateParams,
    type ProjectListParams,
    type ProjectGenerateCommitMessageParams,
    type ProjectsPage,
  };

  export { Orgs, type Org, type OrgListResponse };

  export { User, type UserModel };

  export { Configs, type ConfigLintResponse, type ConfigLintParams };
}

export declare namespace Stainless {
  export type { RequestOptions };
}

export type { Logger, LogLevel } from './internal/utils/log.ts';
