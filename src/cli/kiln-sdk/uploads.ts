export * from './core/uploads.ts';
