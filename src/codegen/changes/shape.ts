import { writeJson } from '../exact-json.ts';
import { type Document, isNode, listOf, type Node, nodeOf, schemaName, stringOf } from '../json.ts';

/** A schema in a normal form: parts of `allOf` merged, `null` and `const` in one notation. */
export interface Shape {
  /** Without `null`; empty if any type is valid. */
  readonly types: ReadonlySet<string>;
  readonly nullable: boolean;
  readonly format: string | null;
  /** Values as JSON; null if any value is valid. */
  readonly values: ReadonlySet<string> | null;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  /** Properties of the parts that are excluded (`without`). */
  readonly elsewhere: ReadonlySet<string>;
  readonly items: unknown;
  readonly additional: unknown;
  /** Members of `oneOf` and `anyOf`, by what identifies each. */
  readonly variants: ReadonlyMap<string, unknown>;
  /** Other keywords; later parts override earlier ones. */
  readonly keywords: Node;
}

/** Names of the schemas that a schema includes by `allOf`, at any depth. */
export function partNames(schema: Node, document: Document): Set<string> {
  const names = new Set<string>();
  const walk = (node: Node): void => {
    for (const part of listOf(node.allOf)) {
      const name = schemaName(part);
      if (name !== null && names.has(name)) continue;
      if (name !== null) names.add(name);
      walk(document.resolve(part));
    }
  };
  walk(schema);
  return names;
}

/** The shape of a schema. Of the parts named in `without`, only the property names are included. */
export function shapeOf(schema: Node, document: Document, without: ReadonlySet<string>): Shape {
  const types = new Set<string>();
  const properties = new Map<string, unknown>();
  const required = new Set<string>();
  const elsewhere = new Set<string>();
  const variants = new Map<string, unknown>();
  let keywords: Node = {};
  const seen = new Set<Node>();
  let nullable = false;
  let values: Set<string> | null = null;

  const walk = (node: Node, taken: boolean): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const part of listOf(node.allOf)) {
      const name = schemaName(part);
      walk(document.resolve(part), taken && (name === null || !without.has(name)));
    }
    for (const [name, property] of Object.entries(nodeOf(node.properties))) {
      if (taken) properties.set(name, property);
      else elsewhere.add(name);
    }
    if (!taken) return;
    for (const type of Array.isArray(node.type) ? node.type : [node.type]) {
      if (type === 'null') nullable = true;
      else if (typeof type === 'string') types.add(type);
    }
    if (node.nullable === true) nullable = true;
    for (const name of listOf(node.required)) if (typeof name === 'string') required.add(name);
    const given = Object.hasOwn(node, 'const') ? [node.const] : Array.isArray(node.enum) ? node.enum : null;
    if (given !== null) values = new Set(given.map((value) => writeJson(value)));
    for (const variant of [...listOf(node.oneOf), ...listOf(node.anyOf)]) {
      if (nodeOf(variant).type === 'null') nullable = true;
      else variants.set(variantKey(variant), variant);
    }
    keywords = { ...keywords, ...node };
  };
  walk(schema, true);

  // `oneOf: [X, null]` means a nullable X.
  const [only] = variants.values();
  if (variants.size === 1 && nullable && types.size === 0 && properties.size === 0 && isNode(only)) {
    return { ...shapeOf(document.resolve(only), document, without), nullable: true };
  }
  return {
    types,
    nullable,
    format: stringOf(keywords.format),
    values,
    properties,
    required,
    elsewhere,
    items: keywords.items,
    additional: keywords.additionalProperties,
    variants,
    keywords,
  };
}

function variantKey(variant: unknown): string {
  const node = nodeOf(variant);
  const name = schemaName(variant) ?? stringOf(node.title);
  if (name !== null) return name;
  const type = JSON.stringify(node.type ?? 'object');
  return Object.hasOwn(node, 'const') ? `${type} ${writeJson(node.const)}` : type.replaceAll('"', '');
}
