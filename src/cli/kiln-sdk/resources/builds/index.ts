// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

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
} from './builds.ts';
export {
  Diagnostics,
  type BuildDiagnostic,
  type DiagnosticListParams,
  type BuildDiagnosticsPage,
} from './diagnostics.ts';
export {
  TargetOutputs,
  type TargetOutputRetrieveResponse,
  type TargetOutputRetrieveParams,
} from './target-outputs.ts';
export { Targets, type TargetCancelParams, type TargetRetryParams } from './targets.ts';
export { Events, type BuildEvent, type EventListParams } from './events.ts';
