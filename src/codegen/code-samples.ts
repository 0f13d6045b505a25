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
const Operation = z.looseObject({
  'x-codeSamples': z.array(z.unknown()).optional(),
  'x-readme': z.looseObject({ 'code-samples': z.array(z.unknown()).optional() }).optional(),
  'x-stainless-snippets': z.record(z.string(), z.unknown()).optional(),
});

/** An extension of an operation that has code samples. */
export type SampleForm = 'x-codeSamples' | 'x-readme' | 'x-stainless-snippets';

export interface SampleSettings {
  readonly forms: ReadonlySet<SampleForm>;
  /** Targets whose samples are left out. */
  readonly without: ReadonlySet<string>;
}

/** Adds the samples to the operations of the description (JSON), after existing ones. */
export function withCodeSamples(
  document: string,
  samples: readonly CodeSample[],
  { forms, without }: SampleSettings,
): string {
  const description = Operations.parse(readJson(document));
  for (const sample of samples.filter(({ label }) => !without.has(label))) {
    const item = description.paths?.[sample.path];
    if (item === undefined) continue;
    for (const form of forms) {
      const operation = Operation.safeParse(item[sample.method]);
      if (!operation.success) continue;
      item[sample.method] = { ...operation.data, [form]: withSample(operation.data, form, sample) };
    }
  }
  return writeJson(description, 2);
}

/** The value of an extension with one sample more. */
function withSample(
  operation: z.infer<typeof Operation>,
  form: SampleForm,
  { lang, label, source }: CodeSample,
): unknown {
  switch (form) {
    case 'x-codeSamples':
      return [...(operation[form] ?? []), { lang, label, source }];
    case 'x-readme': {
      const before = operation[form]?.['code-samples'] ?? [];
      return {
        ...operation[form],
        'code-samples': [...before, { language: lang, name: label, code: source }],
      };
    }
    case 'x-stainless-snippets':
      return { ...operation[form], [label]: source };
  }
}
