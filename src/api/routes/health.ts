import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ping } from '../../records/database.ts';
import { BUILD_QUEUE } from '../../temporal/ids.ts';
import type { ApiDeps } from '../deps.ts';

const Readiness = z.object({
  ready: z.boolean(),
  database: z.boolean(),
  temporal: z.boolean(),
  worker: z.boolean(),
});
const WAIT_MS = 2_000;

export function healthRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const tags = ['health'];

  app.get(
    '/healthz',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'health.alive',
        summary: 'Alive',
        tags,
        security: [],
        response: { 200: z.object({ ok: z.boolean() }) },
      },
    },
    async () => ({ ok: true }),
  );

  app.get(
    '/readyz',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'health.ready',
        summary: 'Check whether the database, Temporal and a worker respond',
        tags,
        security: [],
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const [database, pollers] = await Promise.all([
        within(ping(deps.db).then(() => true)).catch(() => false),
        within(countPollers(deps)).catch(() => null),
      ]);
      const worker = pollers !== null && pollers > 0;
      const ready = database && worker;
      return reply.code(ready ? 200 : 503).send({ ready, database, temporal: pollers !== null, worker });
    },
  );

  app.get('/openapi.json', { config: { scope: 'none' }, schema: { hide: true } }, async () =>
    instance.swagger(),
  );
}

async function countPollers({ temporal }: ApiDeps): Promise<number> {
  const { pollers } = await temporal.workflowService.describeTaskQueue({
    namespace: temporal.options.namespace,
    taskQueue: { name: BUILD_QUEUE },
    taskQueueType: 1,
  });
  return pollers?.length ?? 0;
}

function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too slow')), WAIT_MS).unref()),
  ]);
}
