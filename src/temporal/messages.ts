import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Check, CheckConclusion, CommitConclusion, RetryStep, SdkTarget } from '../contract/targets.ts';

/** Links for operators that grant read access to one build without a key. */
export interface BuildLinks {
  /** Ends in `/`: the path of a link goes after it, and `query` after that. */
  readonly base: string;
  readonly query: string;
}

/** Input of workflow `build`. Ids and words only: files never travel in payloads. */
export interface BuildInput {
  readonly buildId: string;
  readonly org: string;
  readonly project: string;
  readonly branch: string;
  readonly configCommit: string;
  readonly trigger: string;
  readonly targets: readonly SdkTarget[];
  readonly links: BuildLinks;
  /**
   * Null: a new build, whose targets all run. Otherwise a completed build, with the attempt of each target: only what
   * updates request is run.
   */
  readonly reopened: Readonly<Partial<Record<SdkTarget, number>>> | null;
}

/** Workflow `build`: starting it by this type keeps its starters apart from the workflow's code. */
export type BuildWorkflow = (input: BuildInput) => Promise<void>;

/** Input of workflow `rebuild`: what a project's schedule builds. */
export interface RebuildInput {
  readonly projectId: string;
  /** Name of the schedule. */
  readonly schedule: string;
  readonly branch: string;
  /** Null: every target that the config file configures. */
  readonly targets: readonly SdkTarget[] | null;
  /** If nothing changed: build again, which ends in noop commits, or record no build. */
  readonly unchanged: 'noop' | 'none';
}

/** Workflow `rebuild`. Gives the id of the build that it ran, or null. */
export type ScheduledBuildWorkflow = (input: RebuildInput) => Promise<string | null>;

/** One run of a schedule: its build is found again by project, schedule and time. */
export interface ScheduledRun extends RebuildInput {
  /** When it was due, ISO 8601. */
  readonly scheduledAt: string;
  /** Id of the Schedule in Temporal; null where the workflow was started by hand. */
  readonly scheduleId: string | null;
}

export type ScheduledBuild =
  /** A build that is recorded and waits for its workflow. */
  | { readonly kind: 'build'; readonly input: BuildInput }
  /** A build that was recorded as fatal: nothing could be built. */
  | { readonly kind: 'ended'; readonly links: BuildLinks; readonly note: string }
  /** Nothing changed, and the schedule wants no build then. */
  | { readonly kind: 'none' };

/** The steps of an adoption, each a run of workflow `adopt`. */
export type AdoptionStep = 'plan' | 'carry_out' | 'push';

/** Input of workflow `adopt`. */
export interface AdoptionInput {
  readonly adoptionId: string;
  readonly step: AdoptionStep;
}

/** Workflow `adopt`. */
export type AdoptionWorkflow = (input: AdoptionInput) => Promise<void>;

/** Input of workflow `deliver`. */
export interface DeliveryInput {
  readonly deliveryId: string;
}

/** Workflow `deliver`. */
export type DeliveryWorkflow = (input: DeliveryInput) => Promise<void>;

/** Ends the wait of a delivery, which is then sent at once. */
export const sendNow = defineSignal('sendNow');

/** Input of each activity of a target. */
export interface TargetInput {
  readonly buildId: string;
  readonly target: SdkTarget;
  /** 1, incremented by each retry of a person. */
  readonly attempt: number;
}

/** Input of workflow `target`. */
export interface TargetRun extends TargetInput {
  readonly links: BuildLinks;
  /** Null: run from codegen. Otherwise run from the commit of a tree that was generated before, or a single check. */
  readonly only:
    | { readonly step: 'commit'; readonly tree: string }
    | {
        readonly step: Check;
        readonly sha: string;
        /** As recorded for the commit; absent in runs of older versions. */
        readonly conclusion?: CommitConclusion;
      }
    | null;
  /** Result of an unchanged target, whose checks alone remain. Null: run all steps. */
  readonly committed: CommitResult | null;
}

/** Inputs of a target's reopened steps. */
export interface Reopened {
  readonly oid: string;
  /** Of the commit, if it stays. */
  readonly conclusion: CommitConclusion | null;
}

export type CodegenResult =
  | { readonly ok: true; readonly tree: string }
  /** Nothing was generated. Without a conclusion, because nothing can be: `fatal`. */
  | { readonly ok: false; readonly note: string; readonly conclusion?: 'payment_required' };

export interface CommitResult {
  readonly conclusion: CommitConclusion;
  /** Commit to check; null where there is none. */
  readonly sha: string | null;
  /** Why it ended this way, in one sentence, if there is more to say than the conclusion. */
  readonly note?: string;
  /** Checks of one stage run concurrently; stages run one after the other. Empty: nothing is checked. */
  readonly stages: readonly (readonly Check[])[];
}

/** How an interrupted run is recorded: its commit, if that had not ended, and the checks that had not. */
export interface Ending {
  readonly commit: CommitConclusion;
  readonly checks: CheckConclusion;
  readonly note: string;
}

/** Unchanged targets of a build, with the results of their commits. */
export type Unchanged = Readonly<Partial<Record<SdkTarget, CommitResult>>>;

/** State of a build, by target. */
export type BuildStatus = Readonly<
  Partial<
    Record<SdkTarget, { readonly attempt: number; readonly state: 'running' | CommitConclusion | 'waiting' }>
  >
>;

export const status = defineQuery<BuildStatus>('status');
/** Cancels one target, and returns when its record is closed. */
export const cancelTarget = defineUpdate<void, [SdkTarget]>('cancelTarget');
/** Retries a target from codegen, as its next attempt, in the name of `by`. Returns when it is recorded. */
export const retryTarget = defineUpdate<void, [target: SdkTarget, by?: string]>('retryTarget');
/** Retries one check of a target on its commit, or resumes at a commit that conflicted, in the name of `by`. */
export const retryStep = defineUpdate<void, [target: SdkTarget, step: RetryStep, by?: string]>('retryStep');
