import type { Type } from './types.ts';

/** What a variant of a union is called: by the config file, its schema's name, or its title; null: nothing names it. */
export function variantLabel(type: Type): string | null {
  if (type.variantName !== null) return type.variantName;
  const component = /^#\/components\/schemas\/([^/]+)$/.exec(type.pointer)?.[1];
  if (component !== undefined) return component.replaceAll('~1', '/').replaceAll('~0', '~');
  return type.title;
}
