export * from './core/streaming.ts';
