import { z } from 'zod';
import type { FileTree } from '../git/file-tree.ts';

/** How one operation is called with one SDK. */
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

/**
 * The samples in the reference that comes with a generated SDK, `docs/…Api.md`: its table says which method stands
 * for which operation, and the method's section has an example. Files of another shape have none.
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

/** The description, as JSON, with the samples as `x-codeSamples` of their operations, after those it had. */
export function withCodeSamples(document: string, samples: readonly CodeSample[]): string {
  const description = Operations.parse(JSON.parse(document));
  for (const { method, path, lang, label, source } of samples) {
    const item = description.paths?.[path];
    const operation = Operation.safeParse(item?.[method]);
    if (item === undefined || !operation.success) continue;
    const before = operation.data['x-codeSamples'] ?? [];
    item[method] = { ...operation.data, 'x-codeSamples': [...before, { lang, label, source }] };
  }
  return JSON.stringify(description, null, 2);
}
