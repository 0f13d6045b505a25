import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { SdkTarget } from '../contract/targets.ts';

/** Workflows and everything but checks. */
export const BUILD_QUEUE = 'kiln';
/** Lint, build and test: apart, because they take long and need toolchains. */
export const CHECK_QUEUE = 'kiln-checks';

export function buildWorkflowId(buildId: string): string {
  return `build-${buildId}`;
}

export function targetWorkflowId(buildId: string, target: SdkTarget): string {
  return `${buildWorkflowId(buildId)}/${target}`;
}

export const KILN_PROJECT = defineSearchAttributeKey('KilnProject', SearchAttributeType.KEYWORD);
export const KILN_BRANCH = defineSearchAttributeKey('KilnBranch', SearchAttributeType.KEYWORD);
export const KILN_TARGET = defineSearchAttributeKey('KilnTarget', SearchAttributeType.KEYWORD);
export const KILN_TRIGGER = defineSearchAttributeKey('KilnTrigger', SearchAttributeType.KEYWORD);
export const KILN_CONCLUSION = defineSearchAttributeKey('KilnConclusion', SearchAttributeType.KEYWORD);
