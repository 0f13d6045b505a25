import type { Variant } from './types.ts';

/**
 * What a variant of a union is called: by the config file, by a discriminator without a mapping, by its schema's name,
 * or its title; null: nothing names it.
 */
export function variantLabel({ type, label }: Pick<Variant, 'type' | 'label'>): string | null {
  if (type.variantName !== null) return type.variantName;
  if (label !== undefined) return label;
  const component = /^#\/components\/schemas\/([^/]+)$/.exec(type.pointer)?.[1];
  if (component !== undefined) return component.replaceAll('~1', '/').replaceAll('~0', '~');
  return type.title;
}
