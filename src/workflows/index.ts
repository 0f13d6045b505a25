export { build } from './build.ts';
export { rebuild } from './rebuild.ts';
export { reconcile } from './reconcile.ts';
export { target } from './target.ts';
