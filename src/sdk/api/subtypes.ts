import { listOf, nodeOf, stringOf } from '../../codegen/json.ts';
import { lastSegment, normalPointer, type SpecDocument, schemaPointer } from './document.ts';

export interface Subtype {
  readonly pointer: string;
  readonly tag: string;
}

const NONE: readonly Subtype[] = [];

/** Schemas with a discriminator that their children reference by `allOf`, instead of a list of variants. */
export class Subtypes {
  readonly #document: SpecDocument;
  /** Children by the pointer of their parent. */
  readonly #children = new Map<string, string[]>();
  readonly #known = new Map<string, readonly Subtype[]>();

  constructor(document: SpecDocument) {
    this.#document = document;
    const schemas = nodeOf(nodeOf(document.root.components).schemas);
    for (const [name, schema] of Object.entries(schemas)) {
      for (const part of listOf(nodeOf(schema).allOf)) {
        const reference = stringOf(nodeOf(part).$ref);
        if (reference === null) continue;
        const parent = normalPointer(reference);
        this.#children.set(parent, [...(this.#children.get(parent) ?? []), schemaPointer(name)]);
      }
    }
  }

  /**
   * Children of a schema with their tags, and the schema itself if its mapping names it; none if it is no such
   * parent.
   */
  of(pointer: string): readonly Subtype[] {
    if (!this.#children.has(pointer)) return NONE;
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const found = this.#find(pointer);
    this.#known.set(pointer, found);
    return found;
  }

  #find(pointer: string): readonly Subtype[] {
    const node = nodeOf(this.#document.at(pointer));
    const discriminator = nodeOf(node.discriminator);
    if (stringOf(discriminator.propertyName) === null || node.oneOf !== undefined || node.anyOf !== undefined)
      return [];
    const children = this.#children.get(pointer) ?? [];
    const mapping = Object.entries(nodeOf(discriminator.mapping)).flatMap(([tag, to]) => {
      const target = typeof to === 'string' ? this.pointerOf(to) : '';
      return target === pointer || children.includes(target) ? [{ pointer: target, tag }] : [];
    });
    const named = children
      .filter((child) => !mapping.some((one) => one.pointer === child))
      .map((child) => ({ pointer: child, tag: lastSegment(child) }));
    const all = [...mapping, ...named];
    return all.some((one) => one.pointer !== pointer) ? all : [];
  }

  /** The target of a mapping entry: a pointer, or the name of a schema. */
  pointerOf(reference: string): string {
    if (reference.startsWith('#/')) return normalPointer(reference);
    return schemaPointer(reference);
  }
}
