export { type ClientOptions, Example, Example as default } from './client.ts';
export { APIPromise } from './core/api-promise.ts';
export * from './core/error.ts';
export { PagePromise } from './core/pagination.ts';
export { toFile, type Uploadable } from './core/uploads.ts';
