import { isNode, listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import {
  items,
  type Located,
  lastSegment,
  member,
  members,
  normalPointer,
  type SpecDocument,
} from './document.ts';
import { isSkipped, namingOf } from './extensions.ts';
import type { Report } from './report.ts';
import { constantType, enumOfConstants, enumType, integerType, onlyValue, stringType } from './scalars.ts';
import {
  allowsNull,
  deprecatedIn,
  factsOf,
  hasStructure,
  isCondition,
  isNullSchema,
  jsonOf,
  nullable,
  typesOf,
  withFacts,
} from './schema-facts.ts';
import {
  annotationsOf,
  distinct,
  impliedType,
  isObjectNode,
  isPattern,
  patternSchema,
  type UnionKey,
  unionKey,
  withoutFacts,
} from './schema-nodes.ts';
import type { Subtypes } from './subtypes.ts';
import type { ModelId, Property, Type, TypeFacts, Variant } from './types.ts';
import { NOT_DEFINED } from './untestable.ts';

export interface SchemaContext {
  readonly document: SpecDocument;
  /** Models by the pointer of their schema: references to the schema become references to the model. */
  readonly models: ReadonlyMap<string, ModelId>;
  readonly subtypes: Subtypes;
  readonly target: string;
  readonly report: Report;
}

/** A member of an `allOf`, with its references resolved. */
interface Part {
  readonly at: Located;
  readonly node: Node;
  /** The model by which it was referenced. */
  readonly model: ModelId | null;
}

/** Unions with more variants are not multiplied with the keywords beside them. */
const MAX_DISTRIBUTED = 200;
const MAX_DEPTH = 150;

/** Converts schemas of the description to types. The same place always gives the same type. */
export class Schemas {
  readonly #context: SchemaContext;
  readonly #known = new Map<string, Type>();
  /** Positions of 64-bit integers, in reading order. */
  readonly wideIntegers = new Set<string>();
  #depth = 0;

  constructor(context: SchemaContext) {
    this.#context = context;
  }

  /** The type of a schema at a place of use: a reference if it has a model. */
  typeOf(at: Located): Type {
    const known = this.#known.get(at.pointer);
    if (known !== undefined) return known;
    const model = this.#context.models.get(at.pointer);
    const type =
      model === undefined
        ? this.#guarded(at)
        : ({ ...factsOf({}, at.pointer), kind: 'model', model } satisfies Type);
    this.#known.set(at.pointer, type);
    return type;
  }

  /** The type that a model stands for: that of its schema. */
  definitionOf(at: Located): Type {
    return this.#guarded(at);
  }

  /** Schemas nested deeper than this become any: no SDK has types that deep. */
  #guarded(at: Located): Type {
    if (this.#depth > MAX_DEPTH) return { ...factsOf({}, at.pointer), kind: 'unknown' };
    this.#depth += 1;
    try {
      return this.#read(at);
    } finally {
      this.#depth -= 1;
    }
  }

  #read(at: Located): Type {
    const { value, pointer } = at;
    const { document, report } = this.#context;
    if (!isNode(value)) {
      if (typeof value !== 'boolean' && value !== undefined)
        report.add('error', 'Schema/TypeMismatch', 'A schema must be an object.', { oas: pointer });
      return { ...factsOf({}, pointer), kind: 'unknown' };
    }
    const override = value['x-stainless-override-schema'];
    if (isNode(override)) return this.typeOf(member(at, 'x-stainless-override-schema'));
    if (value['x-stainless-any'] === true) return { ...factsOf(value, pointer), kind: 'unknown' };
    const next = document.step(at);
    if (next !== null) {
      if (next.value === undefined) {
        const message = `The reference ${JSON.stringify(value.$ref)} refers to nothing.`;
        report.add('error', 'Config/OpenAPIReferenceInvalid', message, { oas: pointer });
        return { ...factsOf(value, pointer), kind: 'unknown' };
      }
      if (hasStructure(value, '$ref')) {
        const { $ref: _, ...beside } = value;
        return this.#allOf([next, { value: beside, pointer }], value, pointer);
      }
      const type = withFacts(this.typeOf(next), value);
      return allowsNull(value) ? nullable(type) : type;
    }
    const type = this.#ofNode(at, value);
    return allowsNull(value) ? nullable(type) : type;
  }

  #ofNode(at: Located, node: Node): Type {
    const { pointer } = at;
    const children = this.#context.subtypes.of(pointer);
    if (children.length > 0) return this.#parent(at, node);
    if (Array.isArray(node.allOf)) {
      const { allOf: _, ...own } = node;
      const parts = items(member(at, 'allOf'));
      return this.#allOf(hasStructure(own) ? [...parts, { value: own, pointer }] : parts, node, pointer);
    }
    const key = unionKey(node);
    if (key !== null) {
      const { [key]: _, ...own } = node;
      const isObject = own.properties !== undefined || own.additionalProperties !== undefined;
      const whole = { value: { [key]: node[key] }, pointer };
      return isObject
        ? this.#allOf([{ value: own, pointer }, whole], node, pointer)
        : this.#union(at, node, key);
    }
    const facts = factsOf(node, pointer);
    if ('const' in node) return constantType(node.const, facts);
    if (Array.isArray(node.enum)) {
      const values = node.enum.filter((value) => value !== null);
      if (values.length === 0) return { ...facts, kind: 'null' };
      const [only] = values;
      if (values.length === 1 && node['x-stainless-const'] === true) return constantType(only, facts);
      if (values.length === 1) {
        const message = `The enum has one value, ${JSON.stringify(String(only))}. If there will be no others, write \`const\`.`;
        this.#context.report.add('note', 'Schema/EnumHasOneMember', message, { oas: pointer });
      }
      return enumType(node, values, facts);
    }
    const types = typesOf(node);
    if (types.length > 1) {
      const variants = types.map(
        (type): Variant => ({ type: this.#ofNode(at, withoutFacts({ ...node, type })), tags: [] }),
      );
      return { ...facts, kind: 'union', variants: distinct(variants), discriminator: null };
    }
    return this.#ofType(at, node, types[0] ?? impliedType(node), facts);
  }

  #ofType(at: Located, node: Node, type: string | null, facts: TypeFacts): Type {
    const { pointer } = at;
    const { report } = this.#context;
    switch (type) {
      case 'string':
        this.#checkPattern(node, pointer);
        return stringType(node, facts);
      case 'integer':
        if (/64/.test(stringOf(node.format) ?? '')) this.wideIntegers.add(pointer);
        return integerType(node, facts);
      case 'number':
        return { ...facts, kind: 'number', float: node.format === 'float' };
      case 'boolean':
        return { ...facts, kind: 'boolean' };
      case 'file':
        return { ...facts, kind: 'binary' };
      case 'array':
        return { ...facts, kind: 'array', items: this.#itemsOf(at, node) };
      case 'object':
        return this.#object([{ at, node, model: null }], node, pointer);
      case null:
        if (node.type === 'null') return { ...facts, kind: 'null' };
        if (hasStructure(node)) {
          const message =
            'The schema has neither a type nor oneOf, anyOf or allOf: its values can be anything.';
          report.add('warning', 'Schema/IsAmbiguous', message, { oas: pointer });
        }
        return { ...facts, kind: 'unknown' };
      default: {
        const message = `The type ${JSON.stringify(type)} is not a JSON Schema type.`;
        report.add('error', 'Schema/TypeMismatch', message, { oas: pointer });
        return { ...facts, kind: 'unknown' };
      }
    }
  }

  #checkPattern(node: Node, pointer: string): void {
    const pattern = stringOf(node.pattern);
    if (pattern === null || isPattern(pattern)) return;
    const message = `The pattern ${JSON.stringify(pattern)} is not a regular expression.`;
    this.#context.report.add('warning', 'Schema/PatternNotValid', message, { oas: pointer });
  }

  #itemsOf(at: Located, node: Node): Type {
    if (node.items !== undefined && node.items !== false) return this.typeOf(member(at, 'items'));
    const prefix = items(member(at, 'prefixItems')).map(
      (item): Variant => ({ type: this.typeOf(item), tags: [] }),
    );
    const [first] = distinct(prefix);
    const facts = factsOf({}, `${at.pointer}/items`);
    if (first === undefined) return { ...facts, kind: 'unknown' };
    return distinct(prefix).length === 1
      ? first.type
      : { ...facts, kind: 'union', variants: distinct(prefix), discriminator: null };
  }

  // --- allOf and objects --------------------------------------------------------------------------------------------

  /** The intersection of members. `whole`: the enclosing schema, for its description and the like. */
  #allOf(members: readonly Located[], whole: Node, pointer: string): Type {
    const { document } = this.#context;
    const meaningful = members.filter(
      (one) => document.step(one) !== null || hasStructure(nodeOf(one.value)),
    );
    const [only] = meaningful;
    if (only === undefined) return { ...factsOf(whole, pointer), kind: 'unknown' };
    if (meaningful.length === 1) {
      const beside = members.filter((one) => one !== only).map(({ value }) => nodeOf(value));
      const type = beside.reduce((known, node) => withFacts(known, node), this.#unnamed(only, pointer));
      return withFacts(type, whole);
    }
    const parts = meaningful.flatMap((one) => this.#partsOf(one, null, new Set()));
    const union = parts.find(({ node }) => unionKey(node) !== null);
    if (union !== undefined) return this.#distribute(parts, union, whole, pointer);
    if (parts.some(({ node }) => isObjectNode(node))) return this.#object(parts, whole, pointer);
    const merged = Object.assign({}, ...parts.map(({ node }) => node), annotationsOf(whole));
    return this.#ofNode({ value: merged, pointer }, merged);
  }

  /** The type of an `allOf` with one member: an inline member is treated as the enclosing schema itself. */
  #unnamed(only: Located, pointer: string): Type {
    return only.pointer === pointer ? this.#ofNode(only, nodeOf(only.value)) : this.typeOf(only);
  }

  #partsOf(start: Located, model: ModelId | null, seen: ReadonlySet<string>): Part[] {
    const { document, models, subtypes } = this.#context;
    let at = start;
    let owner = model;
    const visited = new Set(seen);
    for (let next = document.step(at); next !== null; next = document.step(at)) {
      if (visited.has(next.pointer)) return [];
      visited.add(next.pointer);
      // A union cannot be extended as a whole.
      if (subtypes.of(next.pointer).length === 0) owner ??= models.get(next.pointer) ?? null;
      at = next;
    }
    const node = nodeOf(at.value);
    if (isSkipped(node, this.#context.target)) return [];
    const inner = items(member(at, 'allOf')).flatMap((one) => this.#partsOf(one, owner, visited));
    const { allOf: _, ...own } = node;
    return hasStructure(own)
      ? [...inner, { at: { value: own, pointer: at.pointer }, node: own, model: owner }]
      : inner;
  }

  /**
   * A union with keywords beside it: they apply to each variant. `within`: the enclosing unions, by pointer. A
   * variant that is one of them adds nothing.
   */
  #distribute(
    parts: readonly Part[],
    union: Part,
    whole: Node,
    pointer: string,
    within: ReadonlySet<string> = new Set(),
  ): Type {
    const entered = new Set([...within, union.at.pointer]);
    const others = parts
      .filter((part) => part !== union)
      .map((part) => (part.model === union.model ? { ...part, model: null } : part));
    const key = unionKey(union.node) ?? 'oneOf';
    const { [key]: _, ...own } = union.node;
    const rest = { at: { ...union.at, value: own }, node: own, model: null };
    const beside = hasStructure(own) ? [...others, rest] : others;
    const variants = items(member({ value: union.node, pointer: union.at.pointer }, key)).filter(
      ({ value }) => !isCondition(nodeOf(value)) && !isNullSchema(value),
    );
    if (variants.length === 0 || variants.length > MAX_DISTRIBUTED) {
      const objects = beside.filter(({ node }) => isObjectNode(node));
      return objects.length > 0
        ? this.#object(objects, whole, pointer)
        : this.#union(union.at, union.node, key);
    }
    if (!beside.some(({ node }) => isObjectNode(node)))
      return withFacts(this.#union(union.at, union.node, key), whole);
    const discriminator = this.#discriminatorOf(union.node) ?? this.#discriminatorOf(whole);
    const made = variants.flatMap((variant): Variant[] => {
      const inner = this.#partsOf(variant, null, new Set());
      if (inner.some(({ at, node }) => unionKey(node) !== null && entered.has(at.pointer))) return [];
      const target = this.#context.document.follow(variant);
      const all = [...beside, ...inner];
      const nested = all.find(({ node }) => unionKey(node) !== null);
      const variantNode = { ...annotationsOf(nodeOf(target.value)), ...annotationsOf(nodeOf(variant.value)) };
      const type =
        nested === undefined
          ? this.#object(all, variantNode, variant.pointer)
          : this.#distribute(all, nested, variantNode, variant.pointer, entered);
      return [{ type, tags: this.#tagsOf(variant, union.node, discriminator) }];
    });
    const [first] = made;
    if (first === undefined)
      return this.#object(
        beside.filter(({ node }) => isObjectNode(node)),
        whole,
        pointer,
      );
    if (made.length === 1 && first !== undefined) return withFacts(first.type, whole);
    const property = discriminator === null ? null : { property: discriminator };
    return { ...factsOf(whole, pointer), kind: 'union', variants: made, discriminator: property };
  }

  #object(parts: readonly Part[], whole: Node, pointer: string): Type {
    const facts = factsOf(whole, pointer);
    const { report, target } = this.#context;
    const found = new Map<string, Located[]>();
    const required = new Set<string>();
    let additional: Type | null = null;
    let isOpen = false;
    for (const { at, node } of parts) {
      for (const name of listOf(node.required)) required.add(String(name));
      for (const [name, property] of members(member(at, 'properties'))) {
        if (isNode(property.value) && isSkipped(property.value, target)) continue;
        const places = found.get(name);
        if (places === undefined) found.set(name, [property]);
        else places.push(property);
      }
      const extra = node.additionalProperties ?? patternSchema(node);
      if (extra === true || (isNode(extra) && !hasStructure(extra))) {
        isOpen = true;
      } else if (isNode(extra)) {
        additional ??= this.typeOf(
          node.additionalProperties === undefined
            ? { value: extra, pointer: `${at.pointer}/patternProperties` }
            : member(at, 'additionalProperties'),
        );
      }
    }
    const values: Type | null =
      additional ?? (isOpen ? { ...factsOf({}, `${pointer}/additionalProperties`), kind: 'unknown' } : null);
    if (found.size === 0) {
      if (values !== null) return { ...facts, kind: 'map', values };
      const isClosed = parts.some(({ node }) => node.additionalProperties === false);
      const isNamed = parts.some(({ node }) => node['x-stainless-empty-object'] === true);
      if (!isNamed && !isClosed) {
        const message =
          'The object has neither properties nor additionalProperties: its value can be anything. `additionalProperties: true` makes it a map.';
        report.add('note', 'Schema/ObjectHasNoProperties', message, { oas: pointer });
        return { ...facts, kind: 'unknown' };
      }
    }
    for (const name of required) {
      if (found.has(name) || parts.length > 1) continue;
      const message = `The property ${JSON.stringify(name)} is required but not defined.`;
      report.add('warning', NOT_DEFINED, message, { oas: pointer });
    }
    const properties = [...found].map(([name, places]) => this.#property(name, places, required.has(name)));
    const models = new Set<ModelId>();
    for (const { model } of parts) if (model !== null) models.add(model);
    return { ...facts, kind: 'object', properties, additional: values, extends: [...models] };
  }

  #property(name: string, places: readonly Located[], required: boolean): Property {
    const { document, target } = this.#context;
    const own = places.map(({ value }) => nodeOf(value));
    // The keywords beside `$ref` first, then its target.
    const all = [...own].reverse();
    for (const place of [...places].reverse()) {
      const followed = document.node(place);
      if (!all.includes(followed)) all.push(followed);
    }
    const flag = (key: string) => all.some((node) => node[key] === true);
    const described = all.find((node) => stringOf(node.description) !== null);
    const deprecated = own.map(deprecatedIn).find((text) => text !== null) ?? null;
    const fallback = all.find((node) => node.default !== undefined)?.default;
    return {
      name,
      names: Object.assign({}, ...[...all].reverse().map((node) => namingOf(node, target))),
      type: this.#propertyType(places),
      required,
      description: stringOf(described?.description),
      deprecated,
      readOnly: flag('readOnly'),
      writeOnly: flag('writeOnly'),
      default: fallback === undefined ? undefined : jsonOf(fallback),
    };
  }

  #typeOfProperty(place: Located): Type {
    const node = nodeOf(place.value);
    const type = this.typeOf(place);
    return hasStructure(node) ? withFacts(type, annotationsOf(node)) : type;
  }

  /** A property in several members of an `allOf` is the intersection of all; the last one narrows the others. */
  #propertyType(places: readonly Located[]): Type {
    const [first] = places;
    if (places.length === 1 && first !== undefined) return this.#typeOfProperty(first);
    const distinctPlaces = places.filter(
      ({ pointer }, index) => places.findIndex((other) => other.pointer === pointer) === index,
    );
    const last = distinctPlaces.at(-1);
    if (last === undefined) return { ...factsOf({}, ''), kind: 'unknown' };
    const structured = distinctPlaces.filter(({ value }) => hasStructure(nodeOf(value)));
    const [only] = structured;
    if (structured.length === 0) return this.typeOf(last);
    if (structured.length === 1 && only !== undefined)
      return withFacts(this.typeOf(only), annotationsOf(nodeOf(last.value)));
    const ends = structured.map((one) => this.#context.document.follow(one));
    if (ends.every(({ pointer }) => pointer === ends[0]?.pointer))
      return this.typeOf(structured.at(-1) ?? last);
    if (onlyValue(this.#context.document.node(last)) !== undefined) return this.typeOf(last);
    return this.#allOf(structured, annotationsOf(nodeOf(last.value)), last.pointer);
  }

  // --- Unions -------------------------------------------------------------------------------------------------------

  #union(at: Located, node: Node, key: UnionKey): Type {
    const facts = factsOf(node, at.pointer);
    const all = items(member(at, key));
    const kept = all.filter(
      ({ value }) =>
        !isNullSchema(value) &&
        !isCondition(nodeOf(value)) &&
        !isSkipped(nodeOf(value), this.#context.target),
    );
    const hasNull = all.some(({ value }) => isNullSchema(value));
    const named = kept.filter(
      ({ value }) => !isNode(value) || value.$ref !== undefined || hasStructure(value) || kept.length === 1,
    );
    const constants = enumOfConstants(
      named.map(({ value }) => value),
      facts,
    );
    if (constants !== null) return hasNull ? nullable(constants) : constants;
    const property = this.#discriminatorOf(node);
    const variants = named.flatMap((variant) => this.#variants(variant, node, property));
    this.#checkNames(plainVariants(variants));
    const couldBeNull = hasNull || variants.some(({ type }) => type.kind === 'nullable');
    const plain = distinct(
      variants.map(({ type, tags }) => ({ type: type.kind === 'nullable' ? type.type : type, tags })),
    );
    const [only] = plain;
    const type: Type =
      only === undefined
        ? { ...facts, kind: hasNull ? 'null' : 'unknown' }
        : plain.length === 1
          ? withFacts(only.type, node)
          : {
              ...facts,
              kind: 'union',
              variants: plain,
              discriminator: property === null ? null : { property },
            };
    return couldBeNull ? nullable(type) : type;
  }

  /** Two or more unnamed objects, for which the description has no names. */
  #checkNames(variants: readonly Variant[]): void {
    const nameless = variants.filter(
      ({ type, tags }) =>
        type.kind === 'object' && type.title === null && type.variantName === null && tags.length === 0,
    );
    if (nameless.length < 2) return;
    for (const { type } of nameless) {
      const message = 'This variant has no name: add `title`, `x-stainless-variantName` or a model.';
      this.#context.report.add('warning', 'Schema/CannotInferUnionVariantName', message, {
        oas: type.pointer,
      });
    }
  }

  /** A variant, or its variants if it is an unnamed union without a discriminator of its own. */
  #variants(variant: Located, node: Node, property: string | null): readonly Variant[] {
    const type = this.typeOf(variant);
    const inner = type.kind === 'nullable' ? type.type : type;
    const isSame = inner.kind === 'union' && (inner.discriminator?.property ?? null) === property;
    if (inner.kind === 'union' && isSame) {
      return type.kind === 'nullable'
        ? inner.variants.map((one) => ({ ...one, type: nullable(one.type) }))
        : inner.variants;
    }
    return [{ type, tags: this.#tagsOf(variant, node, property) }];
  }

  #discriminatorOf(node: Node): string | null {
    return stringOf(nodeOf(node.discriminator).propertyName) ?? stringOf(node.discriminator);
  }

  /** From the mapping, or else the only value of the variant's property, or else the schema's name. */
  #tagsOf(variant: Located, node: Node, property: string | null): string[] {
    if (property === null) return [];
    const { document } = this.#context;
    const reference = stringOf(nodeOf(variant.value).$ref);
    const pointer = reference === null ? null : normalPointer(reference);
    const mapping = Object.entries(nodeOf(nodeOf(node.discriminator).mapping));
    const mapped = mapping
      .filter(
        ([, to]) =>
          typeof to === 'string' && pointer !== null && this.#context.subtypes.pointerOf(to) === pointer,
      )
      .map(([tag]) => tag);
    if (mapped.length > 0) return mapped;
    const values = this.#partsOf(variant, null, new Set())
      .map((part) => document.node(member(part.at, 'properties', property)))
      .flatMap((schema) => {
        const only = onlyValue(schema);
        return only === undefined ? listOf(schema.enum) : [only];
      })
      .filter((value) => typeof value === 'string');
    if (values.length > 0) return [...new Set(values)];
    return pointer === null ? [] : [lastSegment(pointer)];
  }

  /**
   * A schema with a discriminator whose children reference it by `allOf`: a union of the children, and of the schema
   * itself for values that no child has.
   */
  #parent(at: Located, node: Node): Type {
    const facts = factsOf(node, at.pointer);
    const property = this.#discriminatorOf(node) ?? '';
    const children = this.#context.subtypes.of(at.pointer);
    const own = this.#object(this.#partsOf(at, null, new Set()), { ...node, title: undefined }, at.pointer);
    const self = { ...own, title: 'base', variantName: 'base' };
    const tagged = children.filter(({ pointer }) => pointer !== at.pointer);
    const ownTags = children.filter(({ pointer }) => pointer === at.pointer).map(({ tag }) => tag);
    const byPointer = new Map<string, string[]>();
    for (const { pointer, tag } of tagged) byPointer.set(pointer, [...(byPointer.get(pointer) ?? []), tag]);
    const variants = [...byPointer].map(
      ([pointer, tags]): Variant => ({
        type: this.typeOf({ value: this.#context.document.at(pointer), pointer }),
        tags,
      }),
    );
    return {
      ...facts,
      kind: 'union',
      variants: [...variants, { type: self, tags: ownTags }],
      discriminator: { property },
    };
  }
}

const plainVariants = (variants: readonly Variant[]): readonly Variant[] =>
  variants.map(({ type, tags }) => ({ type: type.kind === 'nullable' ? type.type : type, tags }));
