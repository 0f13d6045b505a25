import { z } from 'zod';
import { WEBHOOK_EVENTS } from './webhook-events.ts';

/** Types of deliveries: those events, and a test that a person requests. */
export const SENT_EVENTS = [...WEBHOOK_EVENTS, 'ping'] as const;
export type SentEvent = (typeof SENT_EVENTS)[number];

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why an attempt counts as failed. */
export const ATTEMPT_FAILURES = [
  'status',
  'unresolved',
  'private_address',
  'unreachable',
  'timed_out',
] as const;
export type AttemptFailure = (typeof ATTEMPT_FAILURES)[number];

/**
 * The body of a delivery, as defined by the Standard Webhooks specification. It has only ids and names: receivers
 * fetch the rest from the API.
 */
export const WebhookPayload = z
  .object({
    type: z.enum(SENT_EVENTS),
    timestamp: z.iso.datetime().describe('When it happened.'),
    data: z.object({
      org: z.string(),
      project: z.string(),
      branch: z.string().optional(),
      build: z
        .string()
        .optional()
        .describe('Id of the build that it is about, or that met or ended the conflict.'),
      target: z.string().optional(),
      conflict: z.int().optional().describe('Number of the conflict.'),
    }),
  })
  .meta({ id: 'WebhookPayload' });
export type WebhookPayload = z.infer<typeof WebhookPayload>;

const Address = z
  .string()
  .max(2000)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password } = new URL(text);
    return /^https?:$/.test(protocol) && `${username}${password}` === '';
  }, 'must be an http(s) URL without a user or a password')
  .transform((text) => new URL(text).href);
const Events = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1)
  .transform((events) => WEBHOOK_EVENTS.filter((event) => events.includes(event)));
const Description = z.string().max(200);

export const CreateWebhookBody = z
  .object({
    url: Address.describe('Where events are sent to by POST.'),
    events: Events.nullish().describe('Absent: all of them.'),
    description: Description.default(''),
  })
  .meta({ id: 'CreateWebhook' });

export const UpdateWebhookBody = z
  .object({
    url: Address.optional(),
    events: Events.optional(),
    description: Description.optional(),
    enabled: z.boolean().optional().describe('False: it is sent nothing until it is enabled again.'),
  })
  .meta({ id: 'UpdateWebhook' });
export type UpdateWebhookBody = z.infer<typeof UpdateWebhookBody>;

/** Hours during which the previous secret still signs, if a rotation does not specify them. */
export const OVERLAP_HOURS = 24;

export const RotateSecretBody = z
  .object({
    overlap_hours: z
      .int()
      .min(0)
      .max(168)
      .default(OVERLAP_HOURS)
      .describe('How long deliveries are signed with the secret before as well.'),
  })
  .nullish()
  .meta({ id: 'RotateWebhookSecret' });

const about = {
  object: z.literal('webhook'),
  id: z.string(),
  project: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  description: z.string(),
  enabled: z.boolean(),
  note: z.string().nullable().describe('Why it is not enabled, where no person disabled it.'),
  created_by: z.string(),
  created_at: z.iso.datetime(),
  secrets: z
    .array(z.object({ created_at: z.iso.datetime(), expires_at: z.iso.datetime().nullable() }))
    .describe(
      'Those that deliveries are signed with now, newest first; the secrets themselves are not shown.',
    ),
};

export const Webhook = z.object(about).meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookWithSecret = z
  .object({ ...about, secret: z.string().describe('Shown this once.') })
  .meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const WebhooksList = z.object({ data: z.array(Webhook) }).meta({ id: 'WebhooksList' });

export const WebhookAttempt = z
  .object({
    number: z.int(),
    at: z.iso.datetime(),
    duration_ms: z.int(),
    url: z.string(),
    headers: z.record(z.string(), z.string()).describe('As they were sent.'),
    status: z.int().nullable().describe('HTTP status of the answer; null: there was none.'),
    answer: z.string().nullable().describe('The beginning of its body.'),
    failure: z.enum(ATTEMPT_FAILURES).nullable().describe('Null: it was delivered.'),
    note: z.string().nullable().describe('What was wrong, in a sentence.'),
  })
  .meta({ id: 'WebhookAttempt' });
export type WebhookAttempt = z.infer<typeof WebhookAttempt>;

const delivery = {
  object: z.literal('webhook_delivery'),
  id: z.string().describe('The `webhook-id` that it is sent under, the same each time.'),
  webhook: z.string(),
  type: z.enum(SENT_EVENTS),
  state: z.enum(DELIVERY_STATES),
  created_at: z.iso.datetime(),
  next_attempt_at: z.iso.datetime().nullable(),
  attempts: z.int(),
  last_status: z.int().nullable().describe('HTTP status of the latest answer.'),
};

export const WebhookDelivery = z.object(delivery).meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const WebhookDeliveryDetail = z
  .object({
    ...delivery,
    body: z.string().describe('The text that is sent and signed.'),
    history: z.array(WebhookAttempt).describe('Newest first, at most 50.'),
  })
  .meta({ id: 'WebhookDeliveryDetail' });
export type WebhookDeliveryDetail = z.infer<typeof WebhookDeliveryDetail>;

export const WebhookDeliveriesPage = z
  .object({ data: z.array(WebhookDelivery), has_more: z.boolean(), next_cursor: z.string().optional() })
  .meta({ id: 'WebhookDeliveriesPage' });

export const ListDeliveriesQuery = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
