import { isNode, listOf, nodeOf } from '../../codegen/json.ts';
import type { Api } from './api-types.ts';
import { items, type Located, member, members, SpecDocument, segments } from './document.ts';
import { type ExampleOptions, exampleOf } from './examples.ts';
import { fits } from './fits.ts';
import { innerTypes } from './inner-types.ts';
import type { Method, Resource, Result } from './method-types.ts';
import { contentOf, isJson, Operations, successOf } from './operations.ts';
import { jsonOf } from './schema-facts.ts';
import type { Json, Type } from './types.ts';

/** Examples in place of those at a pointer; undefined: none. */
type Replacements = Map<string, Json | undefined>;

/**
 * The description for the mock server, which answers with examples as they are, or else with what it makes of the
 * schemas. Typed SDKs cannot read an answer that contradicts its schema, so such an example is replaced.
 */
export function mockDescription(description: unknown, { root, resources, models }: Api): unknown {
  const document = new SpecDocument(description);
  const operations = new Operations(document);
  const options: ExampleOptions = { models, include: 'required', direction: 'received' };
  const replacements: Replacements = new Map();
  const seen = new Set<Type>();
  for (const method of [root, ...resources].flatMap(methodsWithin)) {
    const answer = answerOf(method.result);
    const operation = operations.find({ verb: method.verb, path: method.path, query: [] });
    const success = operation === null ? null : successOf(document, operation);
    if (answer === null || success === null) continue;
    for (const [contentType, content] of contentOf(success)) {
      if (isJson(contentType) && !isReadable(content, answer, document, options))
        replacements.set(content.pointer, exampleAnswer(answer, options));
    }
    for (const type of allWithin(answer.type, options, seen)) {
      if (type.example !== undefined && !isValid(type, type.example, options))
        replacements.set(type.pointer, undefined);
    }
  }
  return replacements.size === 0 ? description : replaced(description, placesOf(replacements));
}

function methodsWithin({ methods, subresources }: Resource): readonly Method[] {
  return [...methods.filter(({ kind }) => kind.kind === 'http'), ...subresources.flatMap(methodsWithin)];
}

/** What an SDK reads of an answer: the whole, or one of its fields. */
interface Answer {
  readonly type: Type;
  readonly unwrap: string | null;
}

function answerOf(result: Result): Answer | null {
  switch (result.kind) {
    case 'value':
      return result;
    case 'page':
      return { type: result.type, unwrap: null };
    case 'stream':
      return result.otherwise === null ? null : answerOf(result.otherwise);
    case 'nothing':
    case 'text':
    case 'binary':
      return null;
    default:
      return result satisfies never;
  }
}

/** Whether what the mock server answers is valid: the only or the first example, or what it makes of the schema. */
function isReadable(
  content: Located,
  { type, unwrap }: Answer,
  document: SpecDocument,
  options: ExampleOptions,
): boolean {
  const [first] = members(member(content, 'examples'));
  const example =
    nodeOf(content.value).example ?? (first === undefined ? undefined : document.node(first[1]).value);
  if (example === undefined) return !lacksRequired(member(content, 'schema'), document);
  const value = unwrap === null ? example : nodeOf(example)[unwrap];
  return value !== undefined && isValid(type, jsonOf(value), options);
}

function exampleAnswer({ type, unwrap }: Answer, options: ExampleOptions): Json | undefined {
  const value = exampleOf(type, unwrap ?? 'value', options);
  return value === undefined || unwrap === null ? value : { [unwrap]: value };
}

function isValid(type: Type, value: Json, options: ExampleOptions): boolean {
  return fits(type, value, { ...options, isLoose: true });
}

/**
 * Whether the mock server leaves out a required property when it makes a value of a schema: one that the whole
 * requires and a part of its `allOf` defines.
 */
function lacksRequired(schema: Located, document: SpecDocument, seen = new Set<unknown>()): boolean {
  const at = document.follow(schema);
  const node = at.value;
  if (!isNode(node) || seen.has(node)) return false;
  seen.add(node);
  const parts = items(member(at, 'allOf'));
  const isOwn = (name: unknown) => Object.hasOwn(nodeOf(node.properties), String(name));
  if (parts.length > 0 && !listOf(node.required).every(isOwn)) return true;
  return [
    ...parts,
    ...items(member(at, 'oneOf')),
    ...items(member(at, 'anyOf')),
    ...members(member(at, 'properties')).map(([, property]) => property),
    member(at, 'items'),
    member(at, 'additionalProperties'),
  ].some((inner) => lacksRequired(inner, document, seen));
}

/** A type and all within it that were not seen before. */
function allWithin(whole: Type, { models }: ExampleOptions, seen: Set<Type>): readonly Type[] {
  const found: Type[] = [];
  const left = [whole];
  for (let type = left.pop(); type !== undefined; type = left.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    found.push(type);
    const model = type.kind === 'model' ? models.get(type.model)?.type : undefined;
    left.push(...innerTypes(type), ...(model === undefined ? [] : [model]));
  }
  return found;
}

/** Replacements as a tree of the keys of their pointers. */
interface Places {
  replacement: { readonly example: Json | undefined } | null;
  readonly inside: Map<string, Places>;
}

function placesOf(replacements: Replacements): Places {
  const root: Places = { replacement: null, inside: new Map() };
  for (const [pointer, example] of replacements) {
    let at = root;
    for (const key of segments(pointer)) {
      const next = at.inside.get(key) ?? { replacement: null, inside: new Map() };
      at.inside.set(key, next);
      at = next;
    }
    at.replacement = { example };
  }
  return root;
}

/** A copy of a value with the replacements. */
function replaced(value: unknown, { replacement, inside }: Places): unknown {
  const copied = (key: string, old: unknown) => {
    const places = inside.get(key);
    return places === undefined ? old : replaced(old, places);
  };
  if (Array.isArray(value)) return value.map((item, index) => copied(String(index), item));
  if (!isNode(value)) return value;
  const entries = Object.entries(value)
    .filter(([key]) => replacement === null || (key !== 'example' && key !== 'examples'))
    .map(([key, old]) => [key, copied(key, old)]);
  const example = replacement?.example;
  return Object.fromEntries(example === undefined ? entries : [...entries, ['example', example]]);
}
