import { isNode, nodeOf } from '../../codegen/json.ts';
import { segments } from './document.ts';

const COMPONENT = /^#\/components\/[^/]+\/[^/]+/;

/**
 * A description for calls: without webhooks, and without the components that nothing else uses, directly or through
 * others. A description with other local references than pointers (`#anchor`, `$dynamicRef`) stays whole. Security
 * schemes are used by name, and stay.
 */
export function describingCalls(description: unknown): unknown {
  const { components, webhooks: _, 'x-webhooks': __, ...rest } = nodeOf(description);
  if (!isNode(components)) return description;
  const used = new Set<string>();
  const left: unknown[] = [rest, components.securitySchemes];
  const use = (kind: string, name: string): void => {
    const section = nodeOf(components[kind]);
    const key = JSON.stringify([kind, name]);
    if (used.has(key) || !Object.hasOwn(section, name)) return;
    used.add(key);
    left.push(section[name]);
  };
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string') {
      const [, kind, name] = COMPONENT.test(value) ? segments(value.slice(1)) : [];
      if (kind !== undefined && name !== undefined) use(kind, name);
    } else if (Array.isArray(value)) {
      for (const item of value) left.push(item);
    } else if (isNode(value)) {
      if (isAnchored(value)) return description;
      // A mapping may have names in place of references.
      for (const name of Object.values(nodeOf(nodeOf(value.discriminator).mapping)))
        if (typeof name === 'string') use('schemas', name);
      for (const member of Object.values(value)) left.push(member);
    }
  }
  const kept = (kind: string, section: unknown): unknown =>
    isNode(section) && kind !== 'securitySchemes' && !kind.startsWith('x-')
      ? Object.fromEntries(Object.entries(section).filter(([name]) => used.has(JSON.stringify([kind, name]))))
      : section;
  const entries = Object.entries(components).map(([kind, section]) => [kind, kept(kind, section)]);
  return { ...rest, components: Object.fromEntries(entries) };
}

function isAnchored({ $ref, $dynamicRef }: { readonly [key: string]: unknown }): boolean {
  return typeof $dynamicRef === 'string' || (typeof $ref === 'string' && /^#[^/]/.test($ref));
}
