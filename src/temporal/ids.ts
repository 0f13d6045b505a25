import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { SdkTarget } from '../contract/targets.ts';
import type { AdoptionStep, BuildInput } from './messages.ts';

/** Workflows and everything but checks. */
export const BUILD_QUEUE = 'kiln';
/** Lint, build and test: a separate queue, because they take long and need toolchains. */
export const CHECK_QUEUE = 'kiln-checks';

/** Deliveries of webhooks, which wait for servers of others. Served with the builds. */
export const WEBHOOK_QUEUE = 'kiln-webhooks';

/** What a worker serves: workflows with short activities, or checks. */
export const QUEUES = ['builds', 'checks'] as const;
export type Queue = (typeof QUEUES)[number];

export function buildWorkflowId(buildId: string): string {
  return `build-${buildId}`;
}

export function targetWorkflowId(buildId: string, target: SdkTarget): string {
  return `${buildWorkflowId(buildId)}/${target}`;
}

export function adoptionWorkflowId(adoptionId: string, step: AdoptionStep): string {
  return `adopt-${adoptionId}/${step}`;
}

export function deliveryWorkflowId(deliveryId: string): string {
  return `webhook-${deliveryId}`;
}

/** Id of a project's Schedule in Temporal, and the beginning of the ids of the workflows that it starts. */
export function rebuildScheduleId(org: string, project: string, name: string): string {
  return `rebuild-${org}/${project}/${name}`;
}

/** When the run of a Schedule was due, in whole seconds: Temporal sets it. */
export const SCHEDULED_AT = defineSearchAttributeKey(
  'TemporalScheduledStartTime',
  SearchAttributeType.DATETIME,
);

/** Id of the Schedule that started a workflow: Temporal sets it. */
export const SCHEDULED_BY = defineSearchAttributeKey('TemporalScheduledById', SearchAttributeType.KEYWORD);

export const KILN_PROJECT = defineSearchAttributeKey('KilnProject', SearchAttributeType.KEYWORD);
export const KILN_BRANCH = defineSearchAttributeKey('KilnBranch', SearchAttributeType.KEYWORD);
export const KILN_TARGET = defineSearchAttributeKey('KilnTarget', SearchAttributeType.KEYWORD);
export const KILN_TRIGGER = defineSearchAttributeKey('KilnTrigger', SearchAttributeType.KEYWORD);
/** Of a target: its commit's conclusion, or `failure` if the commit succeeded and a check did not. */
export const KILN_CONCLUSION = defineSearchAttributeKey('KilnConclusion', SearchAttributeType.KEYWORD);

/** Search attributes that a server must know before a workflow can have them. */
export const SEARCH_ATTRIBUTES = [KILN_PROJECT, KILN_BRANCH, KILN_TARGET, KILN_TRIGGER, KILN_CONCLUSION];

export type Described = Pick<BuildInput, 'org' | 'project' | 'branch' | 'trigger'>;

export function buildAttributes({ org, project, branch, trigger }: Described): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: KILN_PROJECT, value: `${org}/${project}` },
    { key: KILN_BRANCH, value: branch },
    { key: KILN_TRIGGER, value: trigger },
  ]);
}

export function targetAttributes(build: Described, target: SdkTarget): TypedSearchAttributes {
  return buildAttributes(build).updateCopy([{ key: KILN_TARGET, value: target }]);
}
