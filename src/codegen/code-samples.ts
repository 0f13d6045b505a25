import { z } from 'zod';
import type { FileTree } from '../git/store/file-tree.ts';
import { readJson, writeJson } from './exact-json.ts';

/** How to call one operation with one SDK. */
export interface CodeSample {
  readonly method: string;
  readonly path: string;
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

const ROW = /^\|?\s*\[\*\*([^*]+?)(?:\(\))?\*\*\]\([^)]*\)\s*\|\s*\*\*(\w+)\*\*\s+(\S+)\s*\|/gm;
const SECTION = /^#{1,2} +[`*]*(\w+)(?:\(\))?[`*]*\s*$/gm;
const EXAMPLE = /^### Examples?\b[\s\S]*?^```(\w+)\n([\s\S]*?)^```/m;

const METHOD = /^- <code title="(\w+) ([^"]+)">(.*)<\/code>$/gm;
const LANG: Readonly<Record<string, string>> = {
  typescript: 'typescript',
  node: 'typescript',
  python: 'python',
  go: 'go',
  cli: 'shell',
};

/**
 * Reads the calls in the `api.md` of an SDK from Kiln's own generator: each line names an operation, and its call
 * without the result type is the sample.
 */
export function listedCalls(apiMd: string, label: string): CodeSample[] {
  return [...apiMd.matchAll(METHOD)].map(([, method = '', path = '', line = '']) => {
    const call = plainText(line);
    return { method, path: plainText(path), lang: LANG[label] ?? label, label, source: withoutResult(call) };
  });
}

/** A line of Markdown with links and escapes resolved. */
function plainText(line: string): string {
  const shown = line.replace(/<[^>]*>/g, '').replace(/\\([*_[\]()`])/g, '$1');
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return shown.replace(/&(\w+|#39);/g, (entity, name: string) => entities[name] ?? entity);
}

/**
 * The call in `client.books.list(params) -> Page` or Go's `client.Books.List(params) (*Page, error)`: up to its
 * closing bracket.
 */
function withoutResult(call: string): string {
  let depth = 0;
  for (const [at, character] of [...call].entries()) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ')' && depth === 0) return [...call].slice(0, at + 1).join('');
  }
  return call;
}

/**
 * Reads the samples in the reference of a generated SDK, `docs/…Api.md`: its table maps operations to methods, and a
 * method's section has an example. Files of another form have none.
 */
export function codeSamples(files: FileTree, label: string): CodeSample[] {
  const samples: CodeSample[] = [];
  for (const [path, { content }] of files) {
    if (!/^docs\/(?:.+\/)?\w+api\.md$/i.test(path)) continue;
    const text = content.toString('utf8');
    const examples = new Map(sections(text));
    for (const [, name = '', method = '', operation = ''] of text.matchAll(ROW)) {
      const example = examples.get(name);
      if (example === undefined) continue;
      samples.push({ method: method.toLowerCase(), path: operation, label, ...example });
    }
  }
  return samples;
}

function* sections(text: string): Generator<[string, { lang: string; source: string }]> {
  const heads = [...text.matchAll(SECTION)];
  for (const [i, head] of heads.entries()) {
    const example = EXAMPLE.exec(text.slice(head.index, heads[i + 1]?.index ?? text.length));
    if (example === null) continue;
    const [, lang = '', source = ''] = example;
    yield [head[1] ?? '', { lang, source: source.trimEnd() }];
  }
}

const Operations = z.looseObject({
  paths: z.record(z.string(), z.looseObject({})).optional(),
});
const Operation = z.looseObject({ 'x-codeSamples': z.array(z.unknown()).optional() });

/** Adds the samples to the operations of the description (JSON) as `x-codeSamples`, after existing ones. */
export function withCodeSamples(document: string, samples: readonly CodeSample[]): string {
  const description = Operations.parse(readJson(document));
  for (const { method, path, lang, label, source } of samples) {
    const item = description.paths?.[path];
    const operation = Operation.safeParse(item?.[method]);
    if (item === undefined || !operation.success) continue;
    const before = operation.data['x-codeSamples'] ?? [];
    item[method] = { ...operation.data, 'x-codeSamples': [...before, { lang, label, source }] };
  }
  return writeJson(description, 2);
}
