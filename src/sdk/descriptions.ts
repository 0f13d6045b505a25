import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Checked } from '../codegen/description.ts';
import type { Diagnosed } from '../codegen/diagnose.ts';
import { type GenerateResult, GeneratorTimedOut } from '../codegen/generator.ts';
import type { GuessContext } from '../codegen/guess/index.ts';
import type { FileTree } from '../git/store/file-tree.ts';
import { stepSignal } from '../runtime/processes/abort-context.ts';
import { Turns } from '../runtime/processes/turns.ts';
import type { DiagnoseTask, GenerateTask, Guessed, Rendered, Tasks } from './thread.ts';

/** A thread without work ends after this time. */
const IDLE_MS = 10 * 60_000;

export interface DescriptionLimits {
  /** Of one piece of work, in ms, once it has a thread. */
  readonly limitMs: number;
  /** Of the heap of a thread. */
  readonly memoryMb: number;
  readonly threads: number;
}

const LIMITS: DescriptionLimits = { limitMs: 60_000, memoryMb: 1536, threads: 2 };

/** A description with which a library crashed, ran out of memory, or did not finish. The message says which. */
export class DescriptionFailed extends Error {
  override readonly name = 'DescriptionFailed';
  readonly isOverTime: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly isOverTime?: boolean } = {}) {
    super(message, options);
    this.isOverTime = options.isOverTime ?? false;
  }
}

/**
 * Everything that libraries do with descriptions. It is done in threads with limits on time and memory, so that a
 * description can end its own thread at most, never this process, and the process answers meanwhile
 * (docs/decisions/0015-large-descriptions.md). Throws `DescriptionFailed` where nothing else is said.
 */
export class Descriptions {
  readonly #limits: DescriptionLimits;
  readonly #turns: Turns;
  #pool: Piscina | null = null;

  constructor(limits: Partial<DescriptionLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#turns = new Turns(this.#limits.threads);
  }

  /** Starts a thread before there is work for one. */
  warmUp(): void {
    this.check('openapi.json', '{}').catch(() => {});
  }

  /** Whether a file is an OpenAPI description at all: what `create` refuses a build for. */
  async check(file: string, text: string): Promise<Checked> {
    try {
      return await this.#run('check', { file, text });
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
  }

  /**
   * Prepares the description among config files, and says all that there is to say of both. One with which a library
   * fails is fatal, with a diagnostic that says so.
   */
  async diagnose(files: DiagnoseTask): Promise<Diagnosed> {
    try {
      return await this.#run('diagnose', files);
    } catch (error) {
      const message = `The description ${messageOf(error)}`;
      return { prepared: null, diagnostics: [{ code: 'OpenAPI/Unusable', level: 'fatal', message }] };
    }
  }

  /** The commit message for what changed between two prepared descriptions, given as JSON. */
  message(before: string, after: string): Promise<string> {
    return this.#run('message', { before, after });
  }

  /** A prepared description for reading, as JSON and as YAML. */
  render(document: string): Promise<Rendered> {
    return this.#run('render', document);
  }

  /** A prepared description as generators take it (`generatorInput`). */
  input(document: string): Promise<string> {
    return this.#run('input', document);
  }

  /** A first config file for a description, or why it is none. */
  async guess(spec: string, context: GuessContext): Promise<Guessed> {
    try {
      return await this.#run('guess', { spec, context });
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    }
  }

  /**
   * The SDK of a target by Kiln's own generator, within `timeoutMs`, whatever the description holds. Throws
   * `GeneratorTimedOut` past it.
   */
  async generate(task: GenerateTask, timeoutMs: number): Promise<GenerateResult> {
    try {
      const made = await this.#run('generate', task, timeoutMs);
      if (!made.ok) return made;
      // Bytes come out of a thread as arrays of their own.
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

  /** Calls a function that thread.ts exports under this name. Throws the step's own reason where that is aborted. */
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
        // What is over its limit, or cancelled, takes its thread with it: the next one gets a new thread.
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
    // A thread that died without work, of what a library left behind: the next piece of work gets another.
    this.#pool.on('error', () => {});
    return this.#pool;
  }
}

/** What is said of a description that failed. Throws everything else. */
function messageOf(error: unknown): string {
  if (error instanceof DescriptionFailed) return error.message;
  throw error;
}

const isCode = (error: unknown, code: string) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** The code beside this file: compiled in `dist/`, as written under the tests. */
function threadCode(): string {
  const compiled = fileURLToPath(new URL('./thread.js', import.meta.url));
  return existsSync(compiled)
    ? compiled
    : fileURLToPath(new URL('./thread-from-source.mjs', import.meta.url));
}
