import { nodeOf } from '../../codegen/json.ts';
import type { Method as MethodConfig } from '../config/resources.ts';
import { type Located, member, type SpecDocument } from './document.ts';
import { fieldEncodings, type ListFormat } from './encodings.ts';
import type { Body, BodyEncoding } from './method-types.ts';
import { contentOf, isJson, isText, mediaType, type Operation } from './operations.ts';
import { bareFacts, nullable } from './schema-facts.ts';
import type { Schemas } from './schemas.ts';
import type { Model, ModelId, Property, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

function kindOf(contentType: string): BodyEncoding['kind'] {
  const media = mediaType(contentType);
  if (isJson(contentType)) return 'json';
  if (media.startsWith('multipart/')) return 'multipart';
  if (media === 'application/x-www-form-urlencoded') return 'form';
  return isText(contentType) ? 'text' : 'binary';
}

/** What the body of an operation is read from. */
export interface BodyContext {
  readonly document: SpecDocument;
  readonly schemas: Schemas;
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly lists: Readonly<Record<'form' | 'multipart', ListFormat>>;
}

function encodingOf(
  contentType: string,
  content: Located,
  { schemas, models, lists }: BodyContext,
): BodyEncoding {
  const kind = kindOf(contentType);
  const isForm = kind === 'form' || kind === 'multipart';
  const properties = isForm ? propertiesOf(schemas.typeOf(member(content, 'schema')), models) : [];
  const format = lists[kind === 'multipart' ? 'multipart' : 'form'];
  return {
    kind,
    contentType: kind === 'json' && mediaType(contentType).includes('*') ? 'application/json' : contentType,
    fields: fieldEncodings(content, kind, properties, format, models),
  };
}

/** The request body of an operation; JSON if it accepts that among others. */
export function bodyOf(operation: Operation, method: MethodConfig, context: BodyContext): Body | null {
  const { document, schemas, models } = context;
  const at = document.follow(member(operation.at, 'requestBody'));
  const content = contentOf(at);
  if (content.length === 0) return null;
  const encodings = content.map(([type, at]) => encodingOf(type, at, context));
  const json = encodings.findIndex(({ kind }) => kind === 'json');
  const first = json === -1 ? 0 : json;
  const [chosen] = content.slice(first);
  const encoding = encodings[first];
  if (chosen === undefined || encoding === undefined) return null;
  const ordered = [encoding, ...encodings.filter((_, index) => index !== first)];
  const schema = member(chosen[1], 'schema');
  const isRaw = encoding.kind === 'binary' || encoding.kind === 'text';
  const type: Type =
    isRaw || schema.value === undefined
      ? { kind: encoding.kind === 'binary' ? 'binary' : 'unknown', ...rawFacts(schema.pointer) }
      : schemas.typeOf(schema);
  const rawType: Type =
    encoding.kind === 'text'
      ? { kind: 'string', format: 'none', pattern: null, ...rawFacts(schema.pointer) }
      : type;
  const named = method.body_param_name;
  const spread = named === undefined && !isRaw && spreadable(rawType, models);
  return {
    shape: spread ? 'spread' : 'whole',
    argument: spread ? null : (named ?? 'body'),
    encodings: ordered,
    required: nodeOf(at.value).required === true,
    type: rawType,
  };
}

const rawFacts = (pointer: string) => ({
  description: null,
  title: null,
  variantName: null,
  example: undefined,
  pointer,
});

/** `within`: the unions that contain the type as a variant; a recursive one is no object. */
function spreadable(
  type: Type,
  models: ReadonlyMap<ModelId, Model>,
  within: ReadonlySet<Type> = new Set(),
): boolean {
  const whole = unfolded(type, models);
  if (whole.kind === 'nullable') return spreadable(whole.type, models, within);
  if (whole.kind === 'object') return true;
  if (whole.kind !== 'union' || within.has(whole)) return false;
  const inner = new Set([...within, whole]);
  return whole.variants.every((variant) => spreadable(variant.type, models, inner));
}

/** Properties of an object, or of all variants of a union of objects. Empty for other types. */
export function propertiesOf(
  type: Type,
  models: ReadonlyMap<ModelId, Model>,
  within: ReadonlySet<Type> = new Set(),
): readonly Property[] {
  const whole = unfolded(type, models);
  switch (whole.kind) {
    case 'object':
      return whole.properties;
    case 'nullable':
      return propertiesOf(whole.type, models, within);
    case 'union': {
      // A variant that is one of the enclosing unions adds no properties.
      if (within.has(whole)) return [];
      const inner = new Set([...within, whole]);
      const variants = whole.variants.map((variant) => propertiesOf(variant.type, models, inner));
      const names = [...new Set(variants.flat().map(({ name }) => name))];
      return names.flatMap((name) => {
        const found = variants.flatMap((properties) =>
          properties.filter((property) => property.name === name),
        );
        const merged = mergedProperty(found);
        return merged === null
          ? []
          : [{ ...merged, required: merged.required && found.length === variants.length }];
      });
    }
    default:
      return [];
  }
}

function mergedProperty(found: readonly Property[]): Property | null {
  const [first] = found;
  if (first === undefined) return null;
  const types: Type[] = [];
  for (const { type } of found) {
    const plain = type.kind === 'nullable' ? type.type : type;
    if (!types.some((other) => sameType(other, plain))) types.push(plain);
  }
  const [only] = types;
  const joined: Type =
    types.length === 1 && only !== undefined
      ? only
      : {
          kind: 'union',
          variants: types.map((type) => ({ type, tags: [] })),
          discriminator: null,
          ...bareFacts(first.type),
          title: null,
        };
  const couldBeNull = found.some(({ type }) => type.kind === 'nullable');
  return {
    ...first,
    required: found.every(({ required }) => required),
    type: couldBeNull ? nullable(joined) : joined,
    default: found.every((one) => one.default === first.default) ? first.default : undefined,
  };
}

/** Whether two types come from the same place in the description, or are the same plain type. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b || (a.pointer === b.pointer && a.kind === b.kind)) return true;
  const [
    { pointer: _p, description: _d, title: _t, example: _e, ...left },
    { pointer, description, title, example, ...right },
  ] = [a, b];
  return (
    a.kind === b.kind &&
    ['string', 'integer', 'number', 'boolean', 'null', 'unknown', 'binary', 'model', 'constant'].includes(
      a.kind,
    ) &&
    JSON.stringify(left, bigintText) === JSON.stringify(right, bigintText)
  );
}

const bigintText = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
