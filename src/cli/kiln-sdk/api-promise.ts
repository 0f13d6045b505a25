export * from './core/api-promise.ts';
