import { isNode, listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import { type Located, member, members, type SpecDocument } from './document.ts';
import { isSkipped, namingOf } from './extensions.ts';
import { onlyValue } from './scalars.ts';
import { deprecatedIn, factsOf, hasStructure, jsonOf, withFacts } from './schema-facts.ts';
import { annotationsOf, patternSchema } from './schema-nodes.ts';
import { type Part, partsOf, type SchemaReader } from './schema-parts.ts';
import type { ModelId, NameOverrides, Property, Type } from './types.ts';
import { NOT_DEFINED } from './untestable.ts';

/** An object with the properties of all parts, or a map if they have none. `whole`: as in `intersectionOf`. */
export function objectType(parts: readonly Part[], whole: Node, pointer: string, reader: SchemaReader): Type {
  const { report, target } = reader.context;
  const facts = factsOf(whole, pointer);
  const { found, required } = declared(parts, target);
  const values = additionalOf(parts, pointer, reader);
  if (found.size === 0) {
    if (values !== null) return { kind: 'map', values, ...facts };
    const isClosed = parts.some(({ node }) => node.additionalProperties === false);
    const isNamed = parts.some(({ node }) => node['x-stainless-empty-object'] === true);
    if (!isNamed && !isClosed) {
      const message =
        'The object has neither properties nor additionalProperties: its value can be anything. `additionalProperties: true` makes it a map.';
      report.add('note', 'Schema/ObjectHasNoProperties', message, { oas: pointer });
      return { kind: 'unknown', ...facts };
    }
  }
  for (const name of required) {
    if (found.has(name) || parts.length > 1) continue;
    const message = `The property ${JSON.stringify(name)} is required but not defined.`;
    report.add('warning', NOT_DEFINED, message, { oas: pointer });
  }
  const properties: Property[] = [];
  for (const [name, places] of found) properties.push(propertyOf(name, places, required.has(name), reader));
  const models = new Set<ModelId>();
  for (const { model } of parts) if (model !== null) models.add(model);
  return { kind: 'object', properties, additional: values, extends: [...models], ...facts };
}

/** The properties of all parts, each with every place that declares it, and the names of those that are required. */
function declared(parts: readonly Part[], target: string) {
  const found = new Map<string, Located[]>();
  const required = new Set<string>();
  for (const { at, node } of parts) {
    for (const name of listOf(node.required)) required.add(String(name));
    for (const [name, property] of members(member(at, 'properties'))) {
      if (isNode(property.value) && isSkipped(property.value, target)) continue;
      const places = found.get(name);
      if (places === undefined) found.set(name, [property]);
      else places.push(property);
    }
  }
  return { found, required };
}

/** The type of additional properties; unknown if any are allowed, null if the description says nothing of them. */
function additionalOf(parts: readonly Part[], pointer: string, reader: SchemaReader): Type | null {
  let isOpen = false;
  for (const { at, node } of parts) {
    const extra = node.additionalProperties ?? patternSchema(node);
    if (extra === true || (isNode(extra) && !hasStructure(extra))) {
      isOpen = true;
    } else if (isNode(extra)) {
      return reader.typeOf(
        node.additionalProperties === undefined
          ? { value: extra, pointer: `${at.pointer}/patternProperties` }
          : member(at, 'additionalProperties'),
      );
    }
  }
  return isOpen ? { kind: 'unknown', ...factsOf({}, `${pointer}/additionalProperties`) } : null;
}

function propertyOf(
  name: string,
  places: readonly Located[],
  required: boolean,
  reader: SchemaReader,
): Property {
  const all = declarationsOf(places, reader.context.document);
  let names: NameOverrides = NO_NAMES;
  let description: string | null = null;
  let fallback: unknown;
  let readOnly = false;
  let writeOnly = false;
  for (const node of all) {
    if (node['x-stainless-naming'] !== undefined)
      names = { ...namingOf(node, reader.context.target), ...names };
    description ??= stringOf(node.description);
    fallback = fallback === undefined ? node.default : fallback;
    readOnly ||= node.readOnly === true;
    writeOnly ||= node.writeOnly === true;
  }
  return {
    name,
    names,
    type: propertyType(places, reader),
    required,
    description,
    deprecated: firstDeprecation(places),
    readOnly,
    writeOnly,
    default: fallback === undefined ? undefined : jsonOf(fallback),
  };
}

const NO_NAMES: NameOverrides = {};

/** What declares a property, the most important first: its places from the last, then what these reference. */
function declarationsOf(places: readonly Located[], document: SpecDocument): readonly Node[] {
  const [only] = places;
  if (places.length === 1 && only !== undefined && isNode(only.value) && only.value.$ref === undefined)
    return [only.value];
  const all = places.map(({ value }) => nodeOf(value)).reverse();
  for (let index = places.length - 1; index >= 0; index--) {
    const place = places[index];
    const target = place === undefined ? null : document.node(place);
    if (target !== null && !all.includes(target)) all.push(target);
  }
  return all;
}

function firstDeprecation(places: readonly Located[]): string | null {
  for (const { value } of places) {
    const text = deprecatedIn(nodeOf(value));
    if (text !== null) return text;
  }
  return null;
}

/** A property in several members of an `allOf` is the intersection of all; the last one narrows the others. */
function propertyType(places: readonly Located[], reader: SchemaReader): Type {
  const { document } = reader.context;
  const [first] = places;
  if (places.length === 1 && first !== undefined) return typeInPlace(first, reader);
  const distinctPlaces = places.filter(
    ({ pointer }, index) => places.findIndex((other) => other.pointer === pointer) === index,
  );
  const last = distinctPlaces.at(-1);
  if (last === undefined) return { kind: 'unknown', ...factsOf({}, '') };
  const structured = distinctPlaces.filter(({ value }) => hasStructure(nodeOf(value)));
  const [only] = structured;
  if (structured.length === 0) return reader.typeOf(last);
  if (structured.length === 1 && only !== undefined)
    return withFacts(reader.typeOf(only), annotationsOf(nodeOf(last.value)));
  const ends = structured.map((one) => document.follow(one));
  if (ends.every(({ pointer }) => pointer === ends[0]?.pointer))
    return reader.typeOf(structured.at(-1) ?? last);
  if (onlyValue(document.node(last)) !== undefined) return reader.typeOf(last);
  const narrowest = narrowestOf(structured, reader);
  return narrowest === null
    ? reader.overlapOf(structured, annotationsOf(nodeOf(last.value)), last.pointer)
    : reader.typeOf(narrowest);
}

/** The last place whose schema contains those of all others, as that of a subtype does; null if there is none. */
function narrowestOf(places: readonly Located[], reader: SchemaReader): Located | null {
  const parts = places.map((place) => new Set(partsOf(place, reader.context).map(({ at }) => at.pointer)));
  const isNarrowest = (own: ReadonlySet<string>) =>
    parts.every((others) => [...others].every((pointer) => own.has(pointer)));
  return places.findLast((_, index) => isNarrowest(parts[index] ?? new Set())) ?? null;
}

function typeInPlace(place: Located, reader: SchemaReader): Type {
  const type = reader.typeOf(place);
  if (type.pointer === place.pointer && isPlain(type)) return type;
  const node = nodeOf(place.value);
  return hasStructure(node) ? withFacts(type, annotationsOf(node)) : type;
}

/** Whether a type already has the keywords of its place, and is shared by all its uses: see `withFacts`. */
function isPlain({ kind }: Type): boolean {
  return kind !== 'model' && kind !== 'unknown' && kind !== 'object' && kind !== 'union';
}
