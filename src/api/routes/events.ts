import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { BuildEvent, ProjectEvent } from '../../contract/builds.ts';
import { notFound } from '../../contract/errors.ts';
import { findProgress } from '../../records/events.ts';
import type { ApiDeps } from '../deps.ts';
import { EventStream } from '../event-stream.ts';
import { findProject } from '../find-project.ts';
import { callerOf, mayUse } from '../plugins/auth.ts';

/** Maximum of PostgreSQL's integer. */
const MAX_SEQ = 2_147_483_647;
const MAX_TIME = 8_640_000_000_000_000;

export function eventRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  // Streams that are still open would delay the shutdown of this process.
  const open = new Set<EventStream>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  const begin = (reply: FastifyReply): EventStream => {
    const stream = new EventStream(reply);
    open.add(stream);
    stream.ended.finally(() => open.delete(stream));
    return stream;
  };

  app.get(
    '/v0/builds/:id/events',
    {
      schema: {
        operationId: 'builds.events.list',
        summary: 'Stream every transition of a build as server-sent events, until it is completed',
        description:
          'Each event is JSON and has its `seq` as id; the stream resumes after `Last-Event-ID`, on any server of this Kiln. ' +
          'The stream ends early when its key is revoked or expires.',
        tags: ['builds'],
        params: z.object({ id: z.string() }),
        headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).max(MAX_SEQ).optional() }),
        response: { 200: BuildEvent, 204: z.null().describe('There are no events after `Last-Event-ID`.') },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const caller = callerOf(request);
      const { organizationId, keyId } = caller;
      const build = await findProgress(deps.db, organizationId, id);
      if (build === null || !mayUse(caller, build.project.slug))
        throw notFound(`id: there is no build ${JSON.stringify(id)}.`);
      const after = request.headers['last-event-id'] ?? 0;
      if (build.completedAt !== null && after > 0 && after >= build.eventCount)
        return reply.code(204).send(null);
      const stream = begin(reply);
      const stop = await deps.events.watchBuild(id, after, {
        keyId,
        end: () => stream.end(),
        take: (events) => {
          stream.send(events, ({ seq }) => seq);
          // Checked last: a retry reopens a completed build.
          const last = events.at(-1);
          if (last?.target === null && last.status === 'completed') stream.end();
        },
      });
      await stream.ended;
      stop();
    },
  );

  app.get(
    '/v0/projects/:project/events',
    {
      schema: {
        operationId: 'projects.events.list',
        summary: "Stream every transition of a project's builds as server-sent events",
        description:
          'Events of the last minute and new ones. The stream resumes after `Last-Event-ID`, on any server of this Kiln. ' +
          'No event is lost; an event may be repeated, with the same `build` and `seq`.',
        tags: ['projects'],
        params: z.object({ project: z.string().min(1).max(100) }),
        headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).max(MAX_TIME).optional() }),
        response: { 200: ProjectEvent },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const project = await findProject(deps.db, caller, request.params.project);
      const since = request.headers['last-event-id'] ?? null;
      const stream = begin(reply);
      const stop = await deps.events.watchProject(project.id, since, {
        keyId: caller.keyId,
        end: () => stream.end(),
        take: (events) => stream.send(events, ({ at }) => Date.parse(at)),
      });
      await stream.ended;
      stop();
    },
  );
}
