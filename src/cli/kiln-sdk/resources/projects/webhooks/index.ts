// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export {
  Webhooks,
  type Webhook,
  type WebhookWithSecret,
  type WebhookListResponse,
  type WebhookDeleteResponse,
  type WebhookCreateParams,
  type WebhookRetrieveParams,
  type WebhookUpdateParams,
  type WebhookDeleteParams,
  type WebhookRotateSecretParams,
  type WebhookPingParams,
} from './webhooks.ts';
export {
  Deliveries,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  type WebhookAttempt,
  type DeliveryListParams,
  type DeliveryRetrieveParams,
  type DeliveryResendParams,
  type WebhookDeliveriesPage,
} from './deliveries.ts';
