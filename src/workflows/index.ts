export { build } from './build.ts';
export { target } from './target.ts';
