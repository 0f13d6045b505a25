import { z } from 'zod';
import { SdkConfig } from './config.ts';
import { ResourceKeys } from './resources.ts';

/** A key of the config file that Kiln's own generator honours, and its effect. */
export interface HonouredKey {
  /** `client_settings.opts.*.read_env`; `*` is any name, `[]` any item. */
  readonly key: string;
  readonly effect: string;
}

/** All honoured keys, from the schemas that parse the file, in their order. */
export function honouredKeys(): readonly HonouredKey[] {
  const found = new Map<string, string>();
  const form = { io: 'input', unrepresentable: 'any', reused: 'inline' } as const;
  walk(z.toJSONSchema(SdkConfig, form), '', found, 0);
  // Resources contain resources: their schema is recursive.
  walk(z.toJSONSchema(ResourceKeys, form), 'resources.*', found, 0);
  return [...found].map(([key, effect]) => ({ key, effect }));
}

/** Deeper than any key: subresources are resources again. */
const MAX_DEPTH = 24;

function walk(schema: unknown, path: string, found: Map<string, string>, depth: number): void {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH) return;
  const { properties, additionalProperties, items, anyOf, description }: Record<string, unknown> = {
    ...schema,
  };
  if (path !== '' && typeof description === 'string' && !found.has(path)) found.set(path, description);
  for (const variant of Array.isArray(anyOf) ? anyOf : []) walk(variant, path, found, depth + 1);
  walk(additionalProperties, `${path}.*`, found, depth + 1);
  walk(items, `${path}[]`, found, depth + 1);
  if (typeof properties !== 'object' || properties === null) return;
  for (const [name, inner] of Object.entries(properties)) {
    walk(inner, path === '' ? name : `${path}.${name}`, found, depth + 1);
  }
}
