import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Check, CommitConclusion, RetryStep, SdkTarget } from '../contract/targets.ts';

/** Links for operators: a permission to read one build, without a key. */
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
   * Null: a new build, whose targets all run. Otherwise a build that had ended, with the attempt that each target
   * is at: nothing runs but what updates ask for.
   */
  readonly reopened: Readonly<Partial<Record<SdkTarget, number>>> | null;
}

/** Input of workflow `rebuild`: what a project's schedule is to build. */
export interface RebuildInput {
  readonly projectId: string;
  /** Name of the schedule. */
  readonly schedule: string;
  readonly branch: string;
  /** Null: every target that the config file configures. */
  readonly targets: readonly SdkTarget[] | null;
  /** Where nothing changed: build again, which ends in noop commits, or record no build. */
  readonly unchanged: 'noop' | 'none';
}

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
  /** A build that ended as it was recorded: nothing could be built. */
  | { readonly kind: 'ended'; readonly links: BuildLinks; readonly note: string }
  /** Nothing changed, and then none is wanted. */
  | { readonly kind: 'none' };

/** Input of each activity of a target. */
export interface TargetInput {
  readonly buildId: string;
  readonly target: SdkTarget;
  /** 1, and one more each time that a person retries the target. */
  readonly attempt: number;
}

/** Input of workflow `target`. */
export interface TargetRun extends TargetInput {
  readonly links: BuildLinks;
  /** Null: from codegen on. Otherwise from the commit on, of a tree that was generated before; or one check alone. */
  readonly only:
    | { readonly step: 'commit'; readonly tree: string }
    | { readonly step: Check; readonly sha: string }
    | null;
  /** What became of a target in which nothing changed: of its steps only the checks are left. Null: all are. */
  readonly committed: CommitResult | null;
}

export type CodegenResult =
  | { readonly ok: true; readonly tree: string }
  /** Nothing was generated. Without a conclusion, because nothing can be: `fatal`. */
  | { readonly ok: false; readonly note: string; readonly conclusion?: 'payment_required' };

export interface CommitResult {
  readonly conclusion: CommitConclusion;
  /** Commit to check; null where there is none. */
  readonly sha: string | null;
  /** Why it ended so, in one sentence: where there is something to say. */
  readonly note?: string;
  /** Checks in one stage run side by side; stages follow each other. Empty: nothing is checked. */
  readonly stages: readonly (readonly Check[])[];
}

/** Targets of a build in which nothing changed, with what became of their commits. */
export type Unchanged = Readonly<Partial<Record<SdkTarget, CommitResult>>>;

/** Where a build stands, by target. */
export type BuildStatus = Readonly<
  Partial<
    Record<SdkTarget, { readonly attempt: number; readonly state: 'running' | CommitConclusion | 'waiting' }>
  >
>;

export const status = defineQuery<BuildStatus>('status');
/** Cancels one target, and answers when its record is closed. */
export const cancelTarget = defineUpdate<void, [SdkTarget]>('cancelTarget');
/** Runs a target again from codegen on, as its next attempt. Answers when the record says so. */
export const retryTarget = defineUpdate<void, [SdkTarget]>('retryTarget');
/** Runs one check of a target again, on the commit that it has; or goes on from the commit, where that conflicted. */
export const retryStep = defineUpdate<void, [SdkTarget, RetryStep]>('retryStep');
