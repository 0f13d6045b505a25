/** Targets that are code in a language, in display order. */
export const LANGUAGE_TARGETS = [
  'typescript',
  'node',
  'python',
  'go',
  'java',
  'kotlin',
  'ruby',
  'terraform',
  'cli',
  'php',
  'csharp',
] as const;

/** Every target that is built: code in a language, and the description itself as a repository. */
export const SDK_TARGETS = [...LANGUAGE_TARGETS, 'openapi'] as const;
export type SdkTarget = (typeof SDK_TARGETS)[number];

/** Every name that the contract's clients may send; `openapi` and `sql` are not SDK targets. */
export const TARGET_NAMES = [...SDK_TARGETS, 'sql'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

export function isSdkTarget(name: string): name is SdkTarget {
  return (SDK_TARGETS as readonly string[]).includes(name);
}

/** The steps of one target, in order. */
export const STEPS = ['codegen', 'postgen', 'commit', 'lint', 'build', 'test'] as const;
export type Step = (typeof STEPS)[number];

export const CHECKS = ['lint', 'build', 'test'] as const;
export type Check = (typeof CHECKS)[number];

/** What a retry runs: one check, or everything from the commit on, with the code that was generated before. */
export const RETRY_STEPS = ['commit', ...CHECKS] as const;
export type RetryStep = (typeof RETRY_STEPS)[number];

export const COMMIT_CONCLUSIONS = [
  'error',
  'warning',
  'note',
  'success',
  'merge_conflict',
  'upstream_merge_conflict',
  'fatal',
  'payment_required',
  'cancelled',
  'timed_out',
  'noop',
  'version_bump',
] as const;
export type CommitConclusion = (typeof COMMIT_CONCLUSIONS)[number];

export function isCommitConclusion(name: string | null): name is CommitConclusion {
  return (COMMIT_CONCLUSIONS as readonly (string | null)[]).includes(name);
}

export const CHECK_CONCLUSIONS = [
  'success',
  'failure',
  'skipped',
  'cancelled',
  'action_required',
  'neutral',
  'timed_out',
] as const;
export type CheckConclusion = (typeof CHECK_CONCLUSIONS)[number];

export const DIAGNOSTIC_LEVELS = ['fatal', 'error', 'warning', 'note'] as const;
export type DiagnosticLevel = (typeof DIAGNOSTIC_LEVELS)[number];
