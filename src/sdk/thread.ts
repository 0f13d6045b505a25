import { changesBetween } from '../codegen/changes/index.ts';
import { changesMessage } from '../codegen/changes/message.ts';
import { type Checked, checkDescription, generatorInput, readDescription } from '../codegen/description.ts';
import type { Diagnosed } from '../codegen/diagnose.ts';
import { readJson, writeJson } from '../codegen/exact-json.ts';
import { writeYaml } from '../codegen/exact-yaml.ts';
import type { GeneratorFinding } from '../codegen/generator.ts';
import { type GuessContext, guessConfig } from '../codegen/guess/index.ts';
import { asOpenApi30 } from '../codegen/swagger-2.ts';
import { type ParsedConfigFile, parseConfigFile } from '../contract/config-file.ts';
import type { FileMode } from '../git/store/file-tree.ts';
import { diagnose as diagnoseFiles } from './diagnose.ts';
import { generateSdk, type SdkInput } from './generate.ts';
import { languages } from './languages/index.ts';

// The tasks that a thread of `Descriptions` can run, by name. Tasks and results are copied between threads. A thread
// runs one task at a time.

/** Rejections that a library left unhandled, during the current task or just before. */
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

/** Runs a task; an unhandled rejection in a library fails the task too. */
export async function whole<T>(work: () => T | Promise<T>): Promise<T> {
  unhandled.length = 0;
  try {
    return await work();
  } finally {
    // They are reported once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    // biome-ignore lint/correctness/noUnsafeFinally: it takes the place of an answer that cannot be trusted.
    if (unhandled.length > 0) throw unhandled[0];
  }
}

export interface Tasks {
  check(task: CheckTask): Promise<Checked>;
  config(text: string): Promise<ParsedConfigFile>;
  diagnose(task: DiagnoseTask): Promise<Diagnosed>;
  message(task: MessageTask): Promise<string>;
  render(document: string): Promise<Rendered>;
  input(document: string): Promise<string>;
  guess(task: GuessTask): Promise<Guessed>;
  generate(task: GenerateTask): Promise<Generated>;
}

export interface CheckTask {
  readonly file: string;
  readonly text: string;
}
export const check: Tasks['check'] = ({ file, text }) => whole(() => checkDescription(file, text));

export const config: Tasks['config'] = (text) => whole(() => parseConfigFile(text));

export type DiagnoseTask = ReadonlyMap<string, string>;
export const diagnose: Tasks['diagnose'] = (files) => whole(() => diagnoseFiles(files));

/** Two prepared descriptions, as JSON. */
export interface MessageTask {
  readonly before: string;
  readonly after: string;
}
export const message: Tasks['message'] = ({ before, after }) =>
  whole(() => changesMessage(changesBetween(readJson(before), readJson(after))));

/** A prepared description for reading. */
export interface Rendered {
  readonly json: string;
  readonly yaml: string;
}
export const render: Tasks['render'] = (document) =>
  whole(() => {
    const value = readJson(document);
    return { json: `${writeJson(value, 2)}\n`, yaml: writeYaml(value) };
  });

/** A prepared description in the form for other generators. */
export const input: Tasks['input'] = (document) => whole(() => generatorInput(document));

export interface GuessTask {
  readonly spec: string;
  readonly context: GuessContext;
}
export type Guessed =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly message: string; readonly line?: number };
export const guess: Tasks['guess'] = ({ spec, context }) =>
  whole(() => {
    const read = readDescription(spec.trimStart().startsWith('{') ? 'openapi.json' : 'openapi.yml', spec);
    return read.ok ? { ok: true, content: guessConfig(asOpenApi30(read.value), context) } : read;
  });

export type GenerateTask = SdkInput;
export type Generated =
  | {
      readonly ok: true;
      readonly files: readonly {
        readonly path: string;
        readonly mode: FileMode;
        readonly content: Uint8Array;
      }[];
      readonly findings: readonly GeneratorFinding[];
    }
  | { readonly ok: false; readonly findings: readonly GeneratorFinding[] };

/** An error thrown here is a defect of Kiln that a retry does not fix: it ends the target, and is reported. */
export async function generate(input: GenerateTask): Promise<Generated> {
  const language = languages[input.target];
  try {
    if (language === undefined) throw new Error(`There is no generator for ${input.target}.`);
    const { files, findings } = generateSdk(language, input);
    return {
      ok: true,
      files: [...files].map(([path, { mode, content }]) => ({ path, mode, content })),
      findings,
    };
  } catch (error) {
    const message = `Kiln's generator failed: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, findings: [{ level: 'fatal', message }] };
  }
}
