import {
  type Client,
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOverlapPolicy,
} from '@temporalio/client';
import { optionalDateToTs } from '@temporalio/common/lib/time.js';
import { z } from 'zod';
import {
  durationMs,
  durationText,
  type Overlap,
  type PutScheduleBody,
  Unchanged,
} from '../contract/schedules.ts';
import { SdkTargetName } from '../contract/target-schemas.ts';
import { SDK_TARGETS } from '../contract/targets.ts';
import { BUILD_QUEUE, buildAttributes, KILN_PROJECT, rebuildScheduleId } from './ids.ts';
import type { RebuildInput, ScheduledBuildWorkflow } from './messages.ts';

const DEADLINE_MS = 10_000;
/** Of a project. */
export const SCHEDULES_AT_MOST = 100;
/** Projects whose schedules one query lists. */
const ASKED_TOGETHER = 100;

/** Temporal did not answer in time. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
}

/** Temporal rejects the timing of a schedule; the message says why. */
export class WrongTiming extends Error {
  override readonly name = 'WrongTiming';
}

/** Where schedules are: a project of an organisation, by slugs. */
export interface ScheduleOwner {
  readonly id: string;
  readonly org: string;
  readonly project: string;
}

/** Creates or replaces a schedule of a project. Throws `WrongTiming` and `TemporalUnavailable`. */
export async function putSchedule(
  temporal: Client,
  owner: ScheduleOwner,
  name: string,
  body: PutScheduleBody,
): Promise<void> {
  const scheduleId = rebuildScheduleId(owner.org, owner.project, name);
  const options = definition(owner, name, body);
  await ask(temporal, async () => {
    try {
      await temporal.schedule.create<ScheduledBuildWorkflow>({ scheduleId, ...options });
    } catch (error) {
      if (error instanceof TypeError) throw new WrongTiming(error.message);
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await temporal.schedule.getHandle(scheduleId).update<ScheduledBuildWorkflow>(() => options);
    }
  });
}

function definition({ id, org, project }: ScheduleOwner, name: string, body: PutScheduleBody) {
  const { cron, interval, time_zone, branch, targets, unchanged, overlap, catchup_window, paused, note } =
    body;
  const chosen = targets == null ? null : SDK_TARGETS.filter((target) => targets.includes(target));
  const input: RebuildInput = { projectId: id, schedule: name, branch, targets: chosen, unchanged };
  const args: [RebuildInput] = [input];
  const typedSearchAttributes = buildAttributes({ org, project, branch, trigger: 'schedule' });
  return {
    // Temporal keeps what a cron means, not how it was written: that is its comment.
    spec:
      cron == null
        ? { intervals: [{ every: durationMs(interval ?? '') ?? 0 }] }
        : { cronExpressions: [`${cron} # ${cron}`], timezone: time_zone },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'rebuild',
      workflowId: rebuildScheduleId(org, project, name),
      taskQueue: BUILD_QUEUE,
      args,
      staticSummary: `${org}/${project} (${branch}): schedule ${name}`,
      memo: { project: `${org}/${project}`, schedule: name },
      typedSearchAttributes,
    },
    policies: { overlap: toPolicy(overlap), catchupWindow: durationMs(catchup_window) ?? 0 },
    state: { paused, note },
    typedSearchAttributes,
  };
}

export type ScheduleRecord = ScheduleDescription;

/** A schedule of a project, or null. */
export function findSchedule(
  temporal: Client,
  { org, project }: ScheduleOwner,
  name: string,
): Promise<ScheduleRecord | null> {
  return ask(temporal, () => describe(temporal, rebuildScheduleId(org, project, name)));
}

/** Schedules of a project, by name. A new one may be missing for a moment: Temporal's lists lag. */
export function listSchedules(temporal: Client, { org, project }: ScheduleOwner): Promise<ScheduleRecord[]> {
  return ask(temporal, async () => {
    const ids: string[] = [];
    const query = `${KILN_PROJECT.name} = "${org}/${project}"`;
    for await (const { scheduleId } of temporal.schedule.list({ query })) {
      if (ids.push(scheduleId) === SCHEDULES_AT_MOST) break;
    }
    const found = await Promise.all(ids.sort().map((id) => describe(temporal, id)));
    return found.filter((schedule) => schedule !== null);
  });
}

/**
 * When the next scheduled run of each of an organisation's projects is due, by the project's slug. Projects without one
 * are left out, as are paused schedules. Temporal's lists lag a moment.
 */
export function nextRuns(
  temporal: Client,
  org: string,
  projects: readonly string[],
): Promise<Map<string, Date>> {
  return ask(temporal, async () => {
    const next = new Map<string, Date>();
    for (let at = 0; at < projects.length; at += ASKED_TOGETHER) {
      const names = projects.slice(at, at + ASKED_TOGETHER).map((project) => `"${org}/${project}"`);
      const query = `${KILN_PROJECT.name} IN (${names.join(', ')})`;
      for await (const { state, info, typedSearchAttributes } of temporal.schedule.list({ query })) {
        const project = typedSearchAttributes?.get(KILN_PROJECT)?.slice(org.length + 1);
        const [due] = info.nextActionTimes;
        if (project === undefined || due === undefined || state.paused) continue;
        const known = next.get(project);
        if (known === undefined || due < known) next.set(project, due);
      }
    }
    return next;
  });
}

async function describe(temporal: Client, id: string): Promise<ScheduleRecord | null> {
  try {
    return await temporal.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** Runs an action on a schedule of a project; returns false if there is none. */
export function withSchedule(
  temporal: Client,
  { org, project }: ScheduleOwner,
  name: string,
  work: (handle: ScheduleHandle) => Promise<void>,
): Promise<boolean> {
  return ask(temporal, async () => {
    try {
      await work(temporal.schedule.getHandle(rebuildScheduleId(org, project, name)));
      return true;
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return false;
      throw error;
    }
  });
}

/** Number of runs of a schedule that are due between two times, counted up to 1000. */
export async function countRuns(
  temporal: Client,
  { org, project }: ScheduleOwner,
  name: string,
  between: { readonly start: Date; readonly end: Date },
): Promise<number> {
  const { startTime } = await ask(temporal, () =>
    temporal.workflowService.listScheduleMatchingTimes({
      namespace: temporal.options.namespace,
      scheduleId: rebuildScheduleId(org, project, name),
      startTime: optionalDateToTs(between.start),
      endTime: optionalDateToTs(between.end),
    }),
  );
  return startTime?.length ?? 0;
}

/** Deletes every schedule of a project that Temporal lists; `createScheduledBuild` deletes the rest. */
export async function deleteSchedules(temporal: Client, owner: ScheduleOwner): Promise<void> {
  for (const schedule of await listSchedules(temporal, owner)) {
    await withSchedule(temporal, owner, settingsOf(schedule).schedule, async (it) => {
      await it.delete();
    });
  }
}

/** Deletes a schedule whose project is gone, unless a new project of that name owns it. */
export async function deleteOrphan(temporal: Client, scheduleId: string, projectId: string): Promise<void> {
  const schedule = await describe(temporal, scheduleId);
  if (schedule === null || Input.parse(schedule.action.args?.[0]).projectId !== projectId) return;
  await temporal.schedule.getHandle(scheduleId).delete();
}

const Input = z.object({
  projectId: z.string(),
  schedule: z.string(),
  branch: z.string(),
  targets: z.array(SdkTargetName).nullable(),
  unchanged: Unchanged,
});

/** What a schedule builds, and when, as it is in Temporal: operators may have changed it there. */
export function settingsOf({ action, spec, policies }: ScheduleRecord) {
  const { projectId: _, ...settings } = Input.parse(action.args?.[0]);
  const every = spec.intervals?.[0]?.every;
  return {
    ...settings,
    cron: spec.calendars?.[0]?.comment ?? null,
    interval: every === undefined ? null : durationText(every),
    timeZone: spec.timezone || 'UTC',
    overlap: fromPolicy(policies.overlap),
    catchupWindow: durationText(policies.catchupWindow),
  };
}

const POLICIES = {
  skip: 'SKIP',
  buffer_one: 'BUFFER_ONE',
  buffer_all: 'BUFFER_ALL',
  cancel_other: 'CANCEL_OTHER',
  terminate_other: 'TERMINATE_OTHER',
  allow_all: 'ALLOW_ALL',
} as const satisfies Record<Overlap, ScheduleOverlapPolicy>;

export function toPolicy(overlap: Overlap): ScheduleOverlapPolicy {
  return POLICIES[overlap];
}

function fromPolicy(policy: ScheduleOverlapPolicy): Overlap {
  switch (policy) {
    case 'BUFFER_ONE':
      return 'buffer_one';
    case 'BUFFER_ALL':
      return 'buffer_all';
    case 'CANCEL_OTHER':
      return 'cancel_other';
    case 'TERMINATE_OTHER':
      return 'terminate_other';
    case 'ALLOW_ALL':
      return 'allow_all';
    case 'SKIP':
    case undefined:
      return 'skip';
  }
}

async function ask<T>(temporal: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await temporal.withDeadline(Date.now() + DEADLINE_MS, work);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isGrpcServiceError(error) || isGrpcServiceError(cause)) {
      throw new TemporalUnavailable('Temporal did not respond in time.', { cause: error });
    }
    throw error;
  }
}
