import { AsyncResource } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { runAs } from '../../runtime/processes/unhandled.ts';

/** An unhandled rejection ends the request that it belongs to, like an internal error. */
export function registerUnhandled(app: FastifyInstance): void {
  const contexts = new WeakMap<FastifyRequest, AsyncResource>();
  app.addHook('onRequest', (request, reply, done) => {
    const name = `${request.method} ${request.routeOptions.url ?? 'an unknown route'}`;
    const fail = (reason: unknown) => {
      if (!reply.sent) reply.send(reason instanceof Error ? reason : new Error(String(reason)));
    };
    runAs({ name, fail }, () => {
      contexts.set(request, new AsyncResource('request'));
      done();
    });
  });
  // The body was read in the async context of its connection.
  app.addHook('preValidation', (request, _reply, done) => {
    contexts.get(request)?.runInAsyncScope(done);
  });
}
