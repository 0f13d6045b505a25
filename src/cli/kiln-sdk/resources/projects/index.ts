// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

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
} from './projects.ts';
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
} from './branches.ts';
export {
  Configs,
  type ConfigRetrieveResponse,
  type ConfigGuessResponse,
  type ConfigRetrieveParams,
  type ConfigGuessParams,
} from './configs.ts';
export {
  Conflicts,
  type Conflict,
  type ConflictDetail,
  type ConflictResolveResponse,
  type ConflictListParams,
  type ConflictRetrieveParams,
  type ConflictResolveParams,
  type ConflictsPage,
} from './conflicts.ts';
export {
  Adoptions,
  type Adoption,
  type AdoptionListResponse,
  type AdoptionCreateParams,
  type AdoptionListParams,
  type AdoptionRetrieveParams,
  type AdoptionCarryOutParams,
  type AdoptionPushParams,
} from './adoptions.ts';
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
} from './schedules.ts';
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
} from './webhooks/webhooks.ts';
export { Events, type ProjectEvent, type EventListParams } from './events.ts';
