// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../../core/api-promise.ts';
import { Page, type PagePromise } from '../../../core/pagination.ts';
import { APIResource } from '../../../core/resource.ts';
import type { RequestOptions } from '../../../internal/request-options.ts';
import { path } from '../../../internal/utils/path.ts';

export class Deliveries extends APIResource {
  /**
   * List what a webhook was sent, newest first
   *
   * @example
   * ```ts
   * // Fetches further pages as they are needed.
   * for await (const webhookDelivery of client.projects.webhooks.deliveries.list('webhook', { project:
   * 'project' })) {
   *   console.log(webhookDelivery);
   * }
   * ```
   */
  list(webhook: string, params: DeliveryListParams, options?: RequestOptions): PagePromise<WebhookDeliveriesPage, WebhookDelivery> {
    const { project, ...query } = params;
    return this._client.getAPIList(
      path`/v0/projects/${project}/webhooks/${webhook}/deliveries`,
      Page<WebhookDelivery>,
      { query, ...options },
    );
  }

  /**
   * Retrieve a delivery with its requests and their answers
   *
   * @example
   * ```ts
   * const webhookDeliveryDetail = await client.projects.webhooks.deliveries.retrieve('delivery', {
   * project: 'project', webhook: 'webhook' });
   * ```
   */
  retrieve(delivery: string, params: DeliveryRetrieveParams, options?: RequestOptions): APIPromise<WebhookDeliveryDetail> {
    const { project, webhook } = params;
    return this._client.get(path`/v0/projects/${project}/webhooks/${webhook}/deliveries/${delivery}`, options);
  }

  /**
   * Send a delivery again, at once and under the same id
   *
   * @example
   * ```ts
   * const webhookDelivery = await client.projects.webhooks.deliveries.resend('delivery', { project:
   * 'project', webhook: 'webhook' });
   * ```
   */
  resend(delivery: string, params: DeliveryResendParams, options?: RequestOptions): APIPromise<WebhookDelivery> {
    const { project, webhook } = params;
    return this._client.post(path`/v0/projects/${project}/webhooks/${webhook}/deliveries/${delivery}/resend`, options);
  }
}

export type WebhookDeliveriesPage = Page<WebhookDelivery>;

export interface WebhookDelivery {
  /**
   * The `webhook-id` that it is sent under, the same each time.
   */
  id: string;

  attempts: number;

  created_at: string;

  /**
   * HTTP status of the latest answer.
   */
  last_status: number | null;

  next_attempt_at: string | null;

  object: 'webhook_delivery';

  state: 'pending' | 'delivered' | 'failed';

  type:
    | 'build.created'
    | 'build.completed'
    | 'target.completed'
    | 'conflict.opened'
    | 'conflict.resolved'
    | 'ping';

  webhook: string;
}

export interface WebhookDeliveryDetail {
  /**
   * The `webhook-id` that it is sent under, the same each time.
   */
  id: string;

  attempts: number;

  /**
   * The text that is sent and signed.
   */
  body: string;

  created_at: string;

  /**
   * Newest first, at most 50.
   */
  history: Array<WebhookAttempt>;

  /**
   * HTTP status of the latest answer.
   */
  last_status: number | null;

  next_attempt_at: string | null;

  object: 'webhook_delivery';

  state: 'pending' | 'delivered' | 'failed';

  type:
    | 'build.created'
    | 'build.completed'
    | 'target.completed'
    | 'conflict.opened'
    | 'conflict.resolved'
    | 'ping';

  webhook: string;
}

export interface WebhookAttempt {
  /**
   * The beginning of its body.
   */
  answer: string | null;

  at: string;

  duration_ms: number;

  /**
   * Null: it was delivered.
   */
  failure: 'status' | 'unresolved' | 'private_address' | 'unreachable' | 'timed_out' | null;

  /**
   * As they were sent.
   */
  headers: { [key: string]: string };

  /**
   * What was wrong, in a sentence.
   */
  note: string | null;

  number: number;

  /**
   * HTTP status of the answer; null: there was none.
   */
  status: number | null;

  url: string;
}

export interface DeliveryListParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Query param: Where to continue: `next_cursor` of the previous page.
   */
  cursor?: string;

  /**
   * Query param: Maximum number of results.
   */
  limit?: number;
}

export interface DeliveryRetrieveParams {
  /**
   * Slug of a project.
   */
  project: string;

  /**
   * Id of the webhook.
   */
  webhook: string;
}

export interface DeliveryResendParams {
  /**
   * Slug of a project.
   */
  project: string;

  /**
   * Id of the webhook.
   */
  webhook: string;
}

export declare namespace Deliveries {
  export type {
    WebhookDelivery,
    WebhookDeliveryDetail,
    WebhookAttempt,
    DeliveryListParams,
    DeliveryRetrieveParams,
    DeliveryResendParams,
    WebhookDeliveriesPage,
  };
}
