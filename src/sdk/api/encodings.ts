import { type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import type { ArrayFormat } from './api-types.ts';
import { type Located, member, members } from './document.ts';
import type { BodyEncoding, FieldEncoding, ValueEncoding } from './method-types.ts';
import { isJson } from './operations.ts';
import type { Model, ModelId, Property, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

/** Where lists are written in one way throughout the API. */
export interface ListFormat {
  readonly arrays: ArrayFormat;
  /** The config file says so: it takes precedence over what the description says of a single list. */
  readonly isConfigured: boolean;
}

type Models = ReadonlyMap<ModelId, Model>;

/** How the value of a query parameter is written; null: like the API's others. */
export function queryEncoding(
  parameter: Node,
  type: Type,
  format: ListFormat,
  models: Models,
): ValueEncoding | null {
  const [contentType] = Object.keys(nodeOf(parameter.content));
  if (contentType !== undefined) return isJson(contentType) ? { kind: 'content', contentType } : null;
  return isList(type, models) ? joined(parameter, format) : null;
}

/** The properties of a form that are written unlike the others: as the `encoding` of its content says. */
export function fieldEncodings(
  content: Located,
  kind: BodyEncoding['kind'],
  properties: readonly Property[],
  format: ListFormat,
  models: Models,
): readonly FieldEncoding[] {
  if (kind !== 'form' && kind !== 'multipart') return [];
  return members(member(content, 'encoding')).flatMap(([name, at]): FieldEncoding[] => {
    const property = properties.find((one) => one.name === name);
    // A file knows its own type.
    if (property === undefined || holdsFiles(property.type, models)) return [];
    const node = nodeOf(at.value);
    const contentType = contentTypeOf(node, kind);
    if (contentType !== null) return [{ name, encoding: { kind: 'content', contentType } }];
    const encoding = isList(property.type, models) ? joined(node, format) : null;
    return encoding === null ? [] : [{ name, encoding }];
  });
}

/** The type of a value's text, if the form can say it: parts of multipart forms have types, fields of others do not. */
function contentTypeOf(encoding: Node, kind: 'form' | 'multipart'): string | null {
  const given = stringOf(encoding.contentType)?.trim() ?? '';
  // Several, or a range, are what the server accepts.
  if (!/^[^\s,*/]+\/[^\s,*/]+(?:\s*;[^,]*)?$/.test(given)) return null;
  return isJson(given) || kind === 'multipart' ? given : null;
}

/** A list whose items are joined, in another way than all lists; null otherwise. */
function joined(node: Node, { arrays, isConfigured }: ListFormat): ValueEncoding | null {
  const separator = separatorOf(node);
  return separator === null || isConfigured || (separator === ',' && arrays === 'comma')
    ? null
    : { kind: 'joined', separator };
}

function separatorOf({ style, explode, collectionFormat }: Node): ',' | '|' | ' ' | null {
  if (collectionFormat === 'pipes' || (style === 'pipeDelimited' && explode !== true)) return '|';
  if (collectionFormat === 'ssv' || (style === 'spaceDelimited' && explode !== true)) return ' ';
  return (style === undefined || style === 'form') && explode === false ? ',' : null;
}

function isList(type: Type, models: Models): boolean {
  const whole = unfolded(type, models);
  switch (whole.kind) {
    case 'array':
      return true;
    case 'nullable':
      return isList(whole.type, models);
    case 'union':
      return whole.variants.some((variant) => unfolded(variant.type, models).kind === 'array');
    default:
      return false;
  }
}

function holdsFiles(type: Type, models: Models): boolean {
  const whole = unfolded(type, models);
  switch (whole.kind) {
    case 'binary':
      return true;
    case 'array':
      return holdsFiles(whole.items, models);
    case 'nullable':
      return holdsFiles(whole.type, models);
    default:
      return false;
  }
}

/** What tells runtimes how a value is written: a separator, or a content type. */
export function encodingText(encoding: ValueEncoding): string {
  switch (encoding.kind) {
    case 'joined':
      return encoding.separator;
    case 'content':
      return encoding.contentType;
  }
}
