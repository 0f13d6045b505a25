import type { GeneratorFinding } from '../../generator.ts';
import { isNode, type Node } from '../../json.ts';
import {
  harmlessUrl,
  isHarmlessName,
  isHarmlessValue,
  isIdentifier,
  isWord,
  lookAlike,
  plainWords,
} from './harmless.ts';
import type { Placeholders } from './placeholders.ts';
import { DESCRIPTION, type Keys, type Scalar, type Shape } from './structure.ts';

export interface Neutralised {
  readonly value: unknown;
  readonly findings: readonly GeneratorFinding[];
}

const DROP = Symbol('left out');
const MAX_DEPTH = 200;

/**
 * Makes every text of a description harmless in every generated language: prose by lookalike characters, names and
 * values by placeholders if they contain anything unsafe, URLs by percent-encoding. Examples, and keys that OpenAPI
 * does not define, are dropped. Pure.
 */
export function neutralise(description: unknown, placeholders: Placeholders): Neutralised {
  const walk = new Walk(placeholders);
  const value = walk.shaped(description, DESCRIPTION, '#', 0);
  const findings = [...walk.findings];
  // Final check, whatever was decided above: no other text passes.
  const harmful = textWhere(value, (text) => !isNeutral(text));
  if (harmful !== undefined) {
    const message = `${JSON.stringify(harmful.slice(0, 200))} cannot be passed to the generator: it could be read as code.`;
    findings.push({ level: 'fatal', message });
  }
  return { value: value === DROP ? {} : value, findings };
}

const ANY_TYPE = /^(\*|[\w.+-]+)\/\*$/;

function isNeutral(text: string): boolean {
  if (ANY_TYPE.test(text) || text === '$ref' || text === '$defs') return true;
  const isUrl = /^[\w\-.~:/?#@!&+,;=%[\]{}]+$/.test(text);
  return isHarmlessValue(isUrl ? text.replace(/%[0-9A-F]{2}|\/\//gi, ' ') : text);
}

class Walk {
  readonly findings: GeneratorFinding[] = [];
  readonly #placeholders: Placeholders;

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders;
  }

  shaped(value: unknown, shape: Shape, pointer: string, depth: number): unknown {
    if (depth > MAX_DEPTH) return this.#dropped(pointer, 'it is nested too deeply');
    if (typeof shape === 'string') return this.#scalar(value, shape, pointer);
    if ('either' in shape) {
      if (isNode(value))
        return shape.object === undefined ? DROP : this.shaped(value, shape.object, pointer, depth);
      if (Array.isArray(value))
        return shape.list === undefined ? DROP : this.shaped(value, shape.list, pointer, depth);
      return this.#scalar(value, shape.single, pointer);
    }
    if ('list' in shape) return this.#list(value, shape.list, pointer, depth);
    if (!isNode(value)) return DROP;
    if ('map' in shape) return this.#map(value, shape.map, shape.keys, pointer, depth);
    const out = emptyNode();
    for (const [key, each] of Object.entries(value)) {
      const known = Object.hasOwn(shape.object, key) ? shape.object[key] : undefined;
      if (known === undefined) continue;
      const at = `${pointer}/${escaped(key)}`;
      const inner = known();
      const kept =
        inner === 'parameterName'
          ? this.#parameterName(each, value.in, at)
          : this.shaped(each, inner, at, depth + 1);
      if (kept !== DROP) out[key] = kept;
    }
    return out;
  }

  #list(value: unknown, shape: Shape, pointer: string, depth: number): unknown {
    if (!Array.isArray(value)) return DROP;
    const kept = value.map((each: unknown, i) => this.shaped(each, shape, `${pointer}/${i}`, depth + 1));
    // Names of enum elements follow their positions, so a single one cannot be dropped.
    if (shape === 'identifier' && kept.includes(DROP))
      return this.#dropped(pointer, 'not all are identifiers');
    return kept.filter((each) => each !== DROP);
  }

  #map(value: Node, shape: Shape, keys: Keys, pointer: string, depth: number): unknown {
    const out = emptyNode();
    for (const [key, each] of Object.entries(value)) {
      const at = `${pointer}/${escaped(key)}`;
      const name = this.#key(key, keys, at);
      const kept = name === DROP ? DROP : this.shaped(each, shape, at, depth + 1);
      if (typeof name === 'string' && kept !== DROP) out[name] = kept;
    }
    return out;
  }

  #key(key: string, kind: Keys, pointer: string): unknown {
    switch (kind) {
      case 'path':
        return this.#path(key, pointer);
      case 'status':
        if (/^([1-5](\d\d|XX)|default)$/i.test(key)) return key;
        return key.startsWith('x-') ? DROP : this.#dropped(pointer, 'it is not a status code');
      case 'name':
      case 'ownName':
      case 'mediaType':
      case 'value':
        return this.#scalar(key, kind, pointer);
    }
  }

  #scalar(value: unknown, kind: Scalar, pointer: string): unknown {
    if (kind === 'plain')
      return typeof value === 'string' || isNode(value) || Array.isArray(value) ? DROP : value;
    if (kind === 'default' || kind === 'value') return this.#value(value, kind, pointer);
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value;
    if (typeof value !== 'string') return DROP;
    switch (kind) {
      case 'prose':
        return lookAlike(value);
      case 'label': {
        if (isHarmlessName(value)) return value;
        return plainWords(value) || this.#ownName(value, pointer);
      }
      case 'ownName':
        return this.#ownName(value, pointer);
      case 'name':
      case 'parameterName':
        return this.#name(value, pointer);
      case 'word':
        return isWord(value) ? value : this.#dropped(pointer, 'it is not an OpenAPI keyword');
      case 'identifier':
        return isIdentifier(value) ? value : this.#dropped(pointer, 'it is not an identifier');
      case 'version':
        return isWord(value) ? value : plainWords(value).replaceAll(' ', '-') || '0';
      case 'email':
        return /^[\w.+-]+@[\w.-]+$/.test(value) ? value : DROP;
      case 'mediaType':
        return this.#mediaType(value, pointer);
      case 'url':
        return harmlessUrl(value);
      case 'serverUrl':
        return this.#template(value, pointer);
      case 'serverValue':
        return this.#text(value, pointer);
      case 'pattern':
        return this.#pattern(value, pointer);
      case 'reference':
        return this.#reference(value, pointer);
      case 'schemaReference':
        return value.startsWith('#') ? this.#reference(value, pointer) : this.#name(value, pointer);
    }
  }

  /**
   * A value on the wire: unchanged if harmless, otherwise a placeholder. Objects only if everything in them is
   * harmless.
   */
  #value(value: unknown, kind: 'default' | 'value', pointer: string): unknown {
    if (typeof value === 'string') return this.#text(value, pointer);
    if (Array.isArray(value)) {
      const kept = value.map((each: unknown, i) => this.#value(each, kind, `${pointer}/${i}`));
      return kept.includes(DROP) ? DROP : kept;
    }
    if (isNode(value)) {
      const isHarmless = textWhere(value, (text) => !isHarmlessValue(text)) === undefined;
      return isHarmless
        ? value
        : this.#dropped(pointer, 'an object with such texts cannot be written in every language');
    }
    return value;
  }

  #text(text: string, pointer: string): string {
    return isHarmlessValue(text) ? text : this.#placeholders.of(text, pointer);
  }

  #name(name: string, pointer: string): string {
    return isHarmlessName(name) ? name : this.#placeholders.of(name, pointer);
  }

  /** A name that is in no request, such as that of an operation: its placeholder is not replaced afterwards. */
  #ownName(name: string, pointer: string): string {
    if (isHarmlessName(name)) return name;
    return this.#placeholders.of(name, pointer).toLowerCase();
  }

  #parameterName(name: unknown, place: unknown, pointer: string): unknown {
    if (typeof name !== 'string') return DROP;
    if (place === 'path') return this.#ownName(name, pointer);
    return this.#name(name, pointer);
  }

  #path(path: string, pointer: string): unknown {
    if (!path.startsWith('/')) return this.#dropped(pointer, 'it is not a path');
    return this.#template(path, pointer);
  }

  /** A URL or path with variables in braces. */
  #template(url: string, pointer: string): string {
    return url
      .split(/(\{[^{}]*\})/)
      .map((part, i) => {
        if (i % 2 === 0) return harmlessUrl(part).replaceAll('#', '%23');
        const name = part.slice(1, -1);
        const own = name === '' ? '' : this.#ownName(name, pointer);
        // Braces around a name with blanks are text: no URL with a variable is like that.
        return /\s/.test(own) ? harmlessUrl(part).replaceAll('#', '%23') : `{${own}}`;
      })
      .join('');
  }

  #mediaType(type: string, pointer: string): unknown {
    const [, plainType = '', parameters = ''] =
      /^\s*([\w.+-]+\/[\w.+-]+|\*\/\*|[\w.+-]+\/\*)\s*(;[\s\S]*)?$/.exec(type) ?? [];
    if (plainType === '') {
      return this.#placeholders.of(type, pointer, { begin: 'application/' });
    }
    if (parameters === '' || /^(\s*;\s*[\w-]+=[\w.:/+-]+)+$/.test(parameters)) return type.trim();
    // A JSON type is recognised by the part before its parameters.
    return `${plainType};${this.#placeholders.of(parameters.slice(1), pointer)}`;
  }

  #pattern(pattern: string, pointer: string): unknown {
    try {
      new RegExp(pattern);
    } catch {
      return this.#dropped(pointer, 'it is not a regular expression');
    }
    return /^[\w ^[\]().+?|,:@=-]*$/.test(pattern)
      ? pattern
      : this.#placeholders.of(pattern, pointer, { isPattern: true });
  }

  /** A reference within the description, its names neutralised like their definitions. */
  #reference(reference: string, pointer: string): unknown {
    if (!reference.startsWith('#/')) {
      return isWord(reference)
        ? reference
        : this.#dropped(pointer, 'it refers to nothing in this description');
    }
    const parts = reference.slice(2).split('/').map(unescaped);
    const written = parts.map((part, i) => {
      if (i > 0 && parts[i - 1] === 'paths') return this.#template(part, pointer);
      if (parts[i - 1] === 'content') return String(this.#mediaType(part, pointer));
      return this.#name(part, pointer);
    });
    // Unchanged if that is safe, including existing percent-escapes.
    return written.every((part, i) => part === parts[i]) ? reference : `#/${written.map(escaped).join('/')}`;
  }

  #dropped(pointer: string, why: string): typeof DROP {
    this.findings.push({
      level: 'warning',
      message: `${pointer} is left out of the generated code: ${why}.`,
      oasRef: pointer,
    });
    return DROP;
  }
}

/** An object without a prototype, in which `__proto__` is a normal key. */
const emptyNode = (): Record<string, unknown> => Object.create(null);

/** The first key or string in a value that passes `test`. */
function textWhere(value: unknown, test: (text: string) => boolean): string | undefined {
  if (typeof value === 'string') return test(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) {
    const key = Object.keys(value).find(test);
    if (key !== undefined) return key;
  }
  for (const each of Object.values(value)) {
    const found = textWhere(each, test);
    if (found !== undefined) return found;
  }
  return undefined;
}

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

function unescaped(part: string): string {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
