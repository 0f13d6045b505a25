export { build } from './build.ts';
export { eviction } from './eviction.ts';
export { rebuild } from './rebuild.ts';
export { reconcile } from './reconcile.ts';
export { repack } from './repack.ts';
export { retention } from './retention.ts';
export { target } from './target.ts';
