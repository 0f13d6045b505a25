/** Events that a webhook can subscribe to. */
export const WEBHOOK_EVENTS = [
  'build.created',
  'build.completed',
  'target.completed',
  'conflict.opened',
  'conflict.resolved',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
