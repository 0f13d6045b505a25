import { Webhook } from 'standardwebhooks';
import { endDelivery, loadDelivery, recordAttempt } from '../../records/webhook-deliveries.ts';
import { disableWebhook, openSecrets } from '../../records/webhooks.ts';
import { VERSION } from '../../runtime/version.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import { send } from './send.ts';

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES = 4_096;
/** The receiver wants no more deliveries. */
const GONE = 410;

/**
 * Activities that talk to external servers, which may be slow: they have a queue of their own, so that no
 * build waits for them.
 */
export function createDeliveryActivities(deps: Pick<ActivityDeps, 'db' | 'config' | 'secretBox'>) {
  const { db, config, secretBox } = deps;
  return {
    /**
     * Sends a delivery and records the result. Returns the delay until the next attempt in ms; null: no
     * further attempt. `failed` is the number of failed attempts since a person last requested the delivery.
     * If the process dies before the result is recorded, the delivery is sent again under the same id.
     */
    async attemptDelivery(id: string, failed: number): Promise<number | null> {
      const delivery = await loadDelivery(db, id);
      if (delivery === null || delivery.state !== 'pending') return null;
      const { webhook, body } = delivery;
      const at = new Date();
      const secrets = await openSecrets(db, secretBox, webhook.id, at);
      if (secrets.length === 0) {
        await disableWebhook(
          db,
          webhook.id,
          'Its secret cannot be opened with the key of this data folder: rotate it.',
        );
      }
      if (webhook.disabledAt !== null || secrets.length === 0) {
        await endDelivery(db, id);
        return null;
      }
      const headers = signedHeaders(id, at, body, secrets);
      const sent = await send(webhook.url, headers, body, {
        timeoutMs: TIMEOUT_MS,
        answerBytes: ANSWER_BYTES,
        allowPrivate: config.allowPrivateUrls,
      });
      const isGone = sent.status === GONE;
      const waitMs = sent.failure === null || isGone ? null : (config.webhookRetriesMs[failed] ?? null);
      if (isGone) await disableWebhook(db, webhook.id, `Its server answered ${GONE}: it wants no more.`);
      const now = Date.now();
      await recordAttempt(
        db,
        id,
        { at, durationMs: now - at.getTime(), url: webhook.url, headers, ...sent },
        {
          state: sent.failure === null ? 'delivered' : waitMs === null ? 'failed' : 'pending',
          nextAttemptAt: waitMs === null ? null : new Date(now + waitMs),
        },
      );
      return waitMs;
    },
  };
}

/** Headers of the Standard Webhooks specification: one signature per secret. */
function signedHeaders(
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': `Kiln/${VERSION}`,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
