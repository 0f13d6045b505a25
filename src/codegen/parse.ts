import { loadAll, YAMLException } from 'js-yaml';

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly line?: number };

/** How deep objects and lists may be nested. */
export const MAX_DEPTH = 400;
/** Aliases may make a document longer, up to this many values and two for each character. */
const MAX_VALUES = 100_000;

/** The value of a description, of JSON or YAML: by its name, or by how it begins. A tree, of bounded size and depth. */
export function parse(file: string, text: string): Parsed {
  const parsed = file.endsWith('.json') || text.startsWith('{') ? parseJson(text) : null;
  if (parsed !== null && (parsed.ok || file.endsWith('.json'))) return parsed.ok ? shallow(parsed) : parsed;
  return bounded(parseYaml(text), text);
}

function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, message: `is not JSON: ${String(error).replace('SyntaxError: ', '')}.` };
  }
}

function parseYaml(text: string): Parsed {
  try {
    const documents = loadAll(text, { maxDepth: MAX_DEPTH + 1 });
    if (documents.length > 1) return { ok: false, message: 'holds more than one YAML document.' };
    return { ok: true, value: documents[0] };
  } catch (error) {
    if (!(error instanceof YAMLException)) return { ok: false, message: `is not YAML: ${String(error)}.` };
    const line = error.mark === undefined ? undefined : error.mark.line + 1;
    return error.reason.startsWith('nesting exceeded')
      ? { ok: false, message: TOO_DEEP, line }
      : { ok: false, message: `is not YAML: ${error.reason}.`, line };
  }
}

const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels.`;

/** Refuses what is too deep, of what has no aliases. */
function shallow(parsed: Parsed): Parsed {
  const deep = (value: unknown, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    return depth >= MAX_DEPTH || Object.values(value).some((member) => deep(member, depth + 1));
  };
  return parsed.ok && deep(parsed.value, 0) ? { ok: false, message: TOO_DEEP } : parsed;
}

/** Refuses what is too deep, goes round in a circle, or grows out of all bounds because aliases stand in aliases. */
function bounded(parsed: Parsed, text: string): Parsed {
  if (!parsed.ok) return parsed;
  const limit = MAX_VALUES + 2 * text.length;
  const measured = new Map<object, Measure>();
  const open = new Set<object>();
  const measure = (value: unknown, depth: number): Measure => {
    if (typeof value !== 'object' || value === null) return LEAF;
    if (open.has(value)) throw new Unbounded('its aliases form a circle, so it is not one document.');
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
    if (values > limit) throw new Unbounded('has YAML aliases that make it many times as long as it is.');
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

/** How many values a value holds, itself included, and how deep they go. */
interface Measure {
  readonly values: number;
  readonly height: number;
}
const LEAF: Measure = { values: 1, height: 0 };

class Unbounded extends Error {}
