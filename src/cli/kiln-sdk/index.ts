// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export { Stainless as default, Stainless, type ClientOptions } from './client.ts';
export { APIPromise } from './core/api-promise.ts';
export {
  StainlessError,
  APIError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
  NotFoundError,
  ConflictError,
  RateLimitError,
  BadRequestError,
  AuthenticationError,
  InternalServerError,
  PermissionDeniedError,
  UnprocessableEntityError,
} from './core/error.ts';
export { PagePromise } from './core/pagination.ts';
export { toFile, type Uploadable } from './core/uploads.ts';
