export { build } from './build.ts';
export { reconcile } from './reconcile.ts';
export { target } from './target.ts';
