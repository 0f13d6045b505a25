import { loadAll, YAMLException } from 'js-yaml';
import { readJson } from './exact-json.ts';
import { EXACT_SCHEMA } from './exact-yaml.ts';
import { duplicateYamlKeys } from './positions.ts';

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly message: string;
      readonly line?: number;
      /** A diagnostic that says more than that the text cannot be read; with a JSON pointer. */
      readonly code?: 'DuplicateKey';
      readonly pointer?: string;
    };

/** Maximum nesting of objects and lists. */
export const MAX_DEPTH = 400;
/** Aliases may expand a document to this many values, plus two per character. */
const MAX_VALUES = 100_000;

/** Whether to try a text as JSON first: by its name, or by how it begins. */
export const isJsonText = (file: string, text: string) => file.endsWith('.json') || text.startsWith('{');

/** A text without the byte order mark that some editors add. */
export const withoutMark = (text: string) => (text.startsWith('\ufeff') ? text.slice(1) : text);

export const duplicateMessage = (key: string, firstLine: number) =>
  `the key ${JSON.stringify(key.slice(0, 100))} is duplicated in one object; it first occurs in line ${firstLine}.`;

/**
 * Parses a description as JSON or YAML. The result is a tree of bounded size and depth; an integer that a number
 * cannot hold is a `bigint`.
 */
export function parse(file: string, marked: string): Parsed {
  const text = withoutMark(marked);
  const parsed = isJsonText(file, text) ? parseJson(text) : null;
  if (parsed !== null && (parsed.ok || file.endsWith('.json'))) return parsed.ok ? shallow(parsed) : parsed;
  return bounded(parseYaml(text), text);
}

function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: readJson(text) };
  } catch (error) {
    return { ok: false, message: `is not JSON: ${String(error).replace('SyntaxError: ', '')}.` };
  }
}

function parseYaml(text: string): Parsed {
  try {
    const documents = loadAll(text, { maxDepth: MAX_DEPTH + 1, schema: EXACT_SCHEMA });
    if (documents.length > 1) return { ok: false, message: 'contains more than one YAML document.' };
    return { ok: true, value: documents[0] };
  } catch (error) {
    if (!(error instanceof YAMLException)) return { ok: false, message: `is not YAML: ${String(error)}.` };
    const line = error.mark === undefined ? undefined : error.mark.line + 1;
    if (error.reason.startsWith('duplicated mapping key')) {
      const [found] = duplicateYamlKeys(text);
      const message =
        found === undefined ? `is not YAML: ${error.reason}.` : duplicateMessage(found.key, found.firstLine);
      return { ok: false, code: 'DuplicateKey', message, line: found?.line ?? line, pointer: found?.pointer };
    }
    return error.reason.startsWith('nesting exceeded')
      ? { ok: false, message: TOO_DEEP, line }
      : { ok: false, message: `is not YAML: ${error.reason}.`, line };
  }
}

const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels.`;

/** Rejects values that are nested too deeply, if there are no aliases. */
function shallow(parsed: Parsed): Parsed {
  const deep = (value: unknown, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    return depth >= MAX_DEPTH || Object.values(value).some((member) => deep(member, depth + 1));
  };
  return parsed.ok && deep(parsed.value, 0) ? { ok: false, message: TOO_DEEP } : parsed;
}

/** Rejects values that are nested too deeply, are cyclic, or expand beyond the limits because of nested aliases. */
function bounded(parsed: Parsed, text: string): Parsed {
  if (!parsed.ok) return parsed;
  const limit = MAX_VALUES + 2 * text.length;
  const measured = new Map<object, Measure>();
  const open = new Set<object>();
  const measure = (value: unknown, depth: number): Measure => {
    if (typeof value !== 'object' || value === null) return LEAF;
    if (open.has(value)) throw new Unbounded('its aliases form a cycle, so it is not one document.');
    const known = measured.get(value);
    if (depth + (known?.height ?? 1) > MAX_DEPTH) throw new Unbounded(TOO_DEEP);
    if (known !== undefined) return known;
    open.add(value);
    let [values, height] = [1, 0];
    for (const member of Object.values(value)) {
      const inner = measure(member, depth + 1);
      values += inner.values;
      height = Math.max(height, inner.height);
    }
    if (values > limit) throw new Unbounded('has YAML aliases that expand it to many times its size.');
    open.delete(value);
    const result = { values, height: height + 1 };
    measured.set(value, result);
    return result;
  };
  try {
    measure(parsed.value, 0);
    return parsed;
  } catch (error) {
    if (error instanceof Unbounded) return { ok: false, message: error.message };
    throw error;
  }
}

/** The number of values in a value, including itself, and its depth. */
interface Measure {
  readonly values: number;
  readonly height: number;
}
const LEAF: Measure = { values: 1, height: 0 };

class Unbounded extends Error {}
