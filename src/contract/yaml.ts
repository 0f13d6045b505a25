import { Composer, type Document, isScalar, Lexer, type LineCounter, Parser, visit } from 'yaml';

export type ReadYaml =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly message: string; readonly line?: number };

export interface YamlOptions {
  readonly intAsBigInt?: boolean;
  /** Maximum nesting; default 100. */
  readonly maxDepth?: number;
  /** Whether a key may occur twice in a map; default false. */
  readonly duplicates?: boolean;
}

const MAX_DEPTH = 100;
/** The library looks through the whole document for the anchor of each alias. */
const MAX_ALIASES = 1000;

/**
 * Parses a text from outside as one YAML document. The library composes it recursively, compares every two keys of a map
 * and exhausts the stack, which can end the whole process, so nesting and aliases are counted before, and duplicate keys
 * are found here. Never throws; the time is proportional to the length.
 *
 * @param lines Gets the lines of the text.
 */
export function readYaml(text: string, lines: LineCounter, options: YamlOptions = {}): ReadYaml {
  try {
    return compose(text, lines, options);
  } catch (error) {
    return { ok: false, message: `is not YAML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function compose(text: string, lines: LineCounter, options: YamlOptions): ReadYaml {
  const { maxDepth = MAX_DEPTH, intAsBigInt = false, duplicates = false } = options;
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens = [];
  let aliases = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    const line = lines.linePos(parser.offset).line;
    // The document and a scalar in the innermost collection are on the stack too.
    if (parser.stack.length > maxDepth + 2)
      return { ok: false, message: `is nested deeper than ${maxDepth} levels.`, line };
    if (lexeme.startsWith('*')) aliases += 1;
    if (aliases > MAX_ALIASES)
      return { ok: false, message: `has more than ${MAX_ALIASES} YAML aliases.`, line };
    const last = tokens.at(-1);
    if (last?.type === 'error') return { ok: false, message: `is not YAML: ${last.message}`, line };
  }
  tokens.push(...parser.end());
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, intAsBigInt, logLevel: 'silent' });
  let document: Document | null = null;
  for (const each of composer.compose(tokens, true, text.length)) {
    if (document !== null) return { ok: false, message: 'contains more than one YAML document.' };
    const [error] = each.errors;
    if (error !== undefined)
      return { ok: false, message: `is not YAML: ${error.message}`, line: lines.linePos(error.pos[0]).line };
    document = each;
  }
  if (document === null) return { ok: false, message: 'is not YAML: it has no document.' };
  const twice = duplicates ? null : duplicateKey(document, lines);
  return twice === null ? { ok: true, document } : { ok: false, ...twice };
}

/** The first key that its map has twice; null if there is none. */
function duplicateKey(document: Document, lines: LineCounter): { message: string; line: number } | null {
  let found: { message: string; line: number } | null = null;
  visit(document, {
    Map(_key, { items }) {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) {
          const name = JSON.stringify(String(key.value).slice(0, 100));
          const { line } = lines.linePos(key.range?.[0] ?? 0);
          found = { message: `is not YAML: the key ${name} occurs twice in one map.`, line };
          return visit.BREAK;
        }
        known.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}
