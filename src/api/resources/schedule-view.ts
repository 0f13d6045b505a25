import { unknownBranch } from '../../builds/branches.ts';
import { chooseTargets } from '../../builds/create-build.ts';
import { ApiError, badRequest, notFound } from '../../contract/errors.ts';
import type { PutScheduleBody, Schedule } from '../../contract/schedules.ts';
import { readConfigFiles } from '../../git/config-files.ts';
import { findBranch } from '../../records/branches.ts';
import { findScheduled } from '../../records/builds.ts';
import type { ProjectRecord } from '../../records/projects.ts';
import { rebuildScheduleId } from '../../temporal/ids.ts';
import {
  type ScheduleOwner,
  type ScheduleRecord,
  settingsOf,
  TemporalUnavailable,
  WrongTiming,
} from '../../temporal/project-schedules.ts';
import type { ApiDeps } from '../deps.ts';

export function ownerOf(project: ProjectRecord): ScheduleOwner {
  return { id: project.id, org: project.organization.slug, project: project.slug };
}

export const unknownSchedule = (name: string) =>
  notFound(`name: there is no schedule ${JSON.stringify(name)}.`);

/** Rejects a schedule that could build nothing because its branch or its targets do not exist. */
export async function checkSchedule(
  deps: ApiDeps,
  project: ProjectRecord,
  body: PutScheduleBody,
): Promise<void> {
  const branch = await findBranch(deps.db, project.id, body.branch);
  if (branch === null) throw unknownBranch(body.branch);
  const repository = deps.repositories.get(project.organization.slug, project.slug, 'config');
  chooseTargets(body.targets ?? null, await readConfigFiles(repository, branch.configCommit), project);
}

/** Maps Temporal's errors about schedules to API errors. */
export async function asking<T>(work: () => Promise<T>, body?: PutScheduleBody): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TemporalUnavailable) {
      throw new ApiError(
        'unavailable',
        'Temporal did not respond in time; the change may still take effect. Check the schedule, then retry.',
      );
    }
    if (error instanceof WrongTiming) {
      throw badRequest(`${body?.cron == null ? 'interval' : 'cron'}: ${error.message}.`);
    }
    throw error;
  }
}

/** A schedule as the API returns it, with the builds of its last runs. */
export async function scheduleView(
  deps: Pick<ApiDeps, 'db'>,
  owner: ScheduleOwner,
  record: ScheduleRecord,
): Promise<Schedule> {
  const { schedule: name, timeZone, catchupWindow, ...settings } = settingsOf(record);
  const { info, state } = record;
  const recent = info.recentActions.map(({ scheduledAt, takenAt, action }) => ({
    // The creation time of its build: whole seconds.
    at: new Date(Math.floor(scheduledAt.getTime() / 1000) * 1000),
    startedAt: takenAt,
    workflowId: action.workflow.workflowId,
  }));
  const builds = await findScheduled(
    deps.db,
    owner.id,
    name,
    recent.map(({ at }) => at),
  );
  const buildAt = new Map(builds.map(({ id, scheduledAt }) => [scheduledAt?.getTime(), id]));
  return {
    object: 'schedule',
    org: owner.org,
    project: owner.project,
    name,
    schedule_id: rebuildScheduleId(owner.org, owner.project, name),
    ...settings,
    time_zone: timeZone,
    catchup_window: catchupWindow,
    paused: state.paused,
    note: state.note ?? '',
    next_runs: state.paused ? [] : info.nextActionTimes.map((at) => at.toISOString()),
    last_runs: recent
      .reverse()
      .slice(0, 10)
      .map(({ at, startedAt, workflowId }) => ({
        scheduled_at: at.toISOString(),
        started_at: startedAt.toISOString(),
        workflow_id: workflowId,
        build: buildAt.get(at.getTime()) ?? null,
      })),
    runs_started: info.numActionsTaken,
    runs_skipped: info.numActionsSkippedOverlap,
    runs_missed: info.numActionsMissedCatchupWindow,
    created_at: info.createdAt.toISOString(),
    updated_at: info.lastUpdatedAt?.toISOString() ?? null,
  };
}
