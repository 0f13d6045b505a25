// What can be written at a place of the config file, by its JSON Schema. Pure: the editor asks it.

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** Where the caret is in a YAML file: the keys that lead there (`*`: an item of a list), and what was typed so far. */
export interface Place {
  readonly kind: 'key' | 'value';
  readonly path: readonly string[];
  /** Offset at which what was typed begins. */
  readonly from: number;
}

export interface Choice {
  readonly label: string;
  /** What is written: a key with its colon. */
  readonly text: string;
  readonly detail: string;
}

const KEY = /^(\s*)((?:- +)*)(?:([\w$./*@-]+|"[^"]*"|'[^']*')\s*:)?/;

/** The place at an offset; null in a comment, and where nothing is to be completed. */
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

/** The keys above, by indentation. `lead`: what stands before the key on its own line, spaces and dashes. */
function above(lines: readonly string[], lead: string): string[] {
  const path: string[] = [];
  /** The next key stands left of this column; in an item of a list whose dash is at `dash` at most below that. */
  let [limit, dash] = inItem(path, lead) ?? [lead.length, null];
  for (const line of lines.toReversed()) {
    if (limit === 0) break;
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const [, spaces = '', dashes = '', name] = KEY.exec(line) ?? [];
    const column = spaces.length + dashes.length;
    // An item beside this one, or of a list within one.
    if (dashes !== '' && spaces.length >= (dash ?? limit)) continue;
    if (name !== undefined && column < limit) {
      path.unshift(name.replace(/^["']|["']$/g, ''));
      [limit, dash] = [column, null];
    }
    if (dashes !== '') [limit, dash] = inItem(path, spaces + dashes) ?? [limit, dash];
  }
  return path;
}

/** Notes an item of a list for each dash; null where there is none. Gives the limit of the list's key, and the first dash's column. */
function inItem(path: string[], lead: string): [limit: number, dash: number | null] | null {
  const dash = lead.indexOf('-');
  if (dash < 0) return null;
  for (const _ of lead.matchAll(/-/g)) path.unshift('*');
  // A list may stand as far to the left as the key that it is of.
  return [dash + 1, dash];
}

/** What the schema knows for a place: keys with what they are for, or values. */
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

/** A schema with its references followed, and each of the schemas that it is one of. */
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
