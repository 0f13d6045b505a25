import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Checked } from '../codegen/description.ts';
import type { Diagnosed } from '../codegen/diagnose.ts';
import { type GenerateResult, GeneratorTimedOut } from '../codegen/generator.ts';
import type { GuessContext } from '../codegen/guess/index.ts';
import type { ParsedConfigFile } from '../contract/config-file.ts';
import type { FileTree } from '../git/store/file-tree.ts';
import { stepSignal } from '../runtime/processes/abort-context.ts';
import { Turns } from '../runtime/processes/turns.ts';
import type { DiagnoseTask, GenerateTask, Guessed, Rendered, Tasks } from './thread.ts';

/** An idle thread ends after this time. */
const IDLE_MS = 10 * 60_000;

export interface DescriptionLimits {
  /** Time limit of a task, in ms, once it has a thread. */
  readonly limitMs: number;
  /** Heap limit of a thread. */
  readonly memoryMb: number;
  readonly threads: number;
}

const LIMITS: DescriptionLimits = { limitMs: 60_000, memoryMb: 1536, threads: 2 };

/** A description with which a library crashed, ran out of memory, or timed out. The message says which. */
export class DescriptionFailed extends Error {
  override readonly name = 'DescriptionFailed';
  readonly isOverTime: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly isOverTime?: boolean } = {}) {
    super(message, options);
    this.isOverTime = options.isOverTime ?? false;
  }
}

/**
 * Runs all library code on descriptions in threads with time and memory limits: a description can at most end its own
 * thread, never this process, which stays responsive (docs/decisions/0015-large-descriptions.md). Methods throw
 * `DescriptionFailed` unless documented otherwise.
 */
export class Descriptions {
  readonly #limits: DescriptionLimits;
  readonly #turns: Turns;
  #pool: Piscina | null = null;

  constructor(limits: Partial<DescriptionLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#turns = new Turns(this.#limits.threads);
  }

  /** Starts a thread before there is work for it. */
  warmUp(): void {
    this.check('openapi.json', '{}').catch(() => {});
  }

  /** Whether a file is an OpenAPI description at all; if not, `create` rejects the build. */
  async check(file: string, text: string): Promise<Checked> {
    try {
      return await this.#run('check', { file, text });
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
  }

  /** Parses a config file; the message says if that is impossible. */
  async config(text: string): Promise<ParsedConfigFile> {
    try {
      return await this.#run('config', text);
    } catch (error) {
      return { ok: false, problem: { message: messageOf(error) } };
    }
  }

  /**
   * Prepares the description in the config files, and collects all diagnostics of both. If a library fails, that is a
   * fatal diagnostic.
   */
  async diagnose(files: DiagnoseTask): Promise<Diagnosed> {
    try {
      return await this.#run('diagnose', files);
    } catch (error) {
      const message = `The description ${messageOf(error)}`;
      return { prepared: null, diagnostics: [{ code: 'OpenAPI/Unusable', level: 'fatal', message }] };
    }
  }

  /** The commit message for the changes between two prepared descriptions, given as JSON. */
  message(before: string, after: string): Promise<string> {
    return this.#run('message', { before, after });
  }

  /** A prepared description for reading, as JSON and as YAML. */
  render(document: string): Promise<Rendered> {
    return this.#run('render', document);
  }

  /** A prepared description in the form for generators (`generatorInput`). */
  input(document: string): Promise<string> {
    return this.#run('input', document);
  }

  /** A guessed config file for a description, or why it is invalid. */
  async guess(spec: string, context: GuessContext): Promise<Guessed> {
    try {
      return await this.#run('guess', { spec, context });
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
  }

  /**
   * Generates the SDK of a target with Kiln's own generator, within `timeoutMs`, for any description. Throws
   * `GeneratorTimedOut` after that.
   */
  async generate(task: GenerateTask, timeoutMs: number): Promise<GenerateResult> {
    try {
      const made = await this.#run('generate', task, timeoutMs);
      if (!made.ok) return made;
      // Buffers arrive from a thread as plain arrays.
      const files: FileTree = new Map(
        made.files.map(({ path, mode, content }) => [
          path,
          { mode, content: Buffer.from(content.buffer, content.byteOffset, content.byteLength) },
        ]),
      );
      return { ok: true, files, findings: made.findings };
    } catch (error) {
      if (error instanceof DescriptionFailed && error.isOverTime)
        throw new GeneratorTimedOut(`codegen exceeded its time limit of ${timeoutMs / 1000} s.`);
      return { ok: false, findings: [{ level: 'fatal', message: `The description ${messageOf(error)}` }] };
    }
  }

  async close(): Promise<void> {
    await this.#pool?.destroy();
  }

  /** Calls the exported function of thread.ts with this name. Throws the step's abort reason if that is aborted. */
  async #run<Name extends keyof Tasks>(
    name: Name,
    task: Parameters<Tasks[Name]>[0],
    limitMs = this.#limits.limitMs,
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    const step = stepSignal();
    const { memoryMb } = this.#limits;
    return this.#turns.run(
      async () => {
        const over = AbortSignal.timeout(limitMs);
        // A task that exceeds its limit or is cancelled ends its thread; the next one gets a new thread.
        const signal = step === undefined ? over : AbortSignal.any([step, over]);
        try {
          return await this.#threads().run(task, { name, signal });
        } catch (error) {
          if (step?.aborted === true) throw error;
          if (over.aborted) {
            throw new DescriptionFailed(`takes longer than ${limitMs / 1000} s.`, { isOverTime: true });
          }
          if (isCode(error, 'ERR_WORKER_OUT_OF_MEMORY'))
            throw new DescriptionFailed(`needs more than ${memoryMb} MB of memory.`);
          const words = error instanceof Error ? error.message : String(error);
          throw new DescriptionFailed(`cannot be processed: ${words.slice(0, 500)}`, { cause: error });
        }
      },
      { signal: step },
    );
  }

  #threads(): Piscina {
    if (this.#pool !== null) return this.#pool;
    const { threads, memoryMb } = this.#limits;
    this.#pool = new Piscina({
      filename: threadCode(),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    // An idle thread died of something that a library left behind: the next task gets another.
    this.#pool.on('error', () => {});
    return this.#pool;
  }
}

/** The message about a description that failed. Throws all other errors. */
function messageOf(error: unknown): string {
  if (error instanceof DescriptionFailed) return error.message;
  throw error;
}

const isCode = (error: unknown, code: string) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** The code beside this file: compiled in `dist/`, TypeScript under the tests. */
function threadCode(): string {
  const compiled = fileURLToPath(new URL('./thread.js', import.meta.url));
  return existsSync(compiled)
    ? compiled
    : fileURLToPath(new URL('./thread-from-source.mjs', import.meta.url));
}
