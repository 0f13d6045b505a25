// Completions at a position of the config file, by its JSON Schema. Pure: called by the editor.

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** The position of the caret in a YAML file: the path of keys (`*`: an item of a list), and the text typed so far. */
export interface Place {
  readonly kind: 'key' | 'value';
  readonly path: readonly string[];
  /** Offset at which the typed text begins. */
  readonly from: number;
}

export interface Choice {
  readonly label: string;
  /** The text to insert: a key with its colon. */
  readonly text: string;
  readonly detail: string;
}

const KEY = /^(\s*)((?:- +)*)(?:([\w$./*@-]+|"[^"]*"|'[^']*')\s*:)?/;

/** The position at an offset; null in a comment, and if nothing can be completed. */
export function placeAt(text: string, offset: number): Place | null {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  const line = lines.pop() ?? '';
  if (/(^|\s)#/.test(line)) return null;
  const key = /^(\s*(?:- +)*)([\w$./*@-]*)$/.exec(line);
  if (key !== null) {
    const [, lead = '', typed = ''] = key;
    return { kind: 'key', path: above(lines, lead), from: offset - typed.length };
  }
  const value = /^(\s*(?:- +)*)([\w$./*@-]+):\s+([\w./-]*)$/.exec(line);
  if (value === null) return null;
  const [, lead = '', name = '', typed = ''] = value;
  return { kind: 'value', path: [...above(lines, lead), name], from: offset - typed.length };
}

/** The parent keys, by indentation. `lead`: the text before the key on its own line, spaces and dashes. */
function above(lines: readonly string[], lead: string): string[] {
  const path: string[] = [];
  /** Parent keys start left of this column; in a list item, at or left of its dash plus `dash`. */
  let [limit, dash] = inItem(path, lead) ?? [lead.length, null];
  for (const line of lines.toReversed()) {
    if (limit === 0) break;
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const [, spaces = '', dashes = '', name] = KEY.exec(line) ?? [];
    const column = spaces.length + dashes.length;
    // Another item of the same list, or of a list inside it.
    if (dashes !== '' && spaces.length >= (dash ?? limit)) continue;
    if (name !== undefined && column < limit) {
      path.unshift(name.replace(/^["']|["']$/g, ''));
      [limit, dash] = [column, null];
    }
    if (dashes !== '') [limit, dash] = inItem(path, spaces + dashes) ?? [limit, dash];
  }
  return path;
}

/**
 * Adds a list item for each dash; null if there is none. Returns the maximum column of the list's key, and the first
 * dash's column.
 */
function inItem(path: string[], lead: string): [limit: number, dash: number | null] | null {
  const dash = lead.indexOf('-');
  if (dash < 0) return null;
  for (const _ of lead.matchAll(/-/g)) path.unshift('*');
  // A list may have the same indentation as its key.
  return [dash + 1, dash];
}

/** The schema's completions for a position: keys with their descriptions, or values. */
export function choicesAt(root: Schema, { kind, path }: Place): Choice[] {
  let found = alternatives(root, root);
  for (const step of path) found = found.flatMap((schema) => below(root, schema, step));
  const choices = found.flatMap((schema) => (kind === 'key' ? keysOf(root, schema) : valuesOf(schema)));
  return [...new Map(choices.map((choice) => [choice.label, choice])).values()];
}

function below(root: Schema, schema: Schema, step: string): Schema[] {
  if (step === '*') return alternatives(root, schema.items);
  const own = isSchema(schema.properties) ? schema.properties[step] : undefined;
  return alternatives(root, own ?? schema.additionalProperties);
}

function keysOf(root: Schema, schema: Schema): Choice[] {
  const named = isSchema(schema.propertyNames) ? valuesOf(schema.propertyNames) : [];
  const properties = Object.entries(isSchema(schema.properties) ? schema.properties : {});
  return [
    ...properties.map(([name, value]) => {
      const [first] = alternatives(root, value);
      return { label: name, text: `${name}: `, detail: describe(isSchema(value) ? value : first) };
    }),
    ...named.map(({ label, detail }) => ({ label, text: `${label}: `, detail })),
  ];
}

function valuesOf(schema: Schema): Choice[] {
  const listed = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : [];
  const values = schema.type === 'boolean' ? [true, false] : listed;
  return values.map((value) => ({ label: String(value), text: String(value), detail: describe(schema) }));
}

const describe = (schema: Schema | undefined): string =>
  typeof schema?.description === 'string' ? schema.description : '';

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Resolves the references of a schema, and the alternatives of a union. */
function alternatives(root: Schema, value: unknown, depth = 0): Schema[] {
  if (!isSchema(value) || depth > 8) return [];
  const referred =
    typeof value.$ref === 'string' ? alternatives(root, pointed(root, value.$ref), depth + 1) : [];
  const parts = [value.anyOf, value.oneOf, value.allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [value, ...referred, ...parts.flatMap((part) => alternatives(root, part, depth + 1))];
}

function pointed(root: Schema, ref: string): unknown {
  let found: unknown = root;
  for (const step of ref.replace(/^#\/?/, '').split('/')) {
    if (step === '') continue;
    found = isSchema(found) ? found[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return found;
}
