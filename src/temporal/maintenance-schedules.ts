import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { BUILD_QUEUE } from './ids.ts';

interface Upkeep {
  /** Type of the workflow that it runs. */
  readonly workflow: 'reconcile' | 'retention' | 'eviction' | 'repack';
  readonly every: '10s' | '1h' | '6h';
  readonly catchupWindow: '1m' | '1h';
  readonly note: string;
}

/** Kiln's own maintenance: one Schedule per task, for all organisations. */
export const UPKEEP: readonly Upkeep[] = [
  {
    workflow: 'reconcile',
    every: '10s',
    catchupWindow: '1m',
    note: 'Starts builds that have no workflow, and closes those whose workflow has ended.',
  },
  {
    workflow: 'retention',
    every: '6h',
    catchupWindow: '1h',
    note: 'Removes logs, packages and events of builds beyond KILN_RETENTION_DAYS or KILN_RETENTION_BUILDS.',
  },
  {
    workflow: 'eviction',
    every: '1h',
    catchupWindow: '1h',
    note: 'Removes cached results beyond KILN_CACHE_DAYS, and keeps package caches below KILN_CACHE_MB.',
  },
  {
    workflow: 'repack',
    every: '1h',
    catchupWindow: '1h',
    note: 'Repacks repositories that many builds have made slow to read.',
  },
];

export function upkeepId(workflow: Upkeep['workflow']): string {
  return `kiln-${workflow}`;
}

/** Creates the Schedules of Kiln's maintenance. Existing ones are kept: operators may have changed them. */
export async function ensureUpkeep(client: Client): Promise<void> {
  for (const { workflow, every, catchupWindow, note } of UPKEEP) {
    try {
      await client.schedule.create({
        scheduleId: upkeepId(workflow),
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow },
        action: {
          type: 'startWorkflow',
          workflowType: workflow,
          workflowId: upkeepId(workflow),
          taskQueue: BUILD_QUEUE,
          staticSummary: note,
        },
        state: { note },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
