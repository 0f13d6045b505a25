import { dump } from 'js-yaml';
import { changesBetween } from './changes/index.ts';
import { changesMessage } from './changes/message.ts';
import { readDescription } from './description.ts';
import { type Diagnosed, diagnose as diagnoseFiles } from './diagnose.ts';
import { type GuessContext, guessConfig } from './guess/index.ts';

// What a thread of `Descriptions` can be asked for, by name. Tasks and answers are copied between threads.

export type DiagnoseTask = ReadonlyMap<string, string>;
export async function diagnose(files: DiagnoseTask): Promise<Diagnosed> {
  return diagnoseFiles(files);
}

/** Two prepared descriptions, as JSON. */
export interface MessageTask {
  readonly before: string;
  readonly after: string;
}
export async function message({ before, after }: MessageTask): Promise<string> {
  return changesMessage(changesBetween(JSON.parse(before), JSON.parse(after)));
}

/** A prepared description for reading. */
export interface Rendered {
  readonly json: string;
  readonly yaml: string;
}
export async function render(document: string): Promise<Rendered> {
  const value: unknown = JSON.parse(document);
  const yaml = dump(value, { noRefs: true, lineWidth: -1 });
  return { json: `${JSON.stringify(value, null, 2)}\n`, yaml };
}

export interface GuessTask {
  readonly spec: string;
  readonly context: GuessContext;
}
export type Guessed =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly message: string; readonly line?: number };
export async function guess({ spec, context }: GuessTask): Promise<Guessed> {
  const read = readDescription(spec.trimStart().startsWith('{') ? 'openapi.json' : 'openapi.yml', spec);
  return read.ok ? { ok: true, content: guessConfig(read.value, context) } : read;
}
