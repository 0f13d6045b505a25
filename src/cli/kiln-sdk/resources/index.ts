// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export type { Commit, Target, FileInput } from './shared.ts';
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
} from './builds/builds.ts';
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
} from './projects/projects.ts';
export { Orgs, type Org, type OrgListResponse } from './orgs/orgs.ts';
export { User, type UserModel } from './user.ts';
export { Configs, type ConfigLintResponse, type ConfigLintParams } from './configs.ts';
