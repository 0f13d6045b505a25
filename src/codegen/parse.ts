import { LineCounter, parseDocument } from 'yaml';

const MAX_ALIASES = 1000;

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly line?: number };

/** The value of a description, of JSON or YAML: by its name, or by how it begins. */
export function parse(file: string, text: string): Parsed {
  if (file.endsWith('.json') || text.startsWith('{')) {
    try {
      const value: unknown = JSON.parse(text);
      return { ok: true, value };
    } catch (error) {
      if (file.endsWith('.json'))
        return { ok: false, message: `is not JSON: ${String(error).replace('SyntaxError: ', '')}.` };
    }
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) {
    return { ok: false, message: `is not YAML: ${error.message}`, line: lines.linePos(error.pos[0]).line };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { ok: true, value };
  } catch {
    return { ok: false, message: `has YAML aliases that expand more than ${MAX_ALIASES} times.` };
  }
}
