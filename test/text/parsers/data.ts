import { parseDocument } from 'yaml';
import type { Found } from './tokens.ts';

/** Keys whose values are run: by a package manager, or by a CI service, which also evaluates expressions in them. */
const RUN: Readonly<Record<'json' | 'yaml', ReadonlySet<string>>> = {
  json: new Set(['scripts', 'bin', 'autoload', 'autoload-dev']),
  yaml: new Set(['run', 'if', 'env', 'with', 'uses', 'shell', 'script', 'before_script']),
};

/**
 * Parses data. The name is more than a text if a key or value begins with it, because every text begins with the word
 * of its place, or if it is in something that is run. A workflow's values are all run, because GitHub evaluates them.
 */
export function parseData(text: string, format: 'json' | 'yaml', file: string, name: string): Found {
  const isWorkflow = /(^|\/)\.github\/workflows\//.test(file);
  // A description is data to everything that reads it, and so is what Kiln records.
  const runs = /(openapi|mock|provenance)\.\w+$/.test(file) ? new Set<string>() : RUN[format];
  let hits = 0;
  const walk = (value: unknown, isRun: boolean): void => {
    if (typeof value === 'string') {
      if (value.trimStart().startsWith(name) || (isRun && value.includes(name))) hits += 1;
    } else if (Array.isArray(value)) {
      for (const each of value) walk(each, isRun);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        walk(key, isRun);
        walk(each, isRun || runs.has(key));
      }
    }
  };
  try {
    walk(format === 'json' ? JSON.parse(text) : yamlOf(text), isWorkflow);
    return { error: null, hits, strings: [] };
  } catch (error) {
    return { error: String(error), hits, strings: [] };
  }
}

/** With a key twice being an error. */
function yamlOf(text: string): unknown {
  const document = parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw problem;
  return document.toJS();
}
