import { isNode, type Node, stringOf } from '../../codegen/json.ts';
import { items, type Located, member } from './document.ts';
import { intersectionType } from './intersections.ts';
import { objectType } from './object-types.ts';
import { constantType, enumType, integerType, stringType } from './scalars.ts';
import { allowsNull, factsOf, hasStructure, nullable, typesOf, withFacts } from './schema-facts.ts';
import { distinct, impliedType, isMergedNode, isPattern, unionKey, withoutFacts } from './schema-nodes.ts';
import type { SchemaContext, SchemaReader } from './schema-parts.ts';
import type { Type, TypeFacts, Variant } from './types.ts';
import { parentType, unionType } from './union-types.ts';

const MAX_DEPTH = 150;
/** Overlaps within one another, and those in a whole description. */
const MAX_OVERLAPS = { nested: 3, all: 500 };

/** Converts schemas of the description to types. The same place always gives the same type. */
export class Schemas implements SchemaReader {
  readonly context: SchemaContext;
  readonly #known = new Map<string, Type>();
  /** Positions of 64-bit integers, in reading order. */
  readonly wideIntegers = new Set<string>();
  /**
   * Schemas without a model that contain themselves because they are merged with one that contains them: `allOf` of
   * a node, in a property of that node. They can only be written with a name.
   */
  readonly selfContaining = new Set<string>();
  /** Merged schemas that are being read, each within the one before. */
  readonly #open = new Set<string>();
  #depth = 0;
  /** Properties that are being read, by the schemas that declare them: each is within the one before. */
  readonly #overlaps = new Set<string>();
  #overlapCount = 0;

  constructor(context: SchemaContext) {
    this.context = context;
  }

  typeOf(at: Located): Type {
    const known = this.#known.get(at.pointer);
    if (known !== undefined) return known;
    const model = this.context.models.get(at.pointer);
    if (model === undefined && this.#open.has(at.pointer)) return this.#containingItself(at);
    const type =
      model === undefined
        ? this.#guarded(at)
        : ({ kind: 'model', model, ...factsOf({}, at.pointer) } satisfies Type);
    this.#known.set(at.pointer, type);
    return type;
  }

  /** The type that a model stands for: that of its schema. */
  definitionOf(at: Located): Type {
    return this.#guarded(at);
  }

  /** Schemas nested deeper than this become any: no SDK has types that deep. */
  #guarded(at: Located): Type {
    if (this.#depth > MAX_DEPTH) return { kind: 'unknown', ...factsOf({}, at.pointer) };
    const isMerged = isMergedNode(at.value);
    this.#depth += 1;
    if (isMerged) this.#open.add(at.pointer);
    try {
      return this.#read(at);
    } finally {
      this.#depth -= 1;
      if (isMerged) this.#open.delete(at.pointer);
    }
  }

  /** Of the schemas in such a circle, the same one gets a name wherever reading begins. */
  #containingItself({ pointer }: Located): Type {
    const open = [...this.#open];
    const [first = pointer] = open
      .slice(open.indexOf(pointer))
      .filter((one) => !this.context.models.has(one))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    this.selfContaining.add(first);
    return { kind: 'unknown', ...factsOf({}, pointer) };
  }

  #read(at: Located): Type {
    const { value, pointer } = at;
    const { document, report } = this.context;
    if (!isNode(value)) {
      if (typeof value !== 'boolean' && value !== undefined)
        report.add('error', 'Schema/TypeMismatch', 'A schema must be an object.', { oas: pointer });
      return { kind: 'unknown', ...factsOf({}, pointer) };
    }
    const override = value['x-stainless-override-schema'];
    if (isNode(override)) return this.typeOf(member(at, 'x-stainless-override-schema'));
    if (value['x-stainless-any'] === true) return { kind: 'unknown', ...factsOf(value, pointer) };
    const next = document.step(at);
    if (next !== null) {
      if (next.value === undefined) {
        const message = `The reference ${JSON.stringify(value.$ref)} refers to nothing.`;
        report.add('error', 'Config/OpenAPIReferenceInvalid', message, { oas: pointer });
        return { kind: 'unknown', ...factsOf(value, pointer) };
      }
      if (hasStructure(value, '$ref')) {
        const { $ref: _, ...beside } = value;
        return this.intersectionOf([next, { value: beside, pointer }], value, pointer);
      }
      const type = withFacts(this.typeOf(next), value);
      return allowsNull(value) ? nullable(type) : type;
    }
    const type = this.ofNode(at, value);
    return allowsNull(value) ? nullable(type) : type;
  }

  ofNode(at: Located, node: Node): Type {
    const { pointer } = at;
    const children = this.context.subtypes.of(pointer);
    if (children.length > 0) return parentType(at, node, this);
    if (Array.isArray(node.allOf)) {
      const { allOf: _, ...own } = node;
      const parts = items(member(at, 'allOf'));
      return this.intersectionOf(
        hasStructure(own) ? [...parts, { value: own, pointer }] : parts,
        node,
        pointer,
      );
    }
    const key = unionKey(node);
    if (key !== null) {
      const { [key]: _, ...own } = node;
      const isObject = own.properties !== undefined || own.additionalProperties !== undefined;
      const whole = { value: { [key]: node[key] }, pointer };
      return isObject
        ? this.intersectionOf([{ value: own, pointer }, whole], node, pointer)
        : unionType(at, node, key, this);
    }
    const facts = factsOf(node, pointer);
    if ('const' in node) return constantType(node.const, facts);
    if (Array.isArray(node.enum)) {
      const values = node.enum.filter((value) => value !== null);
      if (values.length === 0) return { kind: 'null', ...facts };
      const [only] = values;
      if (values.length === 1 && node['x-stainless-const'] === true) return constantType(only, facts);
      if (values.length === 1) {
        const message = `The enum has one value, ${JSON.stringify(String(only))}. If there will be no others, write \`const\`.`;
        this.context.report.add('note', 'Schema/EnumHasOneMember', message, { oas: pointer });
      }
      return enumType(node, values, facts);
    }
    const types = typesOf(node);
    if (types.length > 1) {
      const variants = types.map(
        (type): Variant => ({ type: this.ofNode(at, withoutFacts({ ...node, type })), tags: [] }),
      );
      return { kind: 'union', variants: distinct(variants), discriminator: null, ...facts };
    }
    return this.#ofType(at, node, types[0] ?? impliedType(node), facts);
  }

  #ofType(at: Located, node: Node, type: string | null, facts: TypeFacts): Type {
    const { pointer } = at;
    const { report } = this.context;
    switch (type) {
      case 'string':
        this.#checkPattern(node, pointer);
        return stringType(node, facts);
      case 'integer':
        if (/64/.test(stringOf(node.format) ?? '')) this.wideIntegers.add(pointer);
        return integerType(node, facts);
      case 'number':
        return { kind: 'number', float: node.format === 'float', ...facts };
      case 'boolean':
        return { kind: 'boolean', ...facts };
      case 'file':
        return { kind: 'binary', ...facts };
      case 'array':
        return { kind: 'array', items: this.#itemsOf(at, node), ...facts };
      case 'object':
        return objectType([{ at, node, model: null }], node, pointer, this);
      case null:
        if (node.type === 'null') return { kind: 'null', ...facts };
        if (hasStructure(node)) {
          const message =
            'The schema has neither a type nor oneOf, anyOf or allOf: its values can be anything.';
          report.add('warning', 'Schema/IsAmbiguous', message, { oas: pointer });
        }
        return { kind: 'unknown', ...facts };
      default: {
        const message = `The type ${JSON.stringify(type)} is not a JSON Schema type.`;
        report.add('error', 'Schema/TypeMismatch', message, { oas: pointer });
        return { kind: 'unknown', ...facts };
      }
    }
  }

  #checkPattern(node: Node, pointer: string): void {
    const pattern = stringOf(node.pattern);
    if (pattern === null || isPattern(pattern)) return;
    const message = `The pattern ${JSON.stringify(pattern)} is not a regular expression.`;
    this.context.report.add('warning', 'Schema/PatternNotValid', message, { oas: pointer });
  }

  intersectionOf(members: readonly Located[], whole: Node, pointer: string): Type {
    return intersectionType(members, whole, pointer, this);
  }

  overlapOf(places: readonly Located[], whole: Node, pointer: string): Type {
    const last = places.at(-1);
    const key = places.map((place) => this.context.document.follow(place).pointer).join(' ');
    const isOver =
      this.#overlaps.has(key) ||
      this.#overlaps.size === MAX_OVERLAPS.nested ||
      (this.#overlaps.size > 0 && this.#overlapCount > MAX_OVERLAPS.all);
    if (last !== undefined && isOver) return this.typeOf(last);
    this.#overlaps.add(key);
    this.#overlapCount += 1;
    try {
      return this.intersectionOf(places, whole, pointer);
    } finally {
      this.#overlaps.delete(key);
    }
  }

  #itemsOf(at: Located, node: Node): Type {
    if (node.items !== undefined && node.items !== false) return this.typeOf(member(at, 'items'));
    const prefix = items(member(at, 'prefixItems')).map(
      (item): Variant => ({ type: this.typeOf(item), tags: [] }),
    );
    const [first] = distinct(prefix);
    const facts = factsOf({}, `${at.pointer}/items`);
    if (first === undefined) return { kind: 'unknown', ...facts };
    return distinct(prefix).length === 1
      ? first.type
      : { kind: 'union', variants: distinct(prefix), discriminator: null, ...facts };
  }
}
