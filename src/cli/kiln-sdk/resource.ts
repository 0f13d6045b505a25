export * from './core/resource.ts';
