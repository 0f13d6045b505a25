// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../../core/api-promise.ts';
import { APIResource } from '../../../core/resource.ts';
import type { RequestOptions } from '../../../internal/request-options.ts';
import { path } from '../../../internal/utils/path.ts';
import * as DeliveriesAPI from './deliveries.ts';
import {
  Deliveries,
  type DeliveryListParams,
  type DeliveryResendParams,
  type DeliveryRetrieveParams,
  type WebhookAttempt,
  type WebhookDeliveriesPage,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
} from './deliveries.ts';

export class Webhooks extends APIResource {
  deliveries: DeliveriesAPI.Deliveries = new DeliveriesAPI.Deliveries(this._client);

  /**
   * The answer has the secret that deliveries are signed with. It is shown this once.
   *
   * @example
   * ```ts
   * const webhookWithSecret = await client.projects.webhooks.create('project', { url: 'url' });
   * ```
   */
  create(project: string, body: WebhookCreateParams, options?: RequestOptions): APIPromise<WebhookWithSecret> {
    return this._client.post(path`/v0/projects/${project}/webhooks`, { body, ...options });
  }

  /**
   * Retrieve a webhook
   *
   * @example
   * ```ts
   * const webhook = await client.projects.webhooks.retrieve('webhook', { project: 'project' });
   * ```
   */
  retrieve(webhook: string, params: WebhookRetrieveParams, options?: RequestOptions): APIPromise<Webhook> {
    const { project } = params;
    return this._client.get(path`/v0/projects/${project}/webhooks/${webhook}`, options);
  }

  /**
   * Update a webhook, or switch it off or on
   *
   * @example
   * ```ts
   * const webhook = await client.projects.webhooks.update('webhook', { project: 'project' });
   * ```
   */
  update(webhook: string, params: WebhookUpdateParams, options?: RequestOptions): APIPromise<Webhook> {
    const { project, ...body } = params;
    return this._client.patch(path`/v0/projects/${project}/webhooks/${webhook}`, { body, ...options });
  }

  /**
   * List webhooks, oldest first
   *
   * @example
   * ```ts
   * const webhook = await client.projects.webhooks.list('project');
   * ```
   */
  list(project: string, options?: RequestOptions): APIPromise<WebhookListResponse> {
    return this._client.get(path`/v0/projects/${project}/webhooks`, options);
  }

  /**
   * Delete a webhook with its deliveries
   *
   * @example
   * ```ts
   * const webhook = await client.projects.webhooks.delete('webhook', { project: 'project' });
   * ```
   */
  delete(webhook: string, params: WebhookDeleteParams, options?: RequestOptions): APIPromise<WebhookDeleteResponse> {
    const { project } = params;
    return this._client.delete(path`/v0/projects/${project}/webhooks/${webhook}`, options);
  }

  /**
   * The answer has the new secret, this once. For some hours deliveries are signed with the one before
   * as well.
   *
   * @example
   * ```ts
   * const webhookWithSecret = await client.projects.webhooks.rotateSecret('webhook', { project:
   * 'project' });
   * ```
   */
  rotateSecret(webhook: string, params: WebhookRotateSecretParams, options?: RequestOptions): APIPromise<WebhookWithSecret> {
    const { project, ...body } = params;
    return this._client.post(path`/v0/projects/${project}/webhooks/${webhook}/rotate_secret`, { body, ...options });
  }

  /**
   * Send a test, an event of type ping
   *
   * @example
   * ```ts
   * const webhookDelivery = await client.projects.webhooks.ping('webhook', { project: 'project' });
   * ```
   */
  ping(webhook: string, params: WebhookPingParams, options?: RequestOptions): APIPromise<DeliveriesAPI.WebhookDelivery> {
    const { project } = params;
    return this._client.post(path`/v0/projects/${project}/webhooks/${webhook}/ping`, options);
  }
}

export interface Webhook {
  id: string;

  created_at: string;

  created_by: string;

  description: string;

  enabled: boolean;

  events: Array<
    | 'build.created'
    | 'build.completed'
    | 'target.completed'
    | 'conflict.opened'
    | 'conflict.resolved'>;

  /**
   * Why it is not enabled, where no person disabled it.
   */
  note: string | null;

  object: 'webhook';

  project: string;

  /**
   * Those that deliveries are signed with now, newest first; the secrets themselves are not shown.
   */
  secrets: Array<Webhook.Secret>;

  url: string;
}

export namespace Webhook {
  export interface Secret {
    created_at: string;

    expires_at: string | null;
  }
}

export interface WebhookWithSecret {
  id: string;

  created_at: string;

  created_by: string;

  description: string;

  enabled: boolean;

  events: Array<
    | 'build.created'
    | 'build.completed'
    | 'target.completed'
    | 'conflict.opened'
    | 'conflict.resolved'>;

  /**
   * Why it is not enabled, where no person disabled it.
   */
  note: string | null;

  object: 'webhook';

  project: string;

  /**
   * Shown this once.
   */
  secret: string;

  /**
   * Those that deliveries are signed with now, newest first; the secrets themselves are not shown.
   */
  secrets: Array<WebhookWithSecret.Secret>;

  url: string;
}

export namespace WebhookWithSecret {
  export interface Secret {
    created_at: string;

    expires_at: string | null;
  }
}

export interface WebhookListResponse {
  data: Array<Webhook>;
}

export type WebhookDeleteResponse = unknown;

export interface WebhookCreateParams {
  /**
   * Where events are sent to by POST.
   */
  url: string;

  description?: string;

  /**
   * Absent: all of them.
   */
  events?:
    | Array<
        | 'build.created'
        | 'build.completed'
        | 'target.completed'
        | 'conflict.opened'
        | 'conflict.resolved'>
    | null;
}

export interface WebhookRetrieveParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface WebhookUpdateParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param
   */
  description?: string;

  /**
   * Body param: False: it is sent nothing until it is enabled again.
   */
  enabled?: boolean;

  /**
   * Body param
   */
  events?: Array<
    | 'build.created'
    | 'build.completed'
    | 'target.completed'
    | 'conflict.opened'
    | 'conflict.resolved'>;

  /**
   * Body param
   */
  url?: string;
}

export interface WebhookDeleteParams {
  /**
   * Slug of a project.
   */
  project: string;
}

export interface WebhookRotateSecretParams {
  /**
   * Path param: Slug of a project.
   */
  project: string;

  /**
   * Body param: How long deliveries are signed with the secret before as well.
   */
  overlap_hours?: number;
}

export interface WebhookPingParams {
  /**
   * Slug of a project.
   */
  project: string;
}

Webhooks.Deliveries = Deliveries;

export declare namespace Webhooks {
  export type {
    Webhook,
    WebhookWithSecret,
    WebhookListResponse,
    WebhookDeleteResponse,
    WebhookCreateParams,
    WebhookRetrieveParams,
    WebhookUpdateParams,
    WebhookDeleteParams,
    WebhookRotateSecretParams,
    WebhookPingParams,
  };

  export {
    Deliveries,
    type WebhookDelivery,
    type WebhookDeliveryDetail,
    type WebhookAttempt,
    type DeliveryListParams,
    type DeliveryRetrieveParams,
    type DeliveryResendParams,
    type WebhookDeliveriesPage,
  };
}
