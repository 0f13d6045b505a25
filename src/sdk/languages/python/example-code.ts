import type { Argument, Method, Resource } from '../../api/method-types.ts';
import type { Json, Model, ModelId, Type } from '../../api/types.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import { fieldNames } from './fields.ts';
import { orderedArguments } from './methods.ts';
import type { PythonNames } from './names.ts';
import { name, str, value } from './text.ts';

/** Writes values on the wire as callers of a method write them: keys with their Python names, files as bytes. */
export class ExampleWriter {
  readonly #names: PythonNames;
  readonly #models: ReadonlyMap<ModelId, Model>;
  /** Imports that the values need. */
  readonly needs = new Set<'datetime' | 'date'>();

  constructor(names: PythonNames, models: ReadonlyMap<ModelId, Model>) {
    this.#names = names;
    this.#models = models;
  }

  /** Arguments of a call, one per line or all on one line. */
  arguments(method: Method, given: ReadonlyMap<Argument, Json>): Code[] {
    const { positional, named } = orderedArguments(method);
    const known = this.#names.methods.get(method);
    const isGiven = (argument: Argument) => given.has(argument);
    return [
      ...positional.filter(isGiven).map((argument) => this.value(argument.type, given.get(argument) ?? null)),
      ...named
        .filter(isGiven)
        .map(
          (argument) =>
            code`${name(known?.arguments.get(argument) ?? 'value')}=${this.value(argument.type, given.get(argument) ?? null)}`,
        ),
    ];
  }

  /** The value in the form of the type. */
  value(type: Type, json: Json): Code {
    if (json === null) return source('None');
    switch (type.kind) {
      case 'nullable':
        return this.value(type.type, json);
      case 'model': {
        const model = this.#models.get(type.model);
        return model === undefined
          ? value(json)
          : this.value(
              model.aliasOf === null ? model.type : { ...model.type, kind: 'model', model: model.aliasOf },
              json,
            );
      }
      case 'binary':
        return typeof json === 'string' ? code`b${str(ascii(json))}` : value(json);
      case 'array':
        return isList(json)
          ? code`[${join(
              json.map((item) => this.value(type.items, item)),
              ', ',
            )}]`
          : value(json);
      case 'map':
        return isMap(json)
          ? code`{${join(
              Object.entries(json).map(
                ([key, member]) => code`${str(key)}: ${this.value(type.values, member)}`,
              ),
              ', ',
            )}}`
          : value(json);
      case 'object':
        return isMap(json) ? this.#object(type, json) : value(json);
      case 'union':
        return this.#union(type, json);
      case 'unknown':
      case 'null':
      case 'boolean':
      case 'string':
      case 'integer':
      case 'number':
      case 'constant':
      case 'enum':
        return value(json);
      default:
        return type satisfies never;
    }
  }

  #object(type: Extract<Type, { kind: 'object' }>, json: { readonly [key: string]: Json }): Code {
    if (type.properties.length === 0) return value(json);
    const writable = type.properties.filter(({ readOnly }) => !readOnly);
    const fields = fieldNames(writable.length > 0 ? writable : type.properties, this.#names.casings, 'sent');
    const byWire = new Map([...fields].map(([property, own]) => [property.name, { property, own }]));
    const members = Object.entries(json).map(([key, member]) => {
      const known = byWire.get(key);
      if (known === undefined)
        return code`${str(key)}: ${type.additional === null ? value(member) : this.value(type.additional, member)}`;
      return code`${str(known.own)}: ${this.value(known.property.type, member)}`;
    });
    return code`{${join(members, ', ')}}`;
  }

  /** The variant with the value's keys, or else any of the value's kind. */
  #union(type: Extract<Type, { kind: 'union' }>, json: Json): Code {
    const property = type.discriminator?.property;
    const tag = property !== undefined && isMap(json) ? json[property] : undefined;
    const tagged = type.variants.find((variant) => typeof tag === 'string' && variant.tags.includes(tag));
    const found = tagged ?? type.variants.find((variant) => this.#takes(variant.type, json));
    return found === undefined ? value(json) : this.value(found.type, json);
  }

  #takes(type: Type, json: Json): boolean {
    switch (type.kind) {
      case 'nullable':
        return this.#takes(type.type, json);
      case 'model': {
        const model = this.#models.get(type.model);
        return model !== undefined && this.#takes(model.type, json);
      }
      case 'object':
        return (
          isMap(json) &&
          type.properties.every((property) => !property.required || Object.hasOwn(json, property.name)) &&
          (type.properties.length === 0 ||
            Object.keys(json).some((key) => type.properties.some((property) => property.name === key)))
        );
      case 'map':
        return isMap(json);
      case 'array':
        return isList(json);
      case 'union':
        return type.variants.some((variant) => this.#takes(variant.type, json));
      case 'binary':
      case 'string':
      case 'enum':
      case 'constant':
        return typeof json === 'string' || type.kind !== 'binary';
      default:
        return !isMap(json) && !isList(json);
    }
  }
}

/** `client.chat.completions` for a resource. */
export function resourceCode(
  path: readonly string[],
  resources: readonly Resource[],
  names: PythonNames,
  client: Code,
): Code {
  const parts: Code[] = [client];
  let level = resources;
  for (const part of path) {
    const found = level.find((resource) => resource.name === part);
    const own = found === undefined ? undefined : names.resources.get(found);
    if (found === undefined || own === undefined) break;
    parts.push(name(own.attribute));
    level = found.subresources;
  }
  return join(parts, '.');
}

function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function isMap(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
