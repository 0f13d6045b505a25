import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { stepSignal } from '../runtime/step-signal.ts';
import type { Diagnosed } from './diagnose.ts';
import type { GuessContext } from './guess/index.ts';
import {
  type DiagnoseTask,
  diagnose,
  type Guessed,
  guess,
  message,
  type Rendered,
  render,
} from './thread.ts';

/** Below this many characters the work takes less time than handing it over. */
const SMALL = 100_000;
/** A thread that nobody asks anything ends after this time. */
const IDLE_MS = 60_000;

/**
 * Work on descriptions that takes seconds where they are large. It is done in a thread, one thing at a time, so that the
 * process goes on answering meanwhile (docs/decisions/0015-large-descriptions.md); with small ones it is done at once.
 */
export class Descriptions {
  #thread: Piscina | null = null;

  /** Prepares the description among config files, and says all that there is to say of both. */
  diagnose(files: DiagnoseTask): Promise<Diagnosed> {
    return this.#run(diagnose, files, length(files.values()));
  }

  /** The commit message for what changed between two prepared descriptions, given as JSON. */
  message(before: string, after: string): Promise<string> {
    return this.#run(message, { before, after }, before.length + after.length);
  }

  /** A prepared description for reading, as JSON and as YAML. */
  render(document: string): Promise<Rendered> {
    return this.#run(render, document, document.length);
  }

  /** A first config file for a description, or why it is none. */
  guess(spec: string, context: GuessContext): Promise<Guessed> {
    return this.#run(guess, { spec, context }, spec.length);
  }

  async close(): Promise<void> {
    await this.#thread?.destroy();
  }

  /** Calls a function that thread.ts exports under its own name. */
  #run<Task, Answer>(task: (input: Task) => Promise<Answer>, input: Task, size: number): Promise<Answer> {
    if (size <= SMALL) return task(input);
    this.#thread ??= new Piscina({
      filename: threadCode(),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
    });
    // A step that is over its limit, or cancelled, takes its thread with it: the next one gets a new thread.
    return this.#thread.run(input, { name: task.name, signal: stepSignal() });
  }
}

/** The code beside this file: compiled in `dist/`, as written under the tests. */
function threadCode(): string {
  const compiled = fileURLToPath(new URL('./thread.js', import.meta.url));
  return existsSync(compiled)
    ? compiled
    : fileURLToPath(new URL('./thread-from-source.mjs', import.meta.url));
}

function length(texts: Iterable<string>): number {
  let total = 0;
  for (const text of texts) total += text.length;
  return total;
}
