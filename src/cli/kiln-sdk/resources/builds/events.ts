// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../../core/api-promise.ts';
import { APIResource } from '../../core/resource.ts';
import type { Stream } from '../../core/streaming.ts';
import { buildHeaders } from '../../internal/headers.ts';
import type { RequestOptions } from '../../internal/request-options.ts';
import { path } from '../../internal/utils/path.ts';

export class Events extends APIResource {
  /**
   * Each event is JSON and has its `seq` as id; the stream resumes after `Last-Event-ID`, on any server
   * of this Kiln. The stream ends early when its key is revoked or expires.
   *
   * @example
   * ```ts
   * const stream = await client.builds.events.list('id');
   * for await (const event of stream) {
   *   console.log(event);
   * }
   * ```
   */
  list(id: string, params: EventListParams | null | undefined = {}, options?: RequestOptions): APIPromise<Stream<BuildEvent>> {
    const { 'last-event-id': lastEventID } = params ?? {};
    return this._client.get(
      path`/v0/builds/${id}/events`,
      {
        ...options,
        headers: buildHeaders([
          { Accept: 'text/event-stream' },
          lastEventID === undefined ? undefined : { 'last-event-id': String(lastEventID) },
          options?.headers,
        ]),
        stream: true,
      },
    );
  }
}

export interface BuildEvent {
  /**
   * When it happened.
   */
  at: string;

  conclusion: string | null;

  /**
   * More about it, in one sentence.
   */
  note: string | null;

  /**
   * Its position among the events of the build, from 1.
   */
  seq: number;

  status: string;

  /**
   * Null: the target, or the build, as a whole.
   */
  step: string | null;

  /**
   * Null: the build as a whole.
   */
  target: string | null;
}

export interface EventListParams {
  /**
   * Id of the last event received.
   */
  'last-event-id'?: number;
}

export declare namespace Events {
  export type { BuildEvent, EventListParams };
}
