import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { configFileJsonSchema } from '../../contract/config-file.ts';

export function schemaRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const schema = configFileJsonSchema();

  app.get(
    '/schemas/stainless.json',
    {
      config: { scope: 'none' },
      schema: {
        operationId: 'schemas.retrieve',
        summary: 'Get the JSON Schema of the config file, for editors',
        tags: ['configs'],
        security: [],
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async () => schema,
  );
}
