import { badRequest } from '../../contract/errors.ts';
import type { Webhook, WebhookDelivery, WebhookWithSecret } from '../../contract/webhooks.ts';
import type { DeliveryRecord } from '../../records/webhook-deliveries.ts';
import type { WebhookRecord, WithSecret } from '../../records/webhooks.ts';
import { reachable } from '../../runtime/addresses.ts';

/** A webhook as the API returns it. */
export function webhookView(webhook: WebhookRecord): Webhook {
  const { id, project, url, events, description, disabledAt, note, createdBy, createdAt, secrets } = webhook;
  const now = new Date();
  return {
    object: 'webhook',
    id,
    project: project.slug,
    url,
    events,
    description,
    enabled: disabledAt === null,
    note,
    created_by: createdBy,
    created_at: createdAt.toISOString(),
    secrets: secrets
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .map((secret) => ({
        created_at: secret.createdAt.toISOString(),
        expires_at: secret.expiresAt?.toISOString() ?? null,
      })),
  };
}

export function withSecretView({ webhook, secret }: WithSecret): WebhookWithSecret {
  return { ...webhookView(webhook), secret };
}

export function deliveryView(delivery: DeliveryRecord): WebhookDelivery {
  const { id, webhookId, type, state, createdAt, nextAttemptAt, attemptCount, lastStatus } = delivery;
  return {
    object: 'webhook_delivery',
    id,
    webhook: webhookId,
    type,
    state,
    created_at: createdAt.toISOString(),
    next_attempt_at: nextAttemptAt?.toISOString() ?? null,
    attempts: attemptCount,
    last_status: lastStatus,
  };
}

/**
 * Rejects a URL to which nothing could be sent now. Each attempt checks it again, because what a name resolves to may
 * change. Throws 400.
 */
export async function checkAddress(url: string, allowPrivate: boolean): Promise<void> {
  const { hostname } = new URL(url);
  const { failure } = await reachable(hostname, allowPrivate);
  switch (failure) {
    case null:
      return;
    case 'unresolved':
      throw badRequest(`url: the host ${hostname} cannot be resolved.`);
    case 'private_address':
      throw badRequest(`url: the host ${hostname} is not a public address.`);
  }
}
