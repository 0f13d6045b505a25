import type { Check, CommitConclusion, SdkTarget } from '../contract/targets.ts';

/** Input of workflow `build`. Ids and words only: files never travel in payloads. */
export interface BuildInput {
  readonly buildId: string;
  readonly org: string;
  readonly project: string;
  readonly branch: string;
  readonly trigger: string;
  readonly targets: readonly SdkTarget[];
}

/** Input of workflow `target`, and of each of its activities. */
export interface TargetInput {
  readonly buildId: string;
  readonly target: SdkTarget;
  /** 1, and one more each time that a person retries the target. */
  readonly attempt: number;
}

export type CodegenResult =
  | { readonly ok: true; readonly tree: string }
  | { readonly ok: false; readonly note: string };

export interface CommitResult {
  readonly conclusion: CommitConclusion;
  /** Commit to check; null where there is none. */
  readonly sha: string | null;
  /** Checks in one stage run side by side; stages follow each other. Empty: nothing is checked. */
  readonly stages: readonly (readonly Check[])[];
}
