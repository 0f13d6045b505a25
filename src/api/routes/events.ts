import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { BuildEvent } from '../../contract/builds.ts';
import { notFound } from '../../contract/errors.ts';
import { isKeyValid } from '../../records/keys.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';

const POLL_MS = 200;
const BATCH = 500;
/** What PostgreSQL's integer holds. */
const MAX_SEQ = 2_147_483_647;
const SILENT_MS = 15_000;
/** How long a stream goes on, at most, after its key was revoked or has expired. */
const KEY_CHECK_MS = 1_000;

export function eventRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/builds/:id/events',
    {
      schema: {
        operationId: 'builds.events.list',
        summary: 'Every transition of a build as server-sent events, until it is completed',
        description:
          'Each event is JSON and has its `seq` as id; `Last-Event-ID` goes on after it. ' +
          'The stream ends early when its key is revoked or expires.',
        tags: ['builds'],
        params: z.object({ id: z.string() }),
        headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).max(MAX_SEQ).optional() }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { organizationId, keyId } = callerOf(request);
      const build = await deps.db.build.findFirst({
        where: { id, project: { organizationId } },
        select: { id: true },
      });
      if (build === null) throw notFound(`id: there is no build ${JSON.stringify(id)}.`);
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      raw.flushHeaders();
      try {
        let after = request.headers['last-event-id'] ?? 0;
        let spokenAt = Date.now();
        let checkedAt = Date.now();
        for (let done = false; !done && !raw.destroyed; ) {
          // A stream may outlive its key by far: a build takes as long as it takes.
          if (Date.now() - checkedAt > KEY_CHECK_MS) {
            if (!(await isKeyValid(deps.db, keyId))) break;
            checkedAt = Date.now();
          }
          const events = await eventsAfter(deps, id, after);
          for (const event of events) {
            raw.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
            after = event.seq;
            // The last word: a retry reopens a build that was completed.
            done = event.target === null && event.status === 'completed';
          }
          if (events.length > 0) spokenAt = Date.now();
          else await wait(POLL_MS);
          // A comment, so that nobody between takes a quiet connection for a dead one.
          if (Date.now() - spokenAt > SILENT_MS) {
            raw.write(':\n\n');
            spokenAt = Date.now();
          }
        }
      } catch (error) {
        request.log.warn({ err: error }, 'event stream broke');
      } finally {
        raw.end();
      }
    },
  );
}

async function eventsAfter({ db }: ApiDeps, buildId: string, seq: number): Promise<BuildEvent[]> {
  const rows = await db.buildEvent.findMany({
    where: { buildId, seq: { gt: seq } },
    orderBy: { seq: 'asc' },
    take: BATCH,
  });
  return rows.map(({ seq, at, target, step, status, conclusion, note }) => ({
    seq,
    at: at.toISOString(),
    target,
    step,
    status,
    conclusion,
    note,
  }));
}
