import type { ScheduleHandle } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { badRequest, conflict, ErrorBody } from '../../contract/errors.ts';
import {
  BackfillBody,
  NoteBody,
  PutScheduleBody,
  Schedule,
  ScheduleName,
  SchedulesList,
  TriggerBody,
} from '../../contract/schedules.ts';
import type { ProjectRecord } from '../../records/projects.ts';
import {
  countRuns,
  findSchedule,
  listSchedules,
  putSchedule,
  SCHEDULES_AT_MOST,
  settingsOf,
  toPolicy,
  withSchedule,
} from '../../temporal/project-schedules.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { callerOf } from '../plugins/auth.ts';
import { asking, checkSchedule, ownerOf, scheduleView, unknownSchedule } from '../resources/schedule-view.ts';

const InProject = z.object({ project: z.string().min(1).max(100) });
const OfSchedule = InProject.extend({ name: ScheduleName });
const tags = ['schedules'];
const config = { scope: 'build' } as const;
const BACKFILL_AT_MOST = 1000;

/** Scheduled rebuilds: Temporal's Schedules, scoped to a project. */
export function scheduleRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { temporal } = deps;
  const response = { 200: Schedule, '4xx': ErrorBody, 503: ErrorBody };

  /** A schedule as the API returns it. Throws 404. */
  const view = async (project: ProjectRecord, name: string): Promise<Schedule> => {
    const found = await asking(() => findSchedule(temporal, ownerOf(project), name));
    if (found === null) throw unknownSchedule(name);
    return scheduleView(deps, ownerOf(project), found);
  };

  const change = async (
    project: ProjectRecord,
    name: string,
    work: (handle: ScheduleHandle) => Promise<void>,
  ): Promise<Schedule> => {
    const there = await asking(() => withSchedule(temporal, ownerOf(project), name, work));
    if (!there) throw unknownSchedule(name);
    return view(project, name);
  };

  app.get(
    '/v0/projects/:project/schedules',
    {
      schema: {
        operationId: 'projects.schedules.list',
        summary: 'List scheduled rebuilds, by name',
        tags,
        params: InProject,
        response: { 200: SchedulesList, '4xx': ErrorBody, 503: ErrorBody },
      },
    },
    async (request) => {
      const owner = ownerOf(await findProject(deps.db, callerOf(request), request.params.project));
      const found = await asking(() => listSchedules(temporal, owner));
      return { data: await Promise.all(found.map((schedule) => scheduleView(deps, owner, schedule))) };
    },
  );

  app.get(
    '/v0/projects/:project/schedules/:name',
    {
      schema: {
        operationId: 'projects.schedules.retrieve',
        summary: 'Retrieve a scheduled rebuild',
        tags,
        params: OfSchedule,
        response,
      },
    },
    async (request) =>
      view(await findProject(deps.db, callerOf(request), request.params.project), request.params.name),
  );

  app.put(
    '/v0/projects/:project/schedules/:name',
    {
      config,
      schema: {
        operationId: 'projects.schedules.put',
        summary: 'Create or replace a scheduled rebuild',
        tags,
        params: OfSchedule,
        body: PutScheduleBody,
        response,
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { name } = request.params;
      await checkSchedule(deps, project, request.body);
      const others = await asking(() => listSchedules(temporal, ownerOf(project)));
      const isNew = others.every((schedule) => settingsOf(schedule).schedule !== name);
      if (isNew && others.length >= SCHEDULES_AT_MOST) {
        throw conflict(`name: the project already has ${SCHEDULES_AT_MOST} schedules; delete one.`);
      }
      await asking(() => putSchedule(temporal, ownerOf(project), name, request.body), request.body);
      return view(project, name);
    },
  );

  app.delete(
    '/v0/projects/:project/schedules/:name',
    {
      config,
      schema: {
        operationId: 'projects.schedules.delete',
        summary: 'Delete a scheduled rebuild; its builds are kept',
        tags,
        params: OfSchedule,
        response: { 200: z.object({}), '4xx': ErrorBody, 503: ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { name } = request.params;
      const there = await asking(() => withSchedule(temporal, ownerOf(project), name, (it) => it.delete()));
      if (!there) throw unknownSchedule(name);
      return {};
    },
  );

  app.post(
    '/v0/projects/:project/schedules/:name/trigger',
    {
      config,
      schema: {
        operationId: 'projects.schedules.trigger',
        summary: 'Run now',
        tags,
        params: OfSchedule,
        body: TriggerBody,
        response,
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const overlap = toPolicy(request.body?.overlap ?? 'allow_all');
      return change(project, request.params.name, (it) => it.trigger(overlap));
    },
  );

  const pausing = [
    ['pause', 'Pause', 'Paused', (it: ScheduleHandle, note: string) => it.pause(note)],
    ['resume', 'Resume', 'Resumed', (it: ScheduleHandle, note: string) => it.unpause(note)],
  ] as const;
  for (const [verb, summary, past, work] of pausing) {
    app.post(
      `/v0/projects/:project/schedules/:name/${verb}`,
      {
        config,
        schema: {
          operationId: `projects.schedules.${verb}`,
          summary,
          tags,
          params: OfSchedule,
          body: NoteBody,
          response,
        },
      },
      async (request) => {
        const project = await findProject(deps.db, callerOf(request), request.params.project);
        const note = request.body?.note ?? `${past} by the API.`;
        return change(project, request.params.name, (it) => work(it, note));
      },
    );
  }

  app.post(
    '/v0/projects/:project/schedules/:name/backfill',
    {
      config,
      schema: {
        operationId: 'projects.schedules.backfill',
        summary: 'Run the schedule for a past period; times that already have a build are skipped',
        tags,
        params: OfSchedule,
        body: BackfillBody,
        response,
      },
    },
    async (request) => {
      const project = await findProject(deps.db, callerOf(request), request.params.project);
      const { name } = request.params;
      const start = new Date(request.body.start);
      const end = new Date(request.body.end);
      await view(project, name);
      const runs = await asking(() => countRuns(temporal, ownerOf(project), name, { start, end }));
      if (runs >= BACKFILL_AT_MOST) {
        throw badRequest(`end: a backfill must have fewer than ${BACKFILL_AT_MOST} runs; shorten the range.`);
      }
      const overlap = toPolicy(request.body.overlap);
      return change(project, name, (it) => it.backfill({ start, end, overlap }));
    },
  );
}
