import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { conflict, ErrorBody, notFound } from '../../contract/errors.ts';
import { WEBHOOK_EVENTS } from '../../contract/webhook-events.ts';
import {
  CreateWebhookBody,
  OVERLAP_HOURS,
  RotateSecretBody,
  UpdateWebhookBody,
  Webhook,
  WebhooksList,
  WebhookWithSecret,
} from '../../contract/webhooks.ts';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  rotateSecret,
  SECRETS_AT_MOST,
  updateWebhook,
  type WebhookRecord,
} from '../../records/webhooks.ts';
import type { ApiDeps } from '../deps.ts';
import { findProject } from '../find-project.ts';
import { type Caller, callerOf } from '../plugins/auth.ts';
import { checkAddress, webhookView, withSecretView } from '../resources/webhooks.ts';

const InProject = z.object({ project: z.string().min(1).max(100) });
export const OneWebhook = InProject.extend({ webhook: z.string().min(1).max(40) });
const tags = ['webhooks'];
const scope = { config: { scope: 'build' } } as const;
const PATH = '/v0/projects/:project/webhooks';
const WEBHOOKS_AT_MOST = 20;
const HOUR_MS = 3_600_000;

/** A webhook of the caller's project. Throws 404. */
export async function findOwnWebhook(
  { db }: Pick<ApiDeps, 'db'>,
  caller: Caller,
  params: z.infer<typeof OneWebhook>,
): Promise<WebhookRecord> {
  const project = await findProject(db, caller, params.project);
  const found = await findWebhook(db, project.id, params.webhook);
  if (found === null) throw notFound(`webhook: there is no webhook ${JSON.stringify(params.webhook)}.`);
  return found;
}

/** Webhooks of a project. A secret is shown once, when it is created. */
export function webhookRoutes(instance: FastifyInstance, deps: ApiDeps): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { db, secretBox, config } = deps;
  const response = { 200: Webhook, '4xx': ErrorBody };

  app.get(
    PATH,
    {
      schema: {
        operationId: 'projects.webhooks.list',
        summary: 'List webhooks, oldest first',
        tags,
        params: InProject,
        response: { 200: WebhooksList, '4xx': ErrorBody },
      },
    },
    async (request) => {
      const project = await findProject(db, callerOf(request), request.params.project);
      return { data: (await listWebhooks(db, project.id)).map(webhookView) };
    },
  );

  app.post(
    PATH,
    {
      ...scope,
      schema: {
        operationId: 'projects.webhooks.create',
        summary: 'Send events of a project to an address',
        description: 'The answer has the secret that deliveries are signed with. It is shown this once.',
        tags,
        params: InProject,
        body: CreateWebhookBody,
        response: { 200: WebhookWithSecret, '4xx': ErrorBody },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const project = await findProject(db, caller, request.params.project);
      const { url, events, description } = request.body;
      await checkAddress(url, config.allowPrivateUrls);
      if ((await listWebhooks(db, project.id)).length >= WEBHOOKS_AT_MOST) {
        throw conflict(`project: it has ${WEBHOOKS_AT_MOST} webhooks already; delete one.`);
      }
      reply.header('cache-control', 'no-store');
      const createdBy = caller.user?.email ?? caller.keyName;
      const webhook = {
        projectId: project.id,
        url,
        events: events ?? WEBHOOK_EVENTS,
        description,
        createdBy,
      };
      return withSecretView(await insertWebhook(db, secretBox, webhook));
    },
  );

  app.get(
    `${PATH}/:webhook`,
    {
      schema: {
        operationId: 'projects.webhooks.retrieve',
        summary: 'Retrieve a webhook',
        tags,
        params: OneWebhook,
        response,
      },
    },
    async (request) => webhookView(await findOwnWebhook(deps, callerOf(request), request.params)),
  );

  app.patch(
    `${PATH}/:webhook`,
    {
      ...scope,
      schema: {
        operationId: 'projects.webhooks.update',
        summary: 'Update a webhook, or switch it off or on',
        tags,
        params: OneWebhook,
        body: UpdateWebhookBody,
        response,
      },
    },
    async (request) => {
      const { id } = await findOwnWebhook(deps, callerOf(request), request.params);
      const { url } = request.body;
      if (url !== undefined) await checkAddress(url, config.allowPrivateUrls);
      return webhookView(await updateWebhook(db, id, request.body));
    },
  );

  app.delete(
    `${PATH}/:webhook`,
    {
      ...scope,
      schema: {
        operationId: 'projects.webhooks.delete',
        summary: 'Delete a webhook with its deliveries',
        tags,
        params: OneWebhook,
        response: { 200: z.object({}), '4xx': ErrorBody },
      },
    },
    async (request) => {
      const { id } = await findOwnWebhook(deps, callerOf(request), request.params);
      await deleteWebhook(db, id);
      return {};
    },
  );

  app.post(
    `${PATH}/:webhook/rotate_secret`,
    {
      ...scope,
      schema: {
        operationId: 'projects.webhooks.rotateSecret',
        summary: 'Give a webhook a new secret',
        description:
          'The answer has the new secret, this once. For some hours deliveries are signed with the one before as well.',
        tags,
        params: OneWebhook,
        body: RotateSecretBody,
        response: { 200: WebhookWithSecret, '4xx': ErrorBody },
      },
    },
    async (request, reply) => {
      const { id } = await findOwnWebhook(deps, callerOf(request), request.params);
      const hours = request.body?.overlap_hours ?? OVERLAP_HOURS;
      const rotated = await rotateSecret(db, secretBox, id, new Date(Date.now() + hours * HOUR_MS));
      if (rotated === null) {
        throw conflict(
          `overlap_hours: ${SECRETS_AT_MOST} secrets are valid already; wait until one has expired, or send 0.`,
        );
      }
      reply.header('cache-control', 'no-store');
      return withSecretView(rotated);
    },
  );
}
