// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

import type { APIPromise } from '../core/api-promise.ts';
import { APIResource } from '../core/resource.ts';
import type { RequestOptions } from '../internal/request-options.ts';

export class User extends APIResource {
  /**
   * Retrieve the user of the API key, or the key itself if it has no user
   *
   * @example
   * ```ts
   * const user = await client.user.retrieve();
   * ```
   */
  retrieve(options?: RequestOptions): APIPromise<UserModel> {
    return this._client.get('/v0/user', options);
  }
}

export interface UserModel {
  id: string;

  email: string | null;

  github: UserModel.Github | null;

  name: string | null;

  object: 'user';
}

export namespace UserModel {
  export interface Github {
    username: string;
  }
}

export declare namespace User {
  export type { UserModel };
}
