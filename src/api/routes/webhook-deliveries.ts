import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import {
  ListDeliveriesQuery,
  WebhookDeliveriesPage,
  WebhookDelivery,
  WebhookDeliveryDetail,
  type WebhookPayload,
} from '../../contract/webhooks.ts';
import {
  type DeliveryRecord,
  findDelivery,
  insertDelivery,
  listAttempts,
  listDeliveries,
  reopenDelivery,
} from '../../records/webhook-deliveries.ts';
import { startDelivery } from '../../temporal/start-deliveries.ts';
import type { ApiDeps } from '../deps.ts';
import { type Caller, callerOf } from '../plugins/auth.ts';
import { deliveryView } from '../resources/webhooks.ts';
import { findOwnWebhook, OneWebhook } from './webhooks.ts';

const OneDelivery = OneWebhook.extend({ delivery: z.string().min(1).max(40) });
const tags = ['webhooks'];
const scope = { config: { scope: 'build' } } as const;
const PATH = '/v0/projects/:project/webhooks/:webhook';

/** Deliveries of webhooks, with their responses. */
export function webhookDeliveryRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db, temporal } = deps;

  /** A delivery of the caller's organisation. Throws 404. */
  const find = async (caller: Caller, params: z.infer<typeof OneDelivery>): Promise<DeliveryRecord> => {
    const { id } = await findOwnWebhook(deps, caller, params);
    const found = await findDelivery(db, id, params.delivery);
    if (found === null) throw notFound(`delivery: there is no delivery ${JSON.stringify(params.delivery)}.`);
    return found;
  };

  /** A webhook of the caller's organisation. Throws 404, and 409 if it is disabled. */
  const findEnabled = async (caller: Caller, params: z.infer<typeof OneWebhook>) => {
    const webhook = await findOwnWebhook(deps, caller, params);
    if (webhook.disabledAt !== null) throw conflict('webhook: it is disabled; enable it first.');
    return webhook;
  };

  app.post(
    `${PATH}/ping`,
    {
      ...scope,
      schema: {
        operationId: 'projects.webhooks.ping',
        summary: 'Send a test, an event of type ping',
        tags,
        params: OneWebhook,
        response: { 200: WebhookDelivery, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id, project } = await findEnabled(caller, request.params);
      const body: WebhookPayload = {
        type: 'ping',
        timestamp: new Date().toISOString(),
        data: { org: caller.org, project: project.slug },
      };
      const delivery = await insertDelivery(db, id, 'ping', JSON.stringify(body));
      await startDelivery(temporal, delivery.id, 'start');
      return deliveryView(delivery);
    },
  );

  app.get(
    `${PATH}/deliveries`,
    {
      schema: {
        operationId: 'projects.webhooks.deliveries.list',
        summary: 'List what a webhook was sent, newest first',
        tags,
        params: OneWebhook,
        querystring: ListDeliveriesQuery,
        response: { 200: WebhookDeliveriesPage, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const { id } = await findOwnWebhook(deps, callerOf(request), request.params);
      const found = await listDeliveries(db, id, { before: cursor, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1)?.id;
      const has_more = found.length > limit;
      return {
        data: page.map(deliveryView),
        has_more,
        ...(has_more && last !== undefined ? { next_cursor: last } : {}),
      };
    },
  );

  app.get(
    `${PATH}/deliveries/:delivery`,
    {
      schema: {
        operationId: 'projects.webhooks.deliveries.retrieve',
        summary: 'Retrieve a delivery with its requests and their answers',
        tags,
        params: OneDelivery,
        response: { 200: WebhookDeliveryDetail, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const delivery = await find(callerOf(request), request.params);
      const history = await listAttempts(db, delivery.id);
      return { ...deliveryView(delivery), body: delivery.body, history };
    },
  );

  app.post(
    `${PATH}/deliveries/:delivery/resend`,
    {
      ...scope,
      schema: {
        operationId: 'projects.webhooks.deliveries.resend',
        summary: 'Send a delivery again, at once and under the same id',
        tags,
        params: OneDelivery,
        response: { 200: WebhookDelivery, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      await findEnabled(caller, request.params);
      const { id } = await find(caller, request.params);
      const delivery = await reopenDelivery(db, id);
      await startDelivery(temporal, id, 'now');
      return deliveryView(delivery);
    },
  );
}
