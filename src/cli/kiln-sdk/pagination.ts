export * from './core/pagination.ts';
