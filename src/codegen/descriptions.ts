import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Diagnosed } from './diagnose.ts';
import type { GuessContext } from './guess/index.ts';
import {
  type DiagnoseTask,
  diagnose,
  type Guessed,
  type GuessTask,
  guess,
  type MessageTask,
  message,
} from './thread.ts';

/** Below this many characters the work takes less time than handing it over. */
const SMALL = 100_000;
/** A thread that nobody asks anything ends after this time. */
const IDLE_MS = 60_000;

/**
 * Work on descriptions that takes seconds where they are large. It is done in threads, so that the process goes on
 * answering meanwhile (docs/decisions/0015-large-descriptions.md); with small descriptions it is done at once.
 */
export class Descriptions {
  readonly #diagnose = new Threaded<DiagnoseTask, Diagnosed>('diagnose', diagnose);
  readonly #message = new Threaded<MessageTask, string>('message', message);
  readonly #guess = new Threaded<GuessTask, Guessed>('guess', guess);

  /** Prepares the description among config files, and says all that there is to say of both. */
  diagnose(files: ReadonlyMap<string, string>): Promise<Diagnosed> {
    return this.#diagnose.run(files, length(files.values()));
  }

  /** The commit message for what changed between two prepared descriptions, given as JSON. */
  message(before: string, after: string): Promise<string> {
    return this.#message.run({ before, after }, before.length + after.length);
  }

  /** A first config file for a description, or why it is none. */
  guess(spec: string, context: GuessContext): Promise<Guessed> {
    return this.#guess.run({ spec, context }, spec.length);
  }

  async close(): Promise<void> {
    await Promise.all([this.#diagnose.close(), this.#message.close(), this.#guess.close()]);
  }
}

/** A function of thread.ts: called here for little, and in a thread of its own, one call at a time, for much. */
class Threaded<Task, Answer> {
  readonly #name: string;
  readonly #here: (task: Task) => Promise<Answer>;
  #thread: Piscina<Task, Answer> | null = null;

  constructor(name: string, here: (task: Task) => Promise<Answer>) {
    this.#name = name;
    this.#here = here;
  }

  run(task: Task, size: number): Promise<Answer> {
    if (size <= SMALL) return this.#here(task);
    this.#thread ??= new Piscina<Task, Answer>({
      ...threadCode(),
      name: this.#name,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
    });
    return this.#thread.run(task);
  }

  async close(): Promise<void> {
    await this.#thread?.destroy();
  }
}

/** The code beside this file: compiled in `dist/`, as written under the tests, which load it by tsx. */
function threadCode(): { filename: string; execArgv: string[] } {
  const compiled = fileURLToPath(new URL('./thread.js', import.meta.url));
  if (existsSync(compiled)) return { filename: compiled, execArgv: [] };
  return {
    filename: fileURLToPath(new URL('./thread.ts', import.meta.url)),
    execArgv: ['--import', 'tsx'],
  };
}

function length(texts: Iterable<string>): number {
  let total = 0;
  for (const text of texts) total += text.length;
  return total;
}
