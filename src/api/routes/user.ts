import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ErrorBody } from '../../contract/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOf } from '../plugins/auth.ts';

const User = z
  .object({
    object: z.literal('user'),
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    github: z.object({ username: z.string() }).nullable(),
  })
  .meta({ id: 'User' });

export function userRoutes(instance: FastifyInstance, _deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/v0/user',
    {
      schema: {
        operationId: 'user.retrieve',
        summary: 'Retrieve the user of the API key, or the key itself if it has no user',
        tags: ['user'],
        response: { 200: User, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { keyId, keyName, user } = callerOf(request);
      const { id, name, email } = user ?? { id: keyId, name: keyName, email: null };
      return { object: 'user' as const, id, name, email, github: null };
    },
  );
}
